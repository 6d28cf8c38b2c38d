using System.Collections.Specialized;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace DigitalHub.PowerShell.Output;

/// <summary>
/// Makes the names of files of a template and runs. They are good on every system: what Windows keeps for itself is
/// replaced, and no two differ in case only.
/// </summary>
internal sealed partial class FileNames
{
    private const int MaxBytes = 255;

    private static readonly string[] Fields = ["id", "name", "project", "kind", "state"];

    private readonly string _template;
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InputException"><c>ValueInvalid</c>: the template has a field that there is not, or a path in it.</exception>
    public FileNames(string template)
    {
        _template = template;
        var rest = Field().Replace(template, field =>
        {
            var name = field.Groups["name"].Value;
            if (Fields.Contains(name, StringComparer.OrdinalIgnoreCase)) return string.Empty;
            throw Errors.Value($"-NameTemplate has the field {{{name}}}, which there is not.", template, $"The fields are {string.Join(", ", Fields.Select(known => $"{{{known}}}"))}.");
        });
        if (rest.AsSpan().IndexOfAny('/', '\\') >= 0)
        {
            throw Errors.Value($"-NameTemplate '{Errors.Shorten(template)}' is a path, not the name of a file.", template, "Give the folder with -Path.");
        }
    }

    /// <summary>The name of a run's file; the second run that would get the same one gets another.</summary>
    public string Of(OrderedDictionary document)
    {
        var name = Safe(Field().Replace(_template, field => Value(document, field.Groups["name"].Value.ToLowerInvariant())));
        var unique = name;
        for (var number = 2; !_given.Add(unique); number++)
        {
            unique = Safe(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)}-{number}{Path.GetExtension(name)}"));
        }
        return unique;
    }

    private static string Value(OrderedDictionary document, string field) =>
        (field == "state" ? document.Map("status")?.Text("state") ?? RunState.Created : document.Text(field)) ?? string.Empty;

    private static string Safe(string name)
    {
        name = Forbidden().Replace(name, "_");
        if (name.Length == 0) name = "_";
        if (name[^1] is '.' or ' ') name = name[..^1] + "_";
        if (Reserved().IsMatch(name)) name = "_" + name;
        return Encoding.UTF8.GetByteCount(name) <= MaxBytes ? name : Shorten(name);
    }

    // Two long names that begin alike stay two.
    private static string Shorten(string name)
    {
        var extension = Path.GetExtension(name);
        var mark = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12].ToLowerInvariant();
        var end = $"-{mark}{(extension.Length <= 10 ? extension : string.Empty)}";
        var length = name.Length;
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, length)) + Encoding.UTF8.GetByteCount(end) > MaxBytes || char.IsHighSurrogate(name[length - 1])) length--;
        return name[..length] + end;
    }

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"[<>:""/\\|?*\x00-\x1F\x7F]", RegexOptions.CultureInvariant)]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"\A(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();
}

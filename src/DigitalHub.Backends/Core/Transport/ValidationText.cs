using System.Text.RegularExpressions;

namespace DigitalHub.Backends.Core;

/// <summary>A field that a server refuses, read from what Java's validation says of it.</summary>
/// <param name="Owner">What the field belongs to: <c>run</c>, <c>project</c>, <c>runEntityFilter</c>; <c>target</c> for a spec; null for a part of the path.</param>
/// <param name="Field">The field, with its path.</param>
/// <param name="Rule">The rule it breaks, to be read after "it".</param>
internal sealed partial record RefusedField(string? Owner, string Field, string Rule)
{
    /// <summary>Whether it is a field of the spec.</summary>
    public bool IsSpec => Owner == "target";

    /// <summary>Whether it is a filter of a listing.</summary>
    public bool IsFilter => Owner?.EndsWith("Filter", StringComparison.Ordinal) == true;

    /// <summary>
    /// Reads the texts of bean validation, of path validation and of Jackson's binding
    /// (transcripts <c>runs-create</c>, <c>runs-list</c>, <c>runs-read</c>, <c>projects</c>). What was sent is not repeated: it may be secret.
    /// </summary>
    /// <returns>The first field that the text names; null if it names none.</returns>
    public static RefusedField? TryRead(string message) => Bean(message) ?? Path(message) ?? Binding(message);

    // … [Field error in object 'run' on field 'id': rejected value [bad id]; codes […]; … default message [must match "…"]]
    private static RefusedField? Bean(string message)
    {
        const string Start = "Field error in object '";
        const string Middle = "' on field '";
        const string Default = "default message [";
        var at = message.IndexOf(Start, StringComparison.Ordinal);
        if (at < 0) return null;
        var next = message.IndexOf("[" + Start, at, StringComparison.Ordinal);
        var text = (next < 0 ? message[at..] : message[at..next]).TrimEnd();
        var middle = text.IndexOf(Middle, StringComparison.Ordinal);
        if (middle < 0) return null;
        var end = text.IndexOf('\'', middle + Middle.Length);
        var rule = text.LastIndexOf(Default, StringComparison.Ordinal);
        if (end < 0 || rule < end) return null;
        var words = text[(rule + Default.Length)..];
        if (words.EndsWith("]]", StringComparison.Ordinal)) words = words[..^2];
        return new RefusedField(text[Start.Length..middle], text[(middle + Middle.Length)..end], Reword(words));
    }

    // getRunById.id: must match "^[a-zA-Z0-9._+-]+$"
    private static RefusedField? Path(string message) =>
        PathText().Match(message) is { Success: true } match ? new RefusedField(null, match.Groups["field"].Value, Reword(match.Groups["rule"].Value)) : null;

    // Cannot deserialize value of type … (through reference chain: …["volumes"]->java.util.ArrayList[0]->…["volume_type"])
    private static RefusedField? Binding(string message)
    {
        if (!message.StartsWith("Cannot ", StringComparison.Ordinal) && !message.StartsWith("Unexpected ", StringComparison.Ordinal)) return null;
        var chain = message.LastIndexOf("reference chain: ", StringComparison.Ordinal);
        if (chain < 0) return null;
        var field = string.Concat(Link().Matches(message[chain..]).Select(link => link.Groups["index"] is { Success: true } index ? $"[{index.Value}]" : "." + link.Groups["name"].Value)).TrimStart('.');
        if (field.Length == 0) return null;
        var rule = Values().Match(message) is { Success: true } values
            ? $"must be one of {values.Groups["values"].Value}"
            : Kind(Type().Match(message).Groups["type"].Value);
        return new RefusedField("target", field, rule);
    }

    private static string Kind(string type) => type switch
    {
        _ when type.EndsWith("Map", StringComparison.Ordinal) => "must be a map",
        _ when type.EndsWith("List", StringComparison.Ordinal) || type.EndsWith("Set", StringComparison.Ordinal) || type.EndsWith("[]", StringComparison.Ordinal) => "must be a list",
        "java.lang.Integer" or "java.lang.Long" or "java.math.BigInteger" or "int" or "long" => "must be a whole number",
        "java.lang.Double" or "java.lang.Float" or "java.math.BigDecimal" or "double" or "float" => "must be a number",
        "java.lang.Boolean" or "boolean" => "must be true or false",
        "java.lang.String" => "must be text",
        _ => "has the wrong type",
    };

    private static string Reword(string rule) => rule switch
    {
        "must not be null" or "must not be empty" or "must not be blank" => "is missing",
        "must match \"^[a-zA-Z0-9._+-]+$\"" => "may have only the characters a-z A-Z 0-9 . _ + -",
        "must match \"^[a-z0-9-]+$\"" => "may have only the characters a-z 0-9 -",
        "must match \"^[a-zA-Z0-9._+-:]+$\"" => "may have only the characters a-z A-Z 0-9 . _ + - :",
        "must match \"([^:/]+)://([^/]+)/([^:]+):(.+)|([^:/]+)://([^/]+)/([^:]+)\"" or "must match \"([^:/]+)://([^/]+)/([^:]+):(.+)\"" => "must be a reference as kind://project/name:id",
        "must match \"([^:/]+)://([^/]+)/([^:]+)\"" => "must be a reference as kind://project/id",
        _ when Size().Match(rule) is { Success: true } size => $"must have {size.Groups["least"].Value} to {size.Groups["most"].Value} characters",
        _ => ServerText.Clean(rule) ?? "is refused",
    };

    [GeneratedRegex(@"^\w+\.(?<field>[\w.\[\]]+): (?<rule>(must|size) .*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex PathText();

    [GeneratedRegex(@"\[""(?<name>[^""\]]+)""\]|\[(?<index>\d+)\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"not one of the values accepted for Enum class: \[(?<values>[^\]]*)\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Values();

    [GeneratedRegex(@"^[^`]*`(?<type>[\w.$\[\]]+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Type();

    [GeneratedRegex(@"^size must be between (?<least>\d+) and (?<most>\d+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Size();
}

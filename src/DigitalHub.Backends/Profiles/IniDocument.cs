using System.Text;

namespace DigitalHub.Backends.Profiles;

/// <summary>
/// An ini file of which every byte is kept but those of the values that are set. The libraries there are either only read or
/// write the whole file anew.
/// </summary>
internal sealed class IniDocument
{
    private const int DeepestReference = 10;
    private string _text;
    private List<IniSection> _sections;

    private IniDocument(string text)
    {
        _text = text;
        _sections = IniParser.Parse(text);
    }

    /// <summary>A file's bytes.</summary>
    public static IniDocument Parse(ReadOnlySpan<byte> bytes) => new(Encoding.Latin1.GetString(bytes));

    public byte[] ToBytes() => Encoding.Latin1.GetBytes(_text);

    /// <summary>The sections but <c>[DEFAULT]</c>, each once, in the order of the file.</summary>
    public IReadOnlyList<string> Sections => [.. _sections.Select(section => section.Name).Where(name => name != IniParser.DefaultSection).Distinct(StringComparer.Ordinal)];

    public bool HasSection(string name) => name == IniParser.DefaultSection || Sections.Contains(name);

    /// <summary>Whether the section itself, not <c>[DEFAULT]</c>, has the key.</summary>
    public bool HasOwn(string section, string key) => Find(section, key) is not null;

    /// <summary>The value of a key, from <c>[DEFAULT]</c> where the section has none; the last one where there are several.</summary>
    public string? Get(string section, string key) => Get(section, key, 0);

    /// <summary>Sets a key of a section, which is added where it is not there.</summary>
    /// <exception cref="FormatException">The file or the value is such that it would not be read back.</exception>
    public void Set(string section, string key, string value)
    {
        var written = IniText.Quote(value);
        var found = Find(section, key);
        if (found is not null && Get(section, key) == value) return;
        var changed = new IniDocument(found is not null ? Replace(found, written) : Insert(section, key, written));
        if (changed.Get(section, key) != value) throw new FormatException("The ini file has quotes that are not closed, so that nothing can be added to it.");
        (_text, _sections) = (changed._text, changed._sections);
    }

    private IniKey? Find(string section, string key) =>
        _sections.Where(part => part.Name == section).SelectMany(part => part.Keys).LastOrDefault(entry => string.Equals(entry.Name, key, StringComparison.OrdinalIgnoreCase));

    private string? Get(string section, string key, int depth)
    {
        var found = Find(section, key) ?? Find(IniParser.DefaultSection, key);
        return found is null ? null : Resolve(section, IniText.Unquote(_text[found.ValueStart..found.ValueEnd]), depth);
    }

    // %% is a %, %(key)s another key's value; a lone % stays, which configparser refuses.
    private string Resolve(string section, string value, int depth)
    {
        if (!value.Contains('%', StringComparison.Ordinal)) return value;
        var result = new StringBuilder();
        for (var at = 0; at < value.Length; at++)
        {
            var rest = value.AsSpan(at);
            if (rest.StartsWith("%%"))
            {
                at++;
            }
            else if (rest.StartsWith("%(") && rest.IndexOf(")s") is var end and > 2 && depth < DeepestReference && Get(section, rest[2..end].ToString(), depth + 1) is { } other)
            {
                result.Append(other);
                at += end + 1;
                continue;
            }
            result.Append(value[at]);
        }
        return result.ToString();
    }

    private string Replace(IniKey key, string written)
    {
        var gap = key.ValueStart == key.Delimiter + 1 && key.Delimiter > key.Start && IniParser.IsBlank(_text[key.Delimiter - 1]) ? " " : string.Empty;
        return string.Concat(_text.AsSpan(0, key.ValueStart), gap, written, _text.AsSpan(key.ValueEnd));
    }

    private string Insert(string section, string key, string written)
    {
        var newline = _text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        if (_sections.LastOrDefault(part => part.Name == section && part.HeaderEnd > 0) is not { } last)
        {
            if (section.Length == 0 || section != section.Trim() || section.Any(character => char.IsControl(character) || character is '[' or ']')) throw new FormatException("This can't be the name of a section.");
            var between = _text.Length == 0 || _text == IniParser.ByteOrderMark ? string.Empty : _text.EndsWith('\n') ? newline : newline + newline;
            return $"{_text}{between}[{IniText.Encode(section)}]{newline}{key} = {written}{newline}";
        }
        var line = Like(last, key) + written;
        var at = last.Keys.Count == 0 ? last.HeaderEnd : EndOfLine(last.Keys[^1].ValueEnd);
        return _text[at - 1] == '\n'
            ? string.Concat(_text.AsSpan(0, at), line, newline, _text.AsSpan(at))
            : string.Concat(_text.AsSpan(0, at), newline, line, _text.AsSpan(at));
    }

    private int EndOfLine(int at) => _text.IndexOf('\n', at) is var newline and >= 0 ? newline + 1 : _text.Length;

    // As the other keys of the section are written: dhcli aligns the delimiters.
    private string Like(IniSection section, string key)
    {
        if (section.Keys.Count == 0) return $"{key} = ";
        var like = section.Keys.FindLast(other => other.ValueEnd > other.ValueStart) ?? section.Keys[^1];
        var last = section.Keys[^1];
        var indent = _text[last.Line..last.Start].TrimStart('\u00EF', '\u00BB', '\u00BF');
        var column = like.Delimiter - like.Start;
        var isAligned = section.Keys.TrueForAll(other => other.Delimiter - other.Start == column) && section.Keys.Select(other => other.Name.Length).Distinct().Count() > 1;
        var before = isAligned ? new string(' ', Math.Max(1, column - key.Length)) : _text[(like.Start + Trimmed(like))..like.Delimiter];
        var after = like.ValueEnd > like.ValueStart ? _text[(like.Delimiter + 1)..like.ValueStart] : " ";
        return $"{indent}{key}{before}{_text[like.Delimiter]}{after}";
    }

    private int Trimmed(IniKey key)
    {
        var end = key.Delimiter;
        while (IniParser.IsBlank(_text[end - 1])) end--;
        return end - key.Start;
    }
}

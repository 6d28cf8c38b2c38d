namespace DigitalHub.Backends.Profiles;

/// <summary>
/// Finds sections, keys and values in an ini text, with the rules of both programs that write it (clients A 5.2, B 2.2):
/// Python's configparser (<c>=</c> or <c>:</c>, comments on lines of their own, deeper indented lines continue a value) and
/// go-ini (backquotes or triple quotes around a value, over several lines if need be). What neither would read is left alone.
/// </summary>
internal sealed class IniParser
{
    public const string DefaultSection = "DEFAULT";
    public const string ByteOrderMark = "\u00EF\u00BB\u00BF";
    private readonly string _text;
    private readonly List<IniSection> _sections = [new IniSection { Name = DefaultSection, HeaderEnd = 0 }];
    private IniKey? _key;
    private int _indent;

    private IniParser(string text) => _text = text;

    /// <param name="text">The bytes of the file, one character each.</param>
    public static List<IniSection> Parse(string text)
    {
        var parser = new IniParser(text);
        var at = text.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? ByteOrderMark.Length : 0;
        while (at < text.Length) at = parser.Line(at);
        return parser._sections;
    }

    // Not what .NET takes for a blank: in bytes of UTF-8 that are read one by one, 85 and A0 are parts of letters.
    public static bool IsBlank(char character) => character is ' ' or '\t' or '\r' or '\f' or '\v';

    private int Line(int at)
    {
        var newline = _text.IndexOf('\n', at);
        var next = newline < 0 ? _text.Length : newline + 1;
        var (start, end) = (at, newline < 0 ? _text.Length : newline);
        while (start < end && IsBlank(_text[start])) start++;
        while (end > start && IsBlank(_text[end - 1])) end--;
        if (start == end || _text[start] is '#' or ';') return next;
        if (_key is not null && start - at > _indent)
        {
            _key.ValueEnd = end;
            return next;
        }
        _key = null;
        var close = _text[start] == '[' ? _text.LastIndexOf(']', end - 1, end - start) : -1;
        if (close > start + 1)
        {
            _sections.Add(new IniSection { Name = IniText.Decode(_text[(start + 1)..close].Trim(' ', '\t')), HeaderEnd = next });
            return next;
        }
        var delimiter = _text.AsSpan(start, end - start).IndexOfAny('=', ':') + start;
        return delimiter <= start ? next : Key(at, start, delimiter, end, next);
    }

    private int Key(int line, int start, int delimiter, int end, int next)
    {
        var value = delimiter + 1;
        while (value < end && IsBlank(_text[value])) value++;
        var keyEnd = delimiter;
        while (IsBlank(_text[keyEnd - 1])) keyEnd--;
        (_key, _indent) = (new IniKey { Name = Unquoted(_text[start..keyEnd]), Line = line, Start = start, Delimiter = delimiter, ValueStart = value, ValueEnd = end }, start - line);
        _sections[^1].Keys.Add(_key);
        var quote = string.CompareOrdinal(_text, value, "\"\"\"", 0, 3) == 0 ? "\"\"\"" : value < end && _text[value] == '`' ? "`" : null;
        if (quote is null) return next;
        var close = _text.IndexOf(quote, value + quote.Length, StringComparison.Ordinal);
        if (close < 0) return next;
        var newline = _text.IndexOf('\n', close);
        var after = _text.AsSpan(close + quote.Length, (newline < 0 ? _text.Length : newline) - close - quote.Length).Trim(" \t\r\f\v");
        if (!after.IsEmpty && after[0] is not ('#' or ';')) return next;
        _key.ValueEnd = close + quote.Length;
        // Nothing continues a value that was closed.
        _key = null;
        return newline < 0 ? _text.Length : newline + 1;
    }

    private static string Unquoted(string key) =>
        IniText.Decode(key.Length > 2 && key[0] is '`' or '"' && key[^1] == key[0] ? key[1..^1] : key).ToLowerInvariant();
}

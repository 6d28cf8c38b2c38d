using System.Text;

namespace DigitalHub.Backends.Profiles;

/// <summary>The text of values in an ini file, and the bytes that stand for it there.</summary>
internal static class IniText
{
    private const string Triple = "\"\"\"";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What bytes mean, one character each: UTF-8, else as they are.</summary>
    public static string Decode(string bytes)
    {
        try
        {
            return Strict.GetString(Encoding.Latin1.GetBytes(bytes));
        }
        catch (DecoderFallbackException)
        {
            return bytes;
        }
    }

    /// <summary>The bytes of a text, one character each.</summary>
    public static string Encode(string text) => Encoding.Latin1.GetString(Strict.GetBytes(text));

    /// <summary>A value without quotes and indentation; <c>%</c> not yet resolved.</summary>
    public static string Unquote(string written)
    {
        if (written.Length >= 6 && written.StartsWith(Triple, StringComparison.Ordinal) && written.EndsWith(Triple, StringComparison.Ordinal)) return Decode(written[3..^3]);
        if (written.Length >= 2 && written[0] is '`' or '"' or '\'' && written.IndexOf(written[0], 1) == written.Length - 1) return Decode(written[1..^1]);
        return Decode(written.Contains('\n', StringComparison.Ordinal) ? string.Join('\n', Lines(written)) : written);
    }

    /// <summary>
    /// A value as it is written. <c>%</c> is doubled: configparser can't read the whole section otherwise, and dhcli would read
    /// it doubled, which no token ever has. What a plain value can't hold is quoted as dhcli does it.
    /// </summary>
    /// <exception cref="FormatException">No form of it is read as it was.</exception>
    public static string Quote(string value)
    {
        if (value.Any(char.IsControl)) throw new FormatException("A value with control characters can't be written to an ini file.");
        var text = Encode(value).Replace("%", "%%", StringComparison.Ordinal);
        if (text.Length == 0 || (text.IndexOfAny(['#', ';']) < 0 && text[0] is not ('`' or '"' or '\'' or ' ') && text[^1] != ' ')) return text;
        if (!text.Contains('`', StringComparison.Ordinal)) return $"`{text}`";
        return text.Contains(Triple, StringComparison.Ordinal) || text[^1] == '"' ? throw new FormatException("A value with all kinds of quotes can't be written to an ini file.") : $"{Triple}{text}{Triple}";
    }

    // As configparser does: full-line comments and the indentation are no part of the value.
    private static IEnumerable<string> Lines(string written) =>
        written.Split('\n').Select(line => line.Trim(' ', '\t', '\r', '\f', '\v')).Where((line, index) => index == 0 || line.Length == 0 || line[0] is not ('#' or ';'));
}

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Texts that some reader of YAML takes for something else when they stand there plain.</summary>
internal static class TrickyTexts
{
    private static readonly string[] Words =
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf", "infinity", ".inf", "-.inf", "+.inf", ".nan", "~", "undefined", "y e s"];

    private static readonly string[] Numbers =
    [
        "0", "-0", "+0", "1", "-1", "+1", "00", "012", "08", "0o17", "0O17", "-0o7", "0x1F", "-0x1f", "0X1F", "0x", "0xg", "0b11", "-0b1", "0b", "0b2", "0b_", "1_000", "_1", "1_", "1__0",
        "1.", ".5", "-.5", "+.5", ".", "..", "...", "-", "+", "--", "---", "--- a", "... a", "1.5", "1.2.3", "1.2.", "1..2", "1e3", "1E3", "1e+3", "1e-3", "1.e3", "1.0e3", "1.0e+3", "1.0E-07", ".5e1", ".e1", "1e", "e1", "1e999", "-1e999", "1e-999",
        "1:30", "01:30", "1:60", "1:5", "1:30:00", "-1:30", "+1:30", "1:30.5", "190:20:30.15", "1_0:30", ":30", "1:", "1,000", "1 000", "12345678901234567890", "-9223372036854775808", "9223372036854775808", "1f", "1d", "1L", "1m", "123e4567",
        "0123456789abcdef0123456789abcdef", "12345678901234567890123456789012", "1234567890123456789012345678e012", "1.0a", "0x1.8p3", "1/2", "50%",
    ];

    private static readonly string[] Times =
    [
        "2026-01-01", "2026-1-1", "2026-01-01T10:00:00Z", "2026-01-01t10:00:00z", "2026-01-01 10:00:00", "2026-01-01 10:00:00.5 +1", "2026-01-01T10:00:00+01:00", "2026-01-01T10:00:00 Z", "2026-11-24T15:00:42.103Z", "10:00", "10:00:00", "20260101", "2026-W01", "P1D", "12:30 pm",
    ];

    private static readonly string[] Marks =
    [
        "-", "- a", "-a", "- ", "?", "? a", "?a", ":", ": a", ":a", "a:", "a: ", "a: b", "a:b", "a :b", "a :", "#", "#a", "a #b", "a# b", "a#b", "a \t#b", ",", ",a", "a,b", "[", "[a]", "]", "{", "{a: b}", "}", "&", "&a", "*", "*a", "!", "!a", "!!str a", "|", "|-", ">", ">+", "'", "''", "'a'", "it's",
        "\"", "\"a\"", "\\", "\\n", "%", "%YAML 1.1", "@", "@a", "`", "`a`", "=", "<<", "<", "$x", "(a)", "^", ";", "/", "/a/b", "http://a/b:1?c=d#e", "store://p/run/k/i:i", "C:\\a", "a\\b", "{{ a }}", "${{ a }}", "a'b\"c",
    ];

    private static readonly string[] Blanks =
        ["", " ", "  ", " a", "a ", " a ", "\t", "\ta", "a\t", "a\tb", "a  b", "\u00a0", "\u00a0a", "a\u00a0b", "a\u3000b", "a\u200bb", "a\u200db", "\ufeff", "\ufeffa", "a\ufeffb", "a\u2028b", "a\u2029b", "a\u0085b", "a\u000bb", "a\u000cb"];

    private static readonly string[] Lines =
    [
        "\n", "\n\n", "\r", "\r\n", "a\n", "a\n\n", "a\n\n\n", "\na", "\n a", "a\nb", "a\nb\n", "a\n\nb", "a\n b\n", " a\nb", " a\n  b\n", "a\n\tb\n", "\ta\nb", "a\n \nb", "a\n  \n", "a\n\t\nb", "a \nb \n", "a\r\nb\r\n", "a\rb", "a\nb\rc", "a\n---\nb", "a\n...\nb\n", "---\na\n", "...\na", "# a\nb\n", "a\n# b\n", "- a\n- b\n", "a: b\nc: d\n",
        "a\n\u2028b\n", "a\u0085b\n", "a\n\ufeffb", "a\n😀\n", "%a\nb", "a\n%b\n", "'a\nb'", "\"a\nb\"", "|\na\n", "def f():\n    return 1\n", "all:\n\tgcc x.c\n", "a\0b\n", "a\n\n  b\n\nc\n\n",
    ];

    private static readonly string[] Letters = ["é", "ß", "ı", "İ", "☃", "😀", "👨‍👩‍👧", "e\u0301", "\u0301", "中文", "עברית", "\u202eabc", "\U0010FFFF", "\U0010FFFE", "\uE000", "\uFFFD", "\uFFFE", "\uFFFF", "\u00AD", "\u007F", "\u009F", "٣", "１２", "½"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[]
        {
            [.. Words, .. Words.Select(word => word.ToUpperInvariant()), .. Words.Where(word => word.Length > 1).Select(word => word[..1].ToUpperInvariant() + word[1..])],
            Numbers, Times, Marks, Blanks, Lines, Letters,
            [.. Enumerable.Range(0, 0xA1).Select(code => ((char)code).ToString())],
            [.. Enumerable.Range(0, 0xA1).Select(code => $"a{(char)code}b")],
            [.. Enumerable.Range(0, 0xA1).Select(code => $"a\n{(char)code}b\n")],
            [new string('x', 3000), string.Join(' ', Enumerable.Repeat("word", 1000)), new string(' ', 1100) + "x", "x\n" + new string(' ', 1100) + "x\n", string.Join('\n', Enumerable.Repeat(new string('y', 500), 5))],
        }.SelectMany(texts => texts).Distinct(StringComparer.Ordinal),
    ];
}

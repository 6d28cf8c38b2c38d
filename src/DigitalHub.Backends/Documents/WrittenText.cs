using System.Buffers;
using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace DigitalHub.Backends.Documents;

/// <summary>
/// How a text is written so that every reader, of YAML 1.1 or 1.2, reads the same text again: plain where nobody can take it
/// for something else, as a block where it has lines, otherwise quoted.
/// </summary>
internal static partial class WrittenText
{
    // What is nothing but these may be a number, a time or a date to somebody: 1e5, e1, 1_000, 12:30, 1.2.3, a lone dot, 2026-01-01T10:00:00Z.
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789_.,:+-eETtZz ");

    private const int LongestWord = 8;

    private static readonly SearchValues<char> InNumbers = SearchValues.Create("0123456789.");

    /// <summary>The style of a value.</summary>
    public static ScalarStyle OfValue(string text)
    {
        if (text.Contains('\n', StringComparison.Ordinal)) return FitsBlock(text) ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted;
        return OfKey(text);
    }

    /// <summary>The style of a key: a single line.</summary>
    public static ScalarStyle OfKey(string text)
    {
        if (text.Length == 0) return ScalarStyle.SingleQuoted;
        if (!IsPrintable(text)) return ScalarStyle.DoubleQuoted;
        return IsPlain(text) ? ScalarStyle.Plain : ScalarStyle.SingleQuoted;
    }

    /// <summary>
    /// Whether a character can stand in a text as it is: no control character, no break of a line, no mark that readers
    /// drop, no blank that looks like another.
    /// </summary>
    public static bool IsPrintable(char letter) =>
        letter < '\u007F'
            ? letter >= ' '
            : letter >= '\u00A0' && letter is not ('\uFEFF' or '\uFFFE' or '\uFFFF') && !char.IsWhiteSpace(letter);

    private static bool IsPrintable(string text)
    {
        foreach (var letter in text)
        {
            if (!IsPrintable(letter)) return false;
        }
        return true;
    }

    // Of printable texts.
    private static bool IsPlain(string text)
    {
        var first = text[0];
        if (!(char.IsLetterOrDigit(first) || first is '_' or '/' or '.' or '+' or '$' or '(' || (first == '-' && text.Length > 1 && char.IsLetter(text[1])))) return false;
        if (text[^1] is ' ' or ':') return false;
        if (text.Contains(": ", StringComparison.Ordinal)) return false;
        for (var i = text.IndexOf(' ', StringComparison.Ordinal); i >= 0; i = text.IndexOf(' ', i + 1))
        {
            if (!StartsWord(text[i + 1])) return false;
        }
        return !(text.Length <= LongestWord && IsWord().IsMatch(text)) && !IsNumber(text);
    }

    // Behind a blank, # begins a comment, and there are readers that take * and & for an alias and an anchor.
    private static bool StartsWord(char letter) => char.IsLetterOrDigit(letter) || letter is ' ' or '_' or '/' or '.' or '+' or '-' or '=' or '(' || char.IsSurrogate(letter);

    private static bool IsNumber(string text)
    {
        if (text.AsSpan().IndexOfAnyExcept(OfNumbers) < 0 && text.AsSpan().IndexOfAny(InNumbers) >= 0) return true;
        return (text[0] is '0' or '+' or '-' && IsRadix().IsMatch(text)) || PyYaml.Resolve(text) is not string;
    }

    private static bool FitsBlock(string text)
    {
        // The first line shows how far the block is indented: blanks at its beginning would hide that.
        if (text[0] is ' ' or '\n' or '\t') return false;
        foreach (var line in text.Split('\n'))
        {
            // What looks like an empty line must be one.
            if (line.Length > 0 && line.AsSpan().IndexOfAnyExcept(' ', '\t') < 0) return false;
            foreach (var letter in line)
            {
                if (letter != '\t' && !IsPrintable(letter)) return false;
            }
        }
        return true;
    }

    [GeneratedRegex(@"\A(?:y|n|yes|no|on|off|true|false|null|none|nan|inf|infinity|[-+]?\.(?:inf|nan))\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IsWord();

    [GeneratedRegex(@"\A[-+]?0[box][0-9a-f_]*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IsRadix();
}

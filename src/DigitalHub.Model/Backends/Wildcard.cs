using System.Text;
using System.Text.RegularExpressions;

namespace DigitalHub;

/// <summary>PowerShell's wildcards (<c>*</c>, <c>?</c>, <c>[a-z]</c>, backtick escapes), matched without regard to case or culture.</summary>
internal sealed class Wildcard
{
    private static readonly char[] Signs = ['*', '?', '[', '`'];

    private readonly Regex _pattern;

    private Wildcard(string pattern) =>
        _pattern = new Regex(Translate(pattern), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking);

    /// <summary>Whether a filter is a pattern; a text without wildcards or escapes is exact.</summary>
    public static bool IsPattern(string text) => text.IndexOfAny(Signs) >= 0;

    /// <exception cref="InputException"><c>ValueInvalid</c>: a bracket is not closed.</exception>
    public static Wildcard Of(string pattern)
    {
        try
        {
            return new Wildcard(pattern);
        }
        catch (ArgumentException exception)
        {
            throw new InputException("ValueInvalid", $"'{Errors.Shorten(pattern)}' is no valid wildcard pattern.", exception)
            {
                Target = pattern,
                RecommendedAction = "Close each [ with a ], or write `[ for the character itself.",
            };
        }
    }

    /// <summary>Exact text, or a match of the pattern.</summary>
    public static bool Matches(string filter, string? text) =>
        text is not null && (IsPattern(filter) ? Of(filter).IsMatch(text) : string.Equals(filter, text, StringComparison.Ordinal));

    public bool IsMatch(string text) => _pattern.IsMatch(text);

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder(@"\A", pattern.Length * 2);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '`' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                case '[':
                    i = TranslateSet(pattern, i + 1, regex);
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }
        return regex.Append(@"\z").ToString();
    }

    // A set has one character at least, so that a ] in front is one of them, and no negation; a backtick escapes in it, too.
    private static int TranslateSet(string pattern, int start, StringBuilder regex)
    {
        var set = new List<(char Letter, bool IsEscaped)>();
        for (var i = start; i < pattern.Length; i++)
        {
            if (pattern[i] == ']' && set.Count > 0)
            {
                AppendSet(set, regex);
                return i;
            }
            if (pattern[i] == '`' && i + 1 < pattern.Length) set.Add((pattern[++i], true));
            else set.Add((pattern[i], false));
        }
        throw new ArgumentException("A bracket is open.", nameof(pattern));
    }

    private static void AppendSet(List<(char Letter, bool IsEscaped)> set, StringBuilder regex)
    {
        regex.Append('[');
        for (var i = 0; i < set.Count; i++)
        {
            Append(set[i].Letter, regex);
            if (i + 2 >= set.Count || set[i + 1] is not ('-', false)) continue;
            regex.Append('-');
            i += 2;
            Append(set[i].Letter, regex);
        }
        regex.Append(']');
    }

    private static void Append(char letter, StringBuilder regex)
    {
        if (letter is '\\' or '[' or ']' or '^' or '-') regex.Append('\\');
        regex.Append(letter);
    }
}

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
                    var end = pattern.IndexOf(']', i + 1);
                    if (end <= i + 1) throw new ArgumentException("An empty or open bracket.", nameof(pattern));
                    regex.Append('[').Append(pattern[(i + 1)..end].Replace(@"\", @"\\", StringComparison.Ordinal).Replace("^", @"\^", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal)).Append(']');
                    i = end;
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }
        return regex.Append(@"\z").ToString();
    }
}

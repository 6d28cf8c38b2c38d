namespace DigitalHub;

/// <summary>
/// PowerShell's wildcards (<c>*</c>, <c>?</c>, <c>[a-z]</c>, backtick escapes), matched without regard to case or culture.
/// Letters of ASCII have no other case outside of it, as for SQLite's LIKE.
/// </summary>
internal sealed class Wildcard
{
    /// <summary>How long a pattern may be.</summary>
    public const int MaxLength = 1000;

    private static readonly char[] Signs = ['*', '?', '[', '`'];

    private readonly Part[] _parts;

    private Wildcard(Part[] parts) => _parts = parts;

    private enum PartKind
    {
        Letter,
        Any,
        OneOf,
        Rest,
    }

    /// <summary>Whether a filter is a pattern; a text without wildcards or escapes is exact.</summary>
    public static bool IsPattern(string text) => text.IndexOfAny(Signs) >= 0;

    /// <summary>The filter that a text alone passes.</summary>
    public static string Literal(string text) => IsPattern(text) ? string.Concat(text.Select(letter => Signs.Contains(letter) ? $"`{letter}" : letter.ToString())) : text;

    /// <exception cref="InputException"><c>ValueInvalid</c>: a bracket is not closed, or the pattern is too long.</exception>
    public static Wildcard Of(string pattern) =>
        pattern.Length <= MaxLength
            ? OfAnyLength(pattern)
            : throw Errors.Value(
                FormattableString.Invariant($"The wildcard pattern '{Errors.Shorten(pattern)}' is too long; it may have {MaxLength} characters."),
                pattern,
                "Give a shorter pattern.");

    /// <summary>A pattern that is no user's as it stands, but made of his.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: a bracket is not closed.</exception>
    public static Wildcard OfAnyLength(string pattern)
    {
        var parts = new List<Part>(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    if (parts.Count == 0 || parts[^1].Kind != PartKind.Rest) parts.Add(new(PartKind.Rest));
                    break;
                case '?':
                    parts.Add(new(PartKind.Any));
                    break;
                case '`' when i + 1 < pattern.Length:
                    parts.Add(new(PartKind.Letter, Upper(pattern[++i])));
                    break;
                case '[':
                    var (ranges, end) = Set(pattern, i + 1);
                    parts.Add(new(PartKind.OneOf, Ranges: ranges));
                    i = end;
                    break;
                default:
                    parts.Add(new(PartKind.Letter, Upper(pattern[i])));
                    break;
            }
        }
        return new Wildcard([.. parts]);
    }

    /// <summary>Exact text, or a match of the pattern.</summary>
    public static bool Matches(string filter, string? text) =>
        text is not null && (IsPattern(filter) ? Of(filter).IsMatch(text) : string.Equals(filter, text, StringComparison.Ordinal));

    public bool IsMatch(string text)
    {
        var (part, at) = (0, 0);
        // The last star, and how far it reaches: only that one is ever stretched, so that no pattern takes long.
        var (star, reach) = (-1, 0);
        while (at < text.Length)
        {
            if (part < _parts.Length && _parts[part].Kind == PartKind.Rest)
            {
                (star, reach) = (part++, at);
            }
            else if (part < _parts.Length && _parts[part].Takes(text[at]))
            {
                part++;
                at++;
            }
            else if (star >= 0)
            {
                (part, at) = (star + 1, ++reach);
            }
            else
            {
                return false;
            }
        }
        while (part < _parts.Length && _parts[part].Kind == PartKind.Rest) part++;
        return part == _parts.Length;
    }

    // A set has one character at least, so that a ] in front is one of them, and no negation; a backtick escapes in it, too.
    private static ((char First, char Last)[] Ranges, int End) Set(string pattern, int start)
    {
        var set = new List<(char Letter, bool IsEscaped)>();
        for (var i = start; i < pattern.Length; i++)
        {
            if (pattern[i] == ']' && set.Count > 0) return (Ranges(pattern, set), i);
            if (pattern[i] == '`' && i + 1 < pattern.Length) set.Add((pattern[++i], true));
            else set.Add((pattern[i], false));
        }
        throw Invalid(pattern);
    }

    private static (char First, char Last)[] Ranges(string pattern, List<(char Letter, bool IsEscaped)> set)
    {
        var ranges = new List<(char, char)>();
        for (var i = 0; i < set.Count; i++)
        {
            var first = set[i].Letter;
            if (i + 2 < set.Count && set[i + 1] is ('-', false)) i += 2;
            if (set[i].Letter < first) throw Invalid(pattern);
            ranges.Add((first, set[i].Letter));
        }
        return [.. ranges];
    }

    private static char Upper(char letter) => OnOneSide(letter, char.ToUpperInvariant(letter));

    private static char Lower(char letter) => OnOneSide(letter, char.ToLowerInvariant(letter));

    private static char OnOneSide(char letter, char other) => char.IsAscii(letter) == char.IsAscii(other) ? other : letter;

    private static InputException Invalid(string pattern) =>
        Errors.Value(
            $"'{Errors.Shorten(pattern)}' is no valid wildcard pattern.",
            pattern,
            "Close each [ with a ], or write `[ for the character itself.");

    /// <summary>What one place of a pattern takes.</summary>
    private readonly record struct Part(PartKind Kind, char Letter = '\0', (char First, char Last)[]? Ranges = null)
    {
        public bool Takes(char letter) => Kind switch
        {
            PartKind.Letter => Letter == letter || Letter == Upper(letter),
            PartKind.Any => true,
            _ => IsIn(letter) || IsIn(Upper(letter)) || IsIn(Lower(letter)),
        };

        private bool IsIn(char letter) => Array.Exists(Ranges!, range => letter >= range.First && letter <= range.Last);
    }
}

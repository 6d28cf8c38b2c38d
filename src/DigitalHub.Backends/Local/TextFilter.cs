using System.Text;

namespace DigitalHub.Backends.Local;

/// <summary>Any of several texts in one column, exact or with wildcards.</summary>
internal sealed class TextFilter(string column)
{
    private static readonly string[] AsciiColumns = ["id", "name", "kind", "state"];

    private readonly List<string> _exact = [];
    private readonly List<string> _patterns = [];

    /// <summary>The exact values where all are exact, else null: then no index finds the rows.</summary>
    public IReadOnlyList<string>? Exact => _exact.Count > 0 && _patterns.Count == 0 ? _exact : null;

    /// <exception cref="InputException"><c>ValueInvalid</c>: a pattern is none, or too long.</exception>
    public TextFilter Add(IEnumerable<string> values)
    {
        foreach (var value in values.Distinct(StringComparer.Ordinal)) (FilterRules.IsPattern(value) ? _patterns : _exact).Add(value);
        return this;
    }

    public Condition Build()
    {
        var all = _patterns.ConvertAll(pattern => Matches(column, pattern));
        if (_exact.Count > 0) all.Insert(0, Condition.OneOf(column, _exact));
        return Condition.Or(all);
    }

    /// <summary>A column matches a pattern that has been checked.</summary>
    public static Condition Matches(string column, string pattern)
    {
        var like = $@"{column} LIKE ? ESCAPE '\'";
        return (Like(pattern), pattern.Contains('?', StringComparison.Ordinal) && !IsAscii(column)) switch
        {
            (null, _) => new($"dh_matches(?, {column})", pattern),
            ({ } text, false) => new(like, text),
            // Beyond the first plane of Unicode, LIKE counts in characters and a wildcard in halves of them.
            ({ } text, true) => new($"CASE WHEN length({column}) <> octet_length({column}) THEN dh_matches(?, {column}) ELSE {like} END", pattern, text),
        };
    }

    /// <summary>A column contains a text, in any case.</summary>
    public static Condition Contains(string column, string text) =>
        Ascii.IsValid(text)
            ? new($@"{column} LIKE ? ESCAPE '\'", $"%{Escape(text)}%")
            : new($"dh_contains(?, {column})", text);

    /// <summary>Whether the rules for documents leave nothing but ASCII in a column.</summary>
    private static bool IsAscii(string column) => AsciiColumns.Contains(column[(column.IndexOf('.', StringComparison.Ordinal) + 1)..]);

    /// <summary>
    /// The pattern for SQLite's own LIKE, which is many times faster, where both mean the same: LIKE has no brackets and
    /// knows the case of ASCII letters only.
    /// </summary>
    private static string? Like(string pattern)
    {
        if (!Ascii.IsValid(pattern) || pattern.AsSpan().IndexOfAny('[', '`') >= 0) return null;
        return Escape(pattern).Replace('*', '%').Replace('?', '_');
    }

    private static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}

namespace DigitalHub;

/// <summary>Any of several texts, exact or with wildcards; none means every text.</summary>
internal sealed class TextSet
{
    private readonly HashSet<string> _exact = new(StringComparer.Ordinal);
    private readonly List<Wildcard> _patterns = [];

    /// <exception cref="InputException"><c>ValueInvalid</c>: a pattern is none, or too long.</exception>
    public TextSet(IEnumerable<string> values)
    {
        foreach (var value in values.Distinct(StringComparer.Ordinal))
        {
            if (FilterRules.IsPattern(value)) _patterns.Add(Wildcard.Of(value));
            else _exact.Add(value);
        }
    }

    public bool IsEmpty => _exact.Count == 0 && _patterns.Count == 0;

    /// <summary>Whether one of the filters takes the text.</summary>
    public bool Has(string? text) => text is not null && (_exact.Contains(text) || _patterns.Exists(pattern => pattern.IsMatch(text)));
}

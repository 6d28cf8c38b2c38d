namespace DigitalHub.Backends.Local;

/// <summary>
/// Any of several references to a function or workflow: <c>kind://project/name:id</c>, <c>kind://project/name</c> for any
/// version, a bare name for any version, each of them with wildcards.
/// </summary>
internal sealed class ReferenceFilter
{
    private readonly string _column;
    private readonly List<string> _full = [];
    private readonly List<EntityReference> _anyVersion = [];
    private readonly List<string> _names = [];
    private readonly List<string> _patterns = [];

    public ReferenceFilter(string column, IEnumerable<string> values)
    {
        _column = column;
        foreach (var value in values.Distinct(StringComparer.Ordinal))
        {
            if (FilterRules.IsPattern(value)) _patterns.Add(value);
            else if (EntityReference.TryParse(value, out var reference) && reference.Id is null) _anyVersion.Add(reference);
            else if (value.Contains("://", StringComparison.Ordinal)) _full.Add(value);
            else _names.Add(value);
        }
    }

    /// <summary>The one column in which an index finds all of them, or null.</summary>
    public RunLead? Lead() => (_full.Count, _anyVersion.Count, _names.Count, _patterns.Count) switch
    {
        ( > 0, 0, 0, 0) => new(_column, _full, Condition.True),
        (0, > 0, 0, 0) => new(NameColumn, [.. _anyVersion.Select(reference => reference.Name).Distinct(StringComparer.Ordinal)], Build()),
        (0, 0, > 0, 0) => new(NameColumn, _names, Condition.True),
        _ => null,
    };

    public Condition Build()
    {
        var all = new List<Condition>();
        if (_full.Count > 0) all.Add(Condition.OneOf($"r.{_column}", _full));
        if (_names.Count > 0) all.Add(Condition.OneOf($"r.{NameColumn}", _names));
        foreach (var reference in _anyVersion)
        {
            var text = reference.ToString();
            all.Add(new($"(r.{_column} = ? OR substr(r.{_column}, 1, length(?)) = ?)", text, text + ":", text + ":"));
        }
        foreach (var pattern in _patterns)
        {
            if (!pattern.Contains("://", StringComparison.Ordinal))
            {
                all.Add(TextFilter.Matches($"r.{NameColumn}", pattern));
                continue;
            }
            all.Add(TextFilter.Matches($"r.{_column}", pattern));
            all.Add(TextFilter.Matches($"r.{_column}", pattern + ":*"));
        }
        return Condition.Or(all);
    }

    private string NameColumn => _column + "_name";
}

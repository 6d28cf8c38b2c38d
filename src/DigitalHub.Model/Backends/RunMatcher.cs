namespace DigitalHub;

/// <summary>
/// Whether a run meets a query's filters, worked out on its document: for what a backend can't filter by itself. Sort, Skip
/// and First are not looked at.
/// </summary>
internal sealed class RunMatcher
{
    private readonly DocumentFilters _filters = new();

    /// <exception cref="InputException"><c>ValueInvalid</c>: a pattern is none, or a filter is too long.</exception>
    public RunMatcher(RunQuery query)
    {
        // What stands at the top of a document is found without reading the rest of it: first.
        _filters.Text(query.Names, run => run.Head("name"));
        _filters.Text(query.Kinds, run => run.Head("kind"));
        if (query.Project is { } project) _filters.Add(run => run.Head("project") == project);
        _filters.Text(query.States, run => RunMoves.State(run.Map));
        _filters.Text(query.Reasons, run => RunReason.Of(run.Map));
        _filters.Text(query.Users, run => run.Map.Text("user"));
        _filters.Text(query.Actions, run => RunFacts.Action(run.Head("kind") ?? string.Empty, DocumentFilters.InSpec(run, "task")));
        _filters.References(query.Functions, "function");
        _filters.References(query.Workflows, "workflow");
        AddTasks(query.Tasks);
        foreach (var label in query.Labels) _filters.AnyLabel([label]);
        _filters.AnyLabel(query.AnyLabels);
        if (query.CreatedAfter is not null || query.CreatedBefore is not null) AddTimes("created", query.CreatedAfter, query.CreatedBefore);
        if (query.UpdatedAfter is not null || query.UpdatedBefore is not null) AddTimes("updated", query.UpdatedAfter, query.UpdatedBefore);
        if (FilterRules.Text(query.Text) is { } text)
        {
            _filters.Add(run => Texts(run).Any(own => own?.Contains(text, StringComparison.OrdinalIgnoreCase) == true));
        }
    }

    /// <summary>Whether there is nothing to look at.</summary>
    public bool TakesAll => _filters.TakesAll;

    public bool Matches(StoredDocument run) => _filters.Match(run);

    private static IEnumerable<string?> Texts(StoredDocument run) =>
        [run.Head("id"), run.Head("name"), DocumentFilters.InSpec(run, "function"), DocumentFilters.InSpec(run, "workflow")];

    private void AddTasks(IReadOnlyList<string> values)
    {
        var full = new TextSet(values.Where(DocumentFilters.IsFull));
        var ids = new TextSet(values.Where(value => !DocumentFilters.IsFull(value)));
        if (full.IsEmpty && ids.IsEmpty) return;
        _filters.Add(run => DocumentFilters.InSpec(run, "task") is { } text && (full.Has(text) || ids.Has(RunFacts.NameOf(text) ?? text)));
    }

    private void AddTimes(string name, DateTimeOffset? after, DateTimeOffset? before) =>
        _filters.Add(run => Timestamp.Parse(run.Map.Map("metadata")?.Text(name)) is var time && !(time < after) && !(time > before));
}

namespace DigitalHub;

/// <summary>
/// Whether a run meets a query's filters, worked out on its document: for what a backend can't filter by itself. Sort, Skip
/// and First are not looked at.
/// </summary>
internal sealed class RunMatcher
{
    private readonly List<Predicate<StoredDocument>> _parts = [];

    /// <exception cref="InputException"><c>ValueInvalid</c>: a pattern is none, or a filter is too long.</exception>
    public RunMatcher(RunQuery query)
    {
        // What stands at the top of a document is found without reading the rest of it: first.
        AddText(query.Names, run => run.Head("name"));
        AddText(query.Kinds, run => run.Head("kind"));
        if (query.Project is { } project) _parts.Add(run => run.Head("project") == project);
        AddText(query.States, run => RunMoves.State(run.Map));
        AddText(query.Users, run => run.Map.Text("user"));
        AddText(query.Actions, run => RunFacts.Action(run.Head("kind") ?? string.Empty, InSpec(run, "task")));
        AddReferences(query.Functions, "function");
        AddReferences(query.Workflows, "workflow");
        AddTasks(query.Tasks);
        foreach (var label in query.Labels) AddLabels([label]);
        AddLabels(query.AnyLabels);
        if (query.CreatedAfter is not null || query.CreatedBefore is not null) AddTimes("created", query.CreatedAfter, query.CreatedBefore);
        if (query.UpdatedAfter is not null || query.UpdatedBefore is not null) AddTimes("updated", query.UpdatedAfter, query.UpdatedBefore);
        if (FilterRules.Text(query.Text) is { } text)
        {
            _parts.Add(run => Texts(run).Any(own => own?.Contains(text, StringComparison.OrdinalIgnoreCase) == true));
        }
    }

    /// <summary>Whether there is nothing to look at.</summary>
    public bool TakesAll => _parts.Count == 0;

    public bool Matches(StoredDocument run) => _parts.TrueForAll(part => part(run));

    private static string? InSpec(StoredDocument run, string name) => run.Map.Map("spec")?.Text(name);

    private static IEnumerable<string?> Texts(StoredDocument run) =>
        [run.Head("id"), run.Head("name"), InSpec(run, "function"), InSpec(run, "workflow")];

    private void AddText(IReadOnlyList<string> values, Func<StoredDocument, string?> read)
    {
        var set = new TextSet(values);
        if (!set.IsEmpty) _parts.Add(run => set.Has(read(run)));
    }

    private void AddReferences(IReadOnlyList<string> values, string field)
    {
        var full = new TextSet(values.Where(IsFull));
        var names = new TextSet(values.Where(value => !IsFull(value)));
        if (full.IsEmpty && names.IsEmpty) return;
        _parts.Add(run =>
        {
            if (InSpec(run, field) is not { } text) return false;
            if (full.Has(text)) return true;
            return EntityReference.TryParse(text, out var reference)
                ? full.Has((reference with { Id = null }).ToString()) || names.Has(reference.Name)
                : names.Has(text);
        });
    }

    private void AddTasks(IReadOnlyList<string> values)
    {
        var full = new TextSet(values.Where(IsFull));
        var ids = new TextSet(values.Where(value => !IsFull(value)));
        if (full.IsEmpty && ids.IsEmpty) return;
        _parts.Add(run => InSpec(run, "task") is { } text && (full.Has(text) || ids.Has(RunFacts.NameOf(text) ?? text)));
    }

    private void AddLabels(IReadOnlyList<string> labels)
    {
        var set = new TextSet(labels);
        if (set.IsEmpty) return;
        _parts.Add(run => run.Map.Map("metadata")?["labels"] is Array own && own.OfType<string>().Any(set.Has));
    }

    private void AddTimes(string name, DateTimeOffset? after, DateTimeOffset? before) =>
        _parts.Add(run => Timestamp.Parse(run.Map.Map("metadata")?.Text(name)) is var time && !(time < after) && !(time > before));

    private static bool IsFull(string reference) => reference.Contains("://", StringComparison.Ordinal);
}

namespace DigitalHub;

/// <summary>Whether a function, workflow or task meets a query's filters, worked out on its document. Project, versions, Skip and First are not looked at.</summary>
internal sealed class EntityMatcher
{
    private readonly DocumentFilters _filters = new();

    /// <exception cref="InputException"><c>ValueInvalid</c>: a pattern is none, or too long.</exception>
    public EntityMatcher(EntityQuery query)
    {
        _filters.Text(query.Names, document => document.Head("name"));
        _filters.Text(query.Kinds, document => document.Head("kind"));
        _filters.Text(query.Users, document => document.Map.Text("user"));
        _filters.Text(query.Actions, document => RunFacts.TaskAction(document.Head("kind") ?? string.Empty));
        _filters.References(query.Functions, "function");
        _filters.References(query.Workflows, "workflow");
        foreach (var label in query.Labels) _filters.AnyLabel([label]);
    }

    /// <summary>Whether there is nothing to look at.</summary>
    public bool TakesAll => _filters.TakesAll;

    public bool Matches(StoredDocument document) => _filters.Match(document);
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Tests.Contract;

/// <summary>What a listing must give, worked out the slow way: every run against every filter.</summary>
internal static class RunOracle
{
    private static readonly ConcurrentDictionary<string, Wildcard> Patterns = new(StringComparer.Ordinal);

    // What a document says is read once, however many queries are asked.
    private static readonly ConditionalWeakTable<StoredDocument, Row> Rows = [];

    public static List<string> Ids(IEnumerable<StoredDocument> inOrderOfCreation, RunQuery query) => Ids(inOrderOfCreation, query, out _);

    /// <summary>As <see cref="Ids(IEnumerable{StoredDocument}, RunQuery)"/>, with how many there are without a first and a last.</summary>
    public static List<string> Ids(IEnumerable<StoredDocument> inOrderOfCreation, RunQuery query, out int total)
    {
        var runs = inOrderOfCreation.Select(document => Rows.GetValue(document, Row.Of)).Where(row => Matches(row, query)).ToList();
        total = runs.Count;
        // A stable sort: what is alike stays in the order of creation.
        var sorted = query.Sort == RunSort.Created ? runs.OrderBy(row => row.Created) : runs.OrderBy(row => Key(row, query.Sort), StringComparer.Ordinal);
        var ordered = query.Descending ? sorted.Reverse() : sorted;
        return [.. ordered.Skip((int)query.Skip).Take((int)(query.First ?? int.MaxValue)).Select(row => row.Id)];
    }

    private static bool Matches(Row row, RunQuery query) =>
        (query.Project is null || row.Project == query.Project)
        && Any(query.Names, row.Name)
        && Any(query.Kinds, row.Kind)
        && Any(query.States, row.State)
        && Any(query.Users, row.User)
        && Any(query.Actions, row.Action)
        && AnyReference(query.Functions, row.Function)
        && AnyReference(query.Workflows, row.Workflow)
        && AnyTask(query.Tasks, row.Task)
        && query.Labels.All(label => row.Labels.Any(own => Matches(label, own)))
        && (query.AnyLabels.Count == 0 || query.AnyLabels.Any(label => row.Labels.Any(own => Matches(label, own))))
        && !(row.Created < query.CreatedAfter) && !(row.Created > query.CreatedBefore)
        && !(row.Updated < query.UpdatedAfter) && !(row.Updated > query.UpdatedBefore)
        && (query.Text is null
            || new[] { row.Id, row.Name, row.Function, row.Workflow }.Any(text => text?.Contains(query.Text, StringComparison.OrdinalIgnoreCase) == true));

    // As Wildcard.Matches, but each pattern is made once.
    private static bool Matches(string filter, string? text) =>
        text is not null && (Wildcard.IsPattern(filter) ? Patterns.GetOrAdd(filter, Wildcard.Of).IsMatch(text) : filter == text);

    private static bool Any(IReadOnlyList<string> filters, string? text) => filters.Count == 0 || filters.Any(filter => Matches(filter, text));

    private static bool AnyReference(IReadOnlyList<string> filters, string? text)
    {
        if (filters.Count == 0) return true;
        if (text is null) return false;
        var name = EntityReference.TryParse(text, out var reference) ? reference.Name : text;
        var anyVersion = reference is null ? text : (reference with { Id = null }).ToString();
        return filters.Any(filter => filter.Contains("://", StringComparison.Ordinal)
            ? Matches(filter, text) || Matches(filter, anyVersion)
            : Matches(filter, name));
    }

    private static bool AnyTask(IReadOnlyList<string> filters, string? text)
    {
        if (filters.Count == 0) return true;
        if (text is null) return false;
        var id = EntityReference.TryParse(text, out var reference) ? reference.Name : text;
        return filters.Any(filter => Matches(filter, filter.Contains("://", StringComparison.Ordinal) ? text : id));
    }

    private static string? Key(Row row, RunSort sort) => sort switch
    {
        RunSort.Updated => row.Updated!.Value.UtcTicks.ToString("D20", System.Globalization.CultureInfo.InvariantCulture),
        RunSort.Id => row.Id,
        RunSort.Name => row.Name,
        RunSort.Kind => row.Kind,
        RunSort.Project => row.Project,
        RunSort.User => row.User,
        RunSort.State => row.State,
        RunSort.Task => row.Task,
        RunSort.Function => row.Function,
        RunSort.Workflow => row.Workflow,
        _ => throw new ArgumentOutOfRangeException(nameof(sort)),
    };

    private sealed class Row(StoredDocument document)
    {
        public static Row Of(StoredDocument document) => new(document);

        public string Id { get; } = document.Id();

        public string Name { get; } = document.Map.Text("name")!;

        public string Kind { get; } = document.Map.Text("kind")!;

        public string Project { get; } = document.Map.Text("project")!;

        public string User { get; } = document.Map.Text("user")!;

        public string State { get; } = document.State();

        public string? Function { get; } = document.Map.Map("spec")!.Text("function");

        public string? Workflow { get; } = document.Map.Map("spec")!.Text("workflow");

        public string? Task { get; } = document.Map.Map("spec")!.Text("task");

        public string? Action => RunFacts.Action(Kind, Task);

        public string[] Labels { get; } = document.Map.Map("metadata")!.Contains("labels") ? document.Labels() : [];

        public DateTimeOffset? Created { get; } = Timestamp.Parse(document.Map.Map("metadata")!.Text("created"));

        public DateTimeOffset? Updated { get; } = Timestamp.Parse(document.Map.Map("metadata")!.Text("updated"));
    }
}

using System.Collections.Specialized;

namespace DigitalHub.Backends.Tests.Contract;

/// <summary>Short ways to make documents and to drain listings.</summary>
internal static class Docs
{
    public static OrderedDictionary Map(params (string Name, object? Value)[] pairs) =>
        ValueMap.From([.. pairs.Select(pair => new KeyValuePair<string, object?>(pair.Name, pair.Value))]);

    public static OrderedDictionary Json(string json) => StoredDocument.Read(json).Map;

    public static OrderedDictionary Project(string name) => Map(("name", name));

    public static OrderedDictionary Run(string project, string id, string? name = null, string kind = "python+run", OrderedDictionary? spec = null, string[]? labels = null)
    {
        var run = Map(("kind", kind), ("project", project), ("id", id));
        if (name is not null) run["name"] = name;
        if (labels is not null) run["metadata"] = Map(("labels", labels));
        if (spec is not null) run["spec"] = spec;
        return run;
    }

    public static string Id(this StoredDocument document) => document.Map.Text("id")!;

    public static string[] Labels(this StoredDocument document) =>
        [.. ((Array)document.Map.Map("metadata")!["labels"]!).Cast<string>()];

    public static string State(this StoredDocument document) => document.Map.Map("status")!.Text("state")!;

    public static async Task<List<StoredDocument>> ToListAsync(this IAsyncEnumerable<StoredDocument> documents)
    {
        var list = new List<StoredDocument>();
        await foreach (var document in documents) list.Add(document);
        return list;
    }

    public static async Task<List<string>> IdsAsync(this IBackend backend, RunQuery query, CancellationToken cancellationToken = default) =>
        (await backend.ListRunsAsync(query, cancellationToken).ToListAsync()).ConvertAll(run => run.Id());
}

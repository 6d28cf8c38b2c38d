using System.Collections.Specialized;

namespace DigitalHub.Backends.Local.Cores;

/// <summary>Extensions of a run as a core completes what is sent (contract 2.9).</summary>
internal static class RunExtensions
{
    /// <summary>The extensions that a run has.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sent">What is sent.</param>
    public static object?[] Completed(OrderedDictionary run, Array sent) => [.. sent.OfType<OrderedDictionary>().Select(extension => (object?)Completed(run, extension))];

    private static OrderedDictionary Completed(OrderedDictionary run, OrderedDictionary sent)
    {
        var id = sent.Text("id") ?? NameGenerator.Id();
        var kind = sent.Text("kind") ?? "extension";
        var name = sent.Text("name") ?? id;
        var project = run.Text("project");
        return ValueMap.From(
        [
            new("id", id),
            new("key", $"store://{project}/extension/{kind}/{name}:{id}"),
            new("kind", kind),
            new("name", name),
            new("parent", $"{run.Text("kind")}://{project}/{run.Text("name")}:{run.Text("id")}"),
            new("project", project),
            new("spec", sent.Map("spec") is { } spec ? ValueMap.Clone(spec) : ValueMap.New()),
        ]);
    }
}

using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>Tells whether a run that is there is the one that is to be created, by <see cref="SentHash"/>.</summary>
internal static class EnsuredRun
{
    private const int MaxNamed = 3;

    /// <summary>Refuses a run that is another one.</summary>
    /// <param name="there">The run that is there.</param>
    /// <param name="wanted">The document of the one to be created, with its hash and with its kind as the backend calls it.</param>
    /// <param name="kind">The facts of its kind; null where they are not known.</param>
    /// <exception cref="EntityExistsException"><c>RunExists</c></exception>
    public static void Check(OrderedDictionary there, OrderedDictionary wanted, EntityKind? kind)
    {
        var id = wanted.Text("id")!;
        if (there.Map("status")?.Text("state") == RunState.Deleting)
        {
            throw Exists(id, "and it is being removed", $"Wait until it is gone, for example with Remove-DhRun {id} -Wait, and do the same again.");
        }
        if (there.Text("kind") != wanted.Text("kind"))
        {
            throw Exists(id, $"of another kind: it is of kind '{there.Text("kind")}', and '{wanted.Text("kind")}' was asked for", Another(id));
        }
        if (there.Map("metadata")?[SentHash.Field] is not string { Length: > 0 } hash)
        {
            throw Exists(id, "which was not created with -Ensure, so that it can't be told whether it is the same", Another(id));
        }
        if (!SentHash.IsKnown(hash))
        {
            throw Exists(id, "which another version of this module created, so that it can't be told whether it is the same", Another(id));
        }
        if (hash == wanted.Map("metadata")!.Text(SentHash.Field)) return;
        var differences = Differences(there, wanted, kind);
        throw Exists(id, differences.Count == 0 ? "which was created from something else" : $"which was created from something else: {string.Join("; ", differences)}", Another(id));
    }

    // What the run was sent with is not kept: what of it is in the spec still, the build may have completed or overwritten.
    private static List<string> Differences(OrderedDictionary there, OrderedDictionary wanted, EntityKind? kind)
    {
        var given = wanted.Map("spec")!;
        var spec = new SpecBinder(kind, kind).Bind(given);
        var present = there.Map("spec") ?? ValueMap.New();
        // A local store adds no defaults: what neither side says is no difference.
        List<string> names = [.. spec.Keys.Cast<string>().Where(name => (given.Contains(name) || present.Contains(name)) && kind?.Field(name) is not { Entity: "function" or "workflow" })];
        var differences = new ComparedRun(Of(present), NoMetrics).CompareTo(new ComparedRun(Of(spec), NoMetrics), includeEqual: false, wanted: null)
            .Where(difference => CanonicalJson.Write(difference.ReferenceValue) != CanonicalJson.Write(difference.DifferenceValue))
            .Select(difference => $"{difference.Path} is {Show(difference.ReferenceValue)} there, and {Show(difference.DifferenceValue)} was given")
            .ToList();
        if (differences.Count > MaxNamed) differences = [.. differences.Take(MaxNamed), $"{differences.Count - MaxNamed} more"];
        return differences;

        OrderedDictionary Of(OrderedDictionary all) => ValueMap.From([new("spec", ValueMap.From([.. names.Where(all.Contains).Select(name => KeyValuePair.Create(name, all[name]))]))]);
    }

    private static readonly Dictionary<string, RunMetric> NoMetrics = [];

    private static string Show(object? value) => value is null ? "nothing" : Errors.Shorten(RunPreviewField.Text(value));

    private static string Another(string id) => $"See it with Get-DhRun {id}. Give another id for what is new, or remove the run that is there with Remove-DhRun {id}.";

    private static EntityExistsException Exists(string id, string what, string action) => new("RunExists", $"There already is a run '{id}', {what}.")
    {
        Target = id,
        RecommendedAction = action,
    };
}

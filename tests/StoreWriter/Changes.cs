using System.Text.RegularExpressions;
using DigitalHub.Backends.Local;

namespace DigitalHub.OtherProcess;

/// <summary>
/// Every change that a local store knows, in an order in which each is possible, and at whose end all is gone: what a store
/// holds after a number of them is the same in every round, on every machine.
/// </summary>
internal static partial class Changes
{
    private static readonly EntityType[] Types = [EntityType.Function, EntityType.Workflow, EntityType.Task];

    // The texts of a run fill pages of their own, so that one change is many writes.
    private static readonly string Filling = string.Concat(Enumerable.Range(0, 600).Select(i => FormattableString.Invariant($"{i:x} ")));

    private static readonly (string Name, Func<LocalStore, string, Task> Make)[] All =
    [
        ("create a project", (store, p) => store.CreateProjectAsync(Map(("name", p)), default)),
        ("create a function", (store, p) => store.CreateEntityAsync(EntityType.Function, Map(("kind", "python"), ("project", p), ("id", p + "-f"), ("name", "train"), ("spec", Map(("handler", Filling)))), default)),
        ("create a workflow", (store, p) => store.CreateEntityAsync(EntityType.Workflow, Map(("kind", "hera"), ("project", p), ("id", p + "-w"), ("name", "nightly")), default)),
        ("create a task", (store, p) => store.CreateEntityAsync(EntityType.Task, Map(("kind", "python+job"), ("project", p), ("id", p + "-t"), ("spec", Map(("function", $"python://{p}/train:{p}-f")))), default)),
        ("create a second task", (store, p) => store.CreateEntityAsync(EntityType.Task, Map(("kind", "python+serve"), ("project", p), ("id", p + "-s"), ("spec", Map(("function", $"python://{p}/train:{p}-f")))), default)),
        ("create a run", (store, p) => store.CreateRunAsync(Run(p, "a"), default)),
        ("create a second run", (store, p) => store.CreateRunAsync(Run(p, "b"), default)),
        ("update a run", (store, p) => store.UpdateRunAsync(new(p, p + "-a"), new EntityChange { AddLabels = ["z"], RemoveLabels = ["x"], Description = "changed", Spec = Map(("n", 1L)) }, default)),
        ("move a run to BUILT", (store, p) => store.UpdateRunAsync(new(p, p + "-a"), new EntityChange { State = "BUILT" }, default)),
        ("move a run to READY", (store, p) => store.UpdateRunAsync(new(p, p + "-a"), new EntityChange { State = "READY" }, default)),
        ("move a run to RUNNING", (store, p) => store.UpdateRunAsync(new(p, p + "-a"), new EntityChange { State = "RUNNING" }, default)),
        ("set a metric", (store, p) => store.SetRunMetricAsync(new(p, p + "-a"), "loss", new RunMetric([1, 2, 3], true), default)),
        ("add to a metric", (store, p) => store.AddRunMetricAsync(new(p, p + "-a"), new MetricAddition("loss", [0.5], false, false), default)),
        ("record a run", (store, p) => store.RecordRunAsync(Whole(p, p + "-c"), default)),
        ("archive a run", (store, p) => store.ArchiveAsync(Whole(p + "-kept", p + "-d"), default)),
        ("update a function", (store, p) => store.UpdateEntityAsync(new(EntityType.Function, p, p + "-f"), new EntityChange { AddLabels = ["z"] }, default)),
        ("update a workflow", (store, p) => store.UpdateEntityAsync(new(EntityType.Workflow, p, p + "-w"), new EntityChange { Description = Filling }, default)),
        ("update a task", (store, p) => store.UpdateEntityAsync(new(EntityType.Task, p, p + "-t"), new EntityChange { Spec = Map(("filling", Filling)) }, default)),
        ("update a project", (store, p) => store.UpdateProjectAsync(p, new EntityChange { Description = "changed" }, default)),
        ("stop a run", (store, p) => store.InvokeRunActionAsync(new(p, p + "-a"), "stop", default)),
        ("remove a run", (store, p) => store.DeleteRunAsync(new(p, p + "-b"), false, default)),
        ("remove a task", (store, p) => store.DeleteEntityAsync(new(EntityType.Task, p, p + "-s"), false, default)),
        ("remove a workflow", (store, p) => store.DeleteEntityAsync(new(EntityType.Workflow, p, p + "-w"), false, default)),
        ("remove a function and what is made from it", (store, p) => store.DeleteEntityAsync(new(EntityType.Function, p, p + "-f"), true, default)),
        ("remove an archived project", (store, p) => store.DeleteProjectAsync(p + "-kept", true, default)),
        ("remove a project and all that is in it", (store, p) => store.DeleteProjectAsync(p, true, default)),
    ];

    /// <summary>How many there are; the next is the first again.</summary>
    public static int Count => All.Length;

    public static string Name(int number) => All[number % Count].Name;

    /// <summary>Makes one of them; those before it have been made.</summary>
    public static Task MakeAsync(LocalStore store, string project, int number) => All[number % Count].Make(store, project);

    /// <summary>All that a store holds in a project and the one that goes with it, but for times and what is chosen by chance; on one line.</summary>
    public static async Task<string> StateAsync(IBackend store, string project)
    {
        var lines = new List<string>();
        foreach (var name in (string[])[project, project + "-kept"])
        {
            var found = new List<StoredDocument>();
            await foreach (var document in store.ListProjectsAsync(new ProjectQuery(), default))
            {
                if (document.Head("name") == name) found.Add(document);
            }
            if (found.Count == 0) continue;
            lines.Add(found.Single().Json);
            foreach (var type in Types)
            {
                await foreach (var entity in store.ListEntitiesAsync(new EntityQuery(type) { Project = name, AllVersions = true }, default)) lines.Add(entity.Json);
            }
            await foreach (var run in store.ListRunsAsync(new RunQuery { Project = name, Sort = RunSort.Id }, default)) lines.AddRange(await LinesAsync(store, name, run));
        }
        return Times().Replace(string.Join(" ; ", lines).ReplaceLineEndings(" ").Replace(project, "P", StringComparison.Ordinal), "~");
    }

    private static async Task<IEnumerable<string>> LinesAsync(IBackend store, string project, StoredDocument run)
    {
        var address = new RunAddress(project, run.Head("id")!);
        var logs = await store.GetRunLogsAsync(address, default);
        var metrics = await store.GetRunMetricsAsync(address, default);
        return
        [
            run.Json,
            .. logs.Select(log => $"{log.Pod} {log.Container} {log.Text}"),
            .. metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => FormattableString.Invariant($"{metric.Key} {metric.Value.IsSeries} {string.Join(' ', metric.Value.Values)}")),
        ];
    }

    private static System.Collections.Specialized.OrderedDictionary Run(string project, string id) =>
        Map(("kind", "python+job:run"), ("project", project), ("id", $"{project}-{id}"), ("metadata", Map(("labels", (string[])["x", "y"]))), ("spec", Map(("function", $"python://{project}/train:{project}-f"), ("parameters", Map(("filling", Filling))))));

    private static WholeRun Whole(string project, string id)
    {
        var document = Map(("kind", "python+job:run"), ("project", project), ("id", id), ("name", id), ("metadata", Map(("labels", (string[])["x", "y"]))), ("spec", Map()), ("status", Map(("state", "COMPLETED"))));
        return new WholeRun(
            StoredDocument.Of(document),
            [new RunLog("pod", "c-job", Filling), new RunLog("pod", "c-init", "two\n")],
            new Dictionary<string, RunMetric> { ["loss"] = new([3, 2, 1], true), ["rounds"] = new([3], false) });
    }

    private static System.Collections.Specialized.OrderedDictionary Map(params (string Name, object? Value)[] pairs) =>
        ValueMap.From([.. pairs.Select(pair => new KeyValuePair<string, object?>(pair.Name, pair.Value))]);

    [GeneratedRegex("""(?<="version":")[^"]*|\d{4}-\d\d-\d\dT[^"]*|[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}""")]
    private static partial Regex Times();
}

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DigitalHub.Backends.Local;

namespace DigitalHub.OtherProcess;

/// <summary>
/// Every change that a local store knows, in an order in which each is possible, and at whose end all is gone: what a store
/// holds after a number of them is the same in every round, on every machine. Reads that store what is due of runs under
/// rehearsal are among them.
/// </summary>
internal static partial class Changes
{
    private static readonly EntityType[] Types = [EntityType.Function, EntityType.Workflow, EntityType.Task];

    // The texts of a run fill pages of their own, so that one change is many writes.
    private static readonly string Filling = string.Concat(Enumerable.Range(0, 600).Select(i => FormattableString.Invariant($"{i:x} ")));

    private static readonly Change[] All =
    [
        Write("create a project", (file, p) => file.Store.CreateProjectAsync(Map(("name", p)), default)),
        Write("create a function", (file, p) => file.Store.CreateEntityAsync(EntityType.Function, Map(("kind", "python"), ("project", p), ("id", p + "-f"), ("name", "train"), ("spec", Map(("handler", Filling)))), default)),
        Write("create a workflow", (file, p) => file.Store.CreateEntityAsync(EntityType.Workflow, Map(("kind", "hera"), ("project", p), ("id", p + "-w"), ("name", "nightly")), default)),
        Write("create a task", (file, p) => file.Store.CreateEntityAsync(EntityType.Task, Map(("kind", "python+job"), ("project", p), ("id", p + "-t"), ("spec", Map(("function", $"python://{p}/train:{p}-f")))), default)),
        Write("create a second task", (file, p) => file.Store.CreateEntityAsync(EntityType.Task, Map(("kind", "python+serve"), ("project", p), ("id", p + "-s"), ("spec", Map(("function", $"python://{p}/train:{p}-f")))), default)),
        Write("create a run", (file, p) => file.Store.CreateRunAsync(Run(p, "a"), default)),
        Write("create a second run", (file, p) => file.Store.CreateRunAsync(Run(p, "b"), default)),
        Write("update a run", (file, p) => file.Store.UpdateRunAsync(new(p, p + "-a"), new EntityChange { AddLabels = ["z"], RemoveLabels = ["x"], Description = "changed", Spec = Map(("n", 1L)) }, default)),
        Write("move a run to BUILT", (file, p) => file.Store.UpdateRunAsync(new(p, p + "-a"), new EntityChange { State = "BUILT" }, default)),
        Write("move a run to READY", (file, p) => file.Store.UpdateRunAsync(new(p, p + "-a"), new EntityChange { State = "READY" }, default)),
        Write("move a run to RUNNING", (file, p) => file.Store.UpdateRunAsync(new(p, p + "-a"), new EntityChange { State = "RUNNING" }, default)),
        Write("set a metric", (file, p) => file.Store.SetRunMetricAsync(new(p, p + "-a"), "loss", new RunMetric([1, 2, 3], true), default)),
        Write("add to a metric", (file, p) => file.Store.AddRunMetricAsync(new(p, p + "-a"), new MetricAddition("loss", [0.5], false, false), default)),
        Write("record a run", (file, p) => file.Store.RecordRunAsync(Whole(p, p + "-c"), default)),
        Write("archive a run", (file, p) => new LocalArchive(file.Store).KeepAsync(Whole(p + "-kept", p + "-d"), default)),
        Write("archive a run again that was changed", (file, p) => new LocalArchive(file.Store).ReplaceAsync(Whole(p + "-kept", p + "-d"), Whole(p + "-kept", p + "-d", "z"), default)),
        Write("update a function", (file, p) => file.Store.UpdateEntityAsync(new(EntityType.Function, p, p + "-f"), new EntityChange { AddLabels = ["z"] }, default)),
        Write("update a workflow", (file, p) => file.Store.UpdateEntityAsync(new(EntityType.Workflow, p, p + "-w"), new EntityChange { Description = Filling }, default)),
        Write("update a task", (file, p) => file.Store.UpdateEntityAsync(new(EntityType.Task, p, p + "-t"), new EntityChange { Spec = Map(("filling", Filling)) }, default)),
        Write("update a project", (file, p) => file.Store.UpdateProjectAsync(p, new EntityChange { Description = "changed" }, default)),
        Write("stop a run", (file, p) => file.Store.InvokeRunActionAsync(new(p, p + "-a"), "stop", default)),
        Write("create a run like a core does", (file, p) => file.AsCoreAsync(core => core.CreateRunAsync(CoreRun(p), default))),
        Write("begin to remove a run like a core does", (file, p) => file.AsCoreAsync(core => core.DeleteRunAsync(new(p, p + "-k"), false, default))),
        Write("remove a run like a core does, by force", (file, p) => file.AsCoreAsync(core => core.DeleteRunAsync(new(p, p + "-k"), true, default))),
        Write("create a run under rehearsal", (file, p) => file.Store.CreateRunAsync(Run(p, "r", ChangedStore.Slow), default)),
        Write("create a run under rehearsal that ends at once", (file, p) => file.Store.CreateRunAsync(Run(p, "i", ChangedStore.Instant), default)),
        Read("list runs, one of which has moved", (file, p) => SeeAsync(file.After(12).ListRunsAsync(new RunQuery { Project = p, Names = [p + "-r"] }, default), "READY")),
        Write("update a run that has moved", (file, p) => file.After(30).UpdateRunAsync(new(p, p + "-r"), new EntityChange { AddLabels = ["z"] }, default)),
        Write("add to a metric of a run that moves", (file, p) => file.After(60).AddRunMetricAsync(new(p, p + "-r"), new MetricAddition("loss", [0.5], false, false), default)),
        Write("stop a run that moves", (file, p) => file.Store.InvokeRunActionAsync(new(p, p + "-r"), "stop", default)),
        Read("read the logs of a run that has stopped", (file, p) => SeeAsync(file.After(61).GetRunLogsAsync(new(p, p + "-r"), default))),
        Write("begin to remove a run under rehearsal", (file, p) => file.Store.DeleteRunAsync(new(p, p + "-r"), false, default)),
        Read("count runs, one of which is gone", (file, p) => SeeAsync(file.After(62).CountRunsAsync(new RunQuery { Project = p, Names = [p + "-r"] }, default))),
        Write("create a second run under rehearsal", (file, p) => file.Store.CreateRunAsync(Run(p, "q", ChangedStore.Slow), default)),
        Write("create a third run under rehearsal", (file, p) => file.Store.CreateRunAsync(Run(p, "u", ChangedStore.Slow), default)),
        Read("read a run that runs, and so does another", (file, p) => SeeAsync(file.After(90).GetRunAsync(new(p, p + "-q"), default), "RUNNING")),
        Write("end a run that moves by an update", (file, p) => file.Store.UpdateRunAsync(new(p, p + "-u"), new EntityChange { State = "COMPLETED" }, default)),
        Read("read the metrics of a run that has ended", (file, p) => SeeAsync(file.After(170).GetRunMetricsAsync(new(p, p + "-q"), default))),
        Write("begin to remove a run that has ended", (file, p) => file.Store.DeleteRunAsync(new(p, p + "-q"), false, default)),
        Write("remove a run under rehearsal by force", (file, p) => file.Store.DeleteRunAsync(new(p, p + "-q"), true, default)),
        Write("remove a run", (file, p) => file.Store.DeleteRunAsync(new(p, p + "-b"), false, default)),
        Write("remove a run as it was read", async (file, p) => Expect(await file.Store.DeleteReadRunAsync(new(p, p + "-c"), await WholeRun.ReadAsync(file.Store, new(p, p + "-c"), default), false, default) is not null)),
        Write("remove a task", (file, p) => file.Store.DeleteEntityAsync(new(EntityType.Task, p, p + "-s"), false, default)),
        Write("remove a workflow", (file, p) => file.Store.DeleteEntityAsync(new(EntityType.Workflow, p, p + "-w"), false, default)),
        Write("remove a function and what is made from it", (file, p) => file.Store.DeleteEntityAsync(new(EntityType.Function, p, p + "-f"), true, default)),
        Write("remove an archived project", (file, p) => file.Store.DeleteProjectAsync(p + "-kept", true, default)),
        Write("remove a project and all that is in it", (file, p) => file.Store.DeleteProjectAsync(p, true, default)),
    ];

    private static readonly int FirstRehearsed = Array.FindIndex(All, change => change.Name == "create a run under rehearsal");

    private static readonly int LastRehearsed = Array.FindIndex(All, change => change.Name == "remove a run under rehearsal by force");

    /// <summary>How many there are; the next is the first again.</summary>
    public static int Count => All.Length;

    /// <summary>The operations that they are made by, by name.</summary>
    public static IReadOnlySet<string> Operations { get; } = All.SelectMany(change => Operation().Matches(change.Code)).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    public static string Name(int number) => All[number % Count].Name;

    /// <summary>Whether it is a read that stores what is due, and that must work where nothing can be stored.</summary>
    public static bool IsRead(int number) => All[number % Count].IsRead;

    /// <summary>
    /// Makes one of them; those before it have been made. Those of runs under rehearsal make time go by for the whole file, and
    /// so are made in one project at a time.
    /// </summary>
    public static async Task MakeAsync(ChangedStore file, string project, int number)
    {
        var change = number % Count;
        if (change == FirstRehearsed) await file.BeginAsync();
        var isMade = false;
        try
        {
            await All[change].Make(file, project);
            isMade = true;
        }
        finally
        {
            if (change == (isMade ? LastRehearsed : FirstRehearsed)) file.End();
        }
    }

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
            await store.IsMovingAsync(address, default) ? "moves" : "stays",
            .. logs.Select(log => $"{log.Pod} {log.Container} {log.Text}"),
            .. metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => FormattableString.Invariant($"{metric.Key} {metric.Value.IsSeries} {string.Join(' ', metric.Value.Values)}")),
        ];
    }

    private static System.Collections.Specialized.OrderedDictionary Run(string project, string id, string label = "y") =>
        Map(("kind", "python+job:run"), ("project", project), ("id", $"{project}-{id}"), ("metadata", Map(("labels", (string[])["x", label]))), ("spec", Map(("function", $"python://{project}/train:{project}-f"), ("parameters", Map(("filling", Filling))))));

    private static System.Collections.Specialized.OrderedDictionary CoreRun(string project)
    {
        var run = Run(project, "k");
        run.Section("spec")["task"] = $"python+job://{project}/{project}-t";
        return run;
    }

    private static WholeRun Whole(string project, string id, string label = "y")
    {
        var document = Map(("kind", "python+job:run"), ("project", project), ("id", id), ("name", id), ("metadata", Map(("labels", (string[])["x", label]))), ("spec", Map()), ("status", Map(("state", "COMPLETED"))));
        return new WholeRun(
            StoredDocument.Of(document),
            [new RunLog("pod", "c-job", Filling), new RunLog("pod", "c-init", "two\n")],
            new Dictionary<string, RunMetric> { ["loss"] = new([3, 2, 1], true), ["rounds"] = new([3], false) });
    }

    private static System.Collections.Specialized.OrderedDictionary Map(params (string Name, object? Value)[] pairs) =>
        ValueMap.From([.. pairs.Select(pair => new KeyValuePair<string, object?>(pair.Name, pair.Value))]);

    private static Change Write(string name, Func<ChangedStore, string, Task> make, [CallerArgumentExpression(nameof(make))] string code = "") => new(name, make, code, IsRead: false);

    private static Change Read(string name, Func<ChangedStore, string, Task> make, [CallerArgumentExpression(nameof(make))] string code = "") => new(name, make, code, IsRead: true);

    private static async Task SeeAsync(Task<StoredDocument> run, string state) => Expect(RunMoves.State((await run).Map) == state);

    private static async Task SeeAsync(IAsyncEnumerable<StoredDocument> runs, string state)
    {
        var seen = new List<string>();
        await foreach (var run in runs) seen.Add(RunMoves.State(run.Map));
        Expect(seen.SequenceEqual([state]));
    }

    private static async Task SeeAsync(Task<IReadOnlyList<RunLog>> logs) => Expect((await logs).Single().Text.Length > 0);

    private static async Task SeeAsync(Task<IReadOnlyDictionary<string, RunMetric>> metrics) => Expect((await metrics).Keys.Order(StringComparer.Ordinal).SequenceEqual(["acc", "loss"]));

    private static async Task SeeAsync(Task<long?> count) => Expect(await count == 0);

    private static void Expect(bool isAsExpected)
    {
        if (!isAsExpected) throw new InvalidOperationException("What was read is not what is due.");
    }

    [GeneratedRegex(@"\.(\w+Async)\(")]
    private static partial Regex Operation();

    [GeneratedRegex("""(?<="version":")[^"]*|\d{4}-\d\d-\d\dT[^"]*|[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}""")]
    private static partial Regex Times();
}

/// <summary>A change.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Make">Makes it in a project.</param>
/// <param name="Code">The text of <paramref name="Make"/>.</param>
/// <param name="IsRead">Whether it is one of a read.</param>
internal sealed record Change(string Name, Func<ChangedStore, string, Task> Make, string Code, bool IsRead);

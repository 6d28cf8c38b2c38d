using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.Backends.Tests.Local;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>Whatever has become of a store's file: bytes that are others or missing, and values that no store wrote.</summary>
[Collection(nameof(Fuzz))]
public sealed class StoreFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const string Rule = """{"Name":"a*","Outcome":["ERROR","STOPPED"],"After":100,"Message":"Evicted","Log":["one","two"],"Metric":{"loss":[0.9,0.5]},"Status":{"results":{"acc":0.9}}}""";

    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly (string Table, string Column)[] Columns =
    [
        ("projects", "document"), ("projects", "name"), ("entities", "document"), ("entities", "id"), ("entities", "created"), ("runs", "id"), ("runs", "state"), ("runs", "name"), ("runs", "created"), ("runs", "updated"), ("runs", "function"), ("run_documents", "document"),
        ("run_labels", "label"), ("run_logs", "content"), ("run_logs", "pod"), ("run_metrics", "content"), ("run_metrics", "name"), ("rehearsals", "plan"), ("rehearsals", "due"), ("rehearsals", "step"),
    ];

    private static readonly Func<LocalStore, Task>[] Operations =
    [
        store => store.CheckAsync(default),
        async store => Read(await store.ListProjectsAsync(new ProjectQuery(), default).ToListAsync()),
        async store => Read(await store.ListRunsAsync(new RunQuery(), default).ToListAsync()),
        async store => Read(await store.ListRunsAsync(new RunQuery { Project = "demo", Labels = ["x"], Functions = ["train"], Text = "a", Sort = RunSort.Name }, default).ToListAsync()),
        async store => Read(await store.ListEntitiesAsync(new EntityQuery(EntityType.Function) { AllVersions = true }, default).ToListAsync()),
        store => store.CountRunsAsync(new RunQuery { States = ["RUNNING"] }, default),
        async store => Read([await store.GetRunAsync(new("demo", "a1"), default)]),
        store => store.GetRunLogsAsync(new("demo", "a1"), default),
        store => store.GetRunLogsAsync(new("demo", "b"), default),
        store => store.GetRunMetricsAsync(new("demo", "b"), default),
        store => store.GetRunMetricsAsync(new("demo", "a1"), default),
        store => store.UpdateRunAsync(new("demo", "a1"), new EntityChange { AddLabels = ["z"] }, default),
        store => store.UpdateEntityAsync(new(EntityType.Function, "demo", "f"), new EntityChange { AddLabels = ["z"] }, default),
        store => store.AddRunMetricAsync(new("demo", "b"), new MetricAddition("loss", [1], false, false), default),
        store => store.CreateRunAsync(Docs.Run("demo", "new", spec: Docs.Map(("function", "python://demo/train:f"))), default),
        store => store.InvokeRunActionAsync(new("demo", "a1"), "stop", default),
        store => store.DeleteRunAsync(new("demo", "a1"), false, default),
        store => store.DeleteProjectAsync("demo", true, default),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Damaged_stores()
    {
        var good = _folder.File("good.db");
        await MakeAsync(good);
        var bytes = await File.ReadAllBytesAsync(good);
        var path = _folder.File("store.db");
        Fuzz.Run(
            output,
            0.4,
            random => random.Next(2) == 0
                ? (Content: Damage.Bytes(random, bytes), Values: new List<(int Column, object Value)>(), Operation: random.Next(Operations.Length), Last: random.Next(Operations.Length), Level: Level(random))
                : (bytes, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (random.Next(Columns.Length), Value(random)))], random.Next(Operations.Length), random.Next(Operations.Length), Level(random)),
            input =>
            {
                foreach (var file in _folder.Files().Where(file => file != "good.db")) File.Delete(_folder.File(file));
                File.WriteAllBytes(path, input.Content);
                foreach (var (column, value) in input.Values) Set(path, Columns[column], value);
                UseAsync(path, input.Level, input.Operation, input.Last).GetAwaiter().GetResult();
            },
            input => $"{string.Join(", ", input.Values.Select(value => $"{Columns[value.Column]} = {Shown.Of(Convert.ToString(value.Value, System.Globalization.CultureInfo.InvariantCulture)!)}"))}{(input.Values.Count == 0 ? "bytes" : string.Empty)}, operations {input.Operation} and {input.Last}, like core {input.Level}");
    }

    private static async Task UseAsync(string path, int? level, params int[] operations)
    {
        await using var store = new LocalStore(new LocalStoreOptions(path) { Clock = new FakeTimeProvider(Now.AddSeconds(60)), LikeCore = level });
        foreach (var operation in operations[..^1])
        {
            try
            {
                await Operations[operation](store);
            }
            catch (DigitalHubException)
            {
                // What comes after an error is of as much interest.
            }
        }
        await Operations[operations[^1]](store);
    }

    private static async Task MakeAsync(string path)
    {
        await using var store = new LocalStore(new LocalStoreOptions(path) { Clock = new FakeTimeProvider(Now), User = "ann", Rehearsal = RehearsalReader.Read([Docs.Json(Rule)]) });
        await store.CreateProjectAsync(Docs.Project("demo"), default);
        await store.CreateEntityAsync(EntityType.Function, Docs.Map(("kind", "python"), ("project", "demo"), ("id", "f"), ("name", "train"), ("spec", Docs.Map(("handler", "main")))), default);
        await store.CreateEntityAsync(EntityType.Task, Docs.Map(("kind", "python+job"), ("project", "demo"), ("id", "t"), ("spec", Docs.Map(("function", "python://demo/train:f")))), default);
        var spec = Docs.Map(("function", "python://demo/train:f"), ("task", "python+job://demo/t"));
        foreach (var id in (string[])["a1", "a2"]) await store.CreateRunAsync(Docs.Run("demo", id, id, "python+job:run", spec, ["x", "y"]), default);
        var whole = Docs.Run("demo", "b", "b", "python+job:run", spec, ["x"]);
        whole["status"] = Docs.Map(("state", "COMPLETED"));
        await store.RecordRunAsync(new WholeRun(StoredDocument.Of(whole), [new RunLog("pod", "c", "text\n")], new Dictionary<string, RunMetric> { ["loss"] = new([3, 2], true) }), default);
    }

    private static int? Level(Random random) => random.Next(3) == 0 ? random.Next(13, 16) : null;

    private static object Value(Random random) => random.Next(6) switch
    {
        0 => random.NextInt64(),
        1 => random.NextDouble(),
        2 => new byte[] { 0xff, 0, 0xd8, (byte)random.Next(256) },
        3 => Damage.Text(random, ["a", "RUNNING", "demo", "2026-07-20"]),
        _ => System.Text.Encoding.UTF8.GetString(Damage.Json(random, random.One(Documents))),
    };

    private static readonly string[] Documents =
    [
        """{"kind":"python+job:run","project":"demo","id":"a1","name":"a1","metadata":{"labels":["x"],"created":"2026-07-20T09:49:18Z"},"spec":{"function":"python://demo/train:f"},"status":{"state":"RUNNING","transitions":[{"status":"READY","time":"2026-07-20T09:49:18Z"}]}}""",
        """{"moves":[{"state":"RUNNING","at":1},{"state":"ERROR","at":99999999999999}],"from":1,"to":99999999999999,"cut":null,"tail":5,"message":"m","status":{"results":{}},"log":["one"],"metrics":{"loss":[1,2]}}""",
        "[1,2,3]", "{\"a\":1}",
    ];

    private static void Set(string path, (string Table, string Column) place, object value)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own texts.
        command.CommandText = $"PRAGMA synchronous=OFF; UPDATE OR IGNORE {place.Table} SET {place.Column} = $value";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$value", value);
        command.ExecuteNonQuery();
    }

    private static void Read(IEnumerable<StoredDocument> documents)
    {
        foreach (var document in documents)
        {
            foreach (var name in (string[])["kind", "project", "id", "name", "key", "created"]) _ = document.Head(name);
            _ = RunMoves.State(document.Map);
        }
    }
}

using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>What the local store promises beyond what every backend does.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 7, 20, 9, 49, 18, TimeSpan.Zero));

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_documents_are_in_the_order_that_people_read()
    {
        await using var store = await MakeAsync();
        var run = await store.CreateRunAsync(Docs.Json("""{"extensions":[{"kind":"x"}],"spec":{"b":1,"a":{},"e":"","n":null,"l":[]},"status":{"state":"READY","own":1},"id":"a","unknown":1,"project":"alpha","kind":"python+run","metadata":{"z":1,"version":"a","description":"d"}}"""), default);
        Assert.Equal(["kind", "project", "id", "name", "key", "user", "metadata", "spec", "status", "extensions"], run.Map.Keys.Cast<string>());
        Assert.Equal(["project", "name", "version", "created", "updated", "created_by", "updated_by", "z", "description"], run.Map.Map("metadata")!.Keys.Cast<string>());
        Assert.Equal("""{"b":1,"a":{},"e":"","n":null,"l":[]}""", JsonText.Write(run.Map["spec"]));
        Assert.Equal("""{"state":"CREATED"}""", JsonText.Write(run.Map["status"]));
        Assert.Equal("""[{"kind":"x"}]""", JsonText.Write(run.Map["extensions"]));
        Assert.NotEqual("a", run.Map.Map("metadata")!.Text("version"));
        Assert.Equal("tester", run.Map.Text("user"));
        Assert.Equal("2026-07-20T09:49:18Z", run.Map.Map("metadata")!.Text("created"));
        Assert.Equal(run.Json, (await store.GetRunAsync(new("alpha", "a"), default)).Json);
    }

    [Fact]
    public async Task What_the_backend_is_in_charge_of_is_there_once_however_it_is_spelled()
    {
        await using var store = await MakeAsync();
        foreach (var more in (string[])["", ""","x":1,"X":2"""])
        {
            var id = "a" + more.Length;
            var run = await store.CreateRunAsync(Docs.Json($$"""{"id":"{{id}}","name":"b","project":"alpha","kind":"python+run","metadata":{"Version":"v1","Name":"n","CREATED":"2001-01-01T00:00:00Z","Project":"p"{{more}} } }"""), default);
            Assert.Equal($$"""{"project":"alpha","name":"n","version":"v1","created":"2026-07-20T09:49:18Z","updated":"2026-07-20T09:49:18Z","created_by":"tester","updated_by":"tester"{{more}}}""", JsonText.Write(run.Map["metadata"]));

            var edited = ValueMap.Clone(run.Map);
            edited["metadata"] = Docs.Json($$"""{"Version":"v2","Created_By":"me"{{more}}}""");
            run = await store.UpdateRunAsync(new("alpha", id), new EntityChange { AsRead = run.Json, Edited = edited }, default);
            Assert.Equal($$"""{"project":"alpha","name":"b","version":"v2","created":"2026-07-20T09:49:18Z","updated":"2026-07-20T09:49:18Z","created_by":"tester","updated_by":"tester"{{more}}}""", JsonText.Write(run.Map["metadata"]));
        }
        var project = await store.CreateProjectAsync(Docs.Json("""{"name":"beta","metadata":{"Version":"v1","Name":"n"}}"""), default);
        Assert.StartsWith("""{"project":"beta","name":"n","version":"v1","created":""", JsonText.Write(project.Map["metadata"]), StringComparison.Ordinal);
        Assert.Equal(7, project.Map.Map("metadata")!.Count);
    }

    [Fact]
    public async Task Where_there_is_no_file_yet_no_project_is_there_and_all_of_them_are_empty()
    {
        await using var store = new LocalStore(new LocalStoreOptions(Path));
        foreach (var sort in (RunSort[])[RunSort.Created, RunSort.Name])
        {
            Assert.Empty(await store.ListRunsAsync(new RunQuery { Sort = sort }, default).ToListAsync());
            Assert.Equal("ProjectNotFound", (await Assert.ThrowsAsync<EntityNotFoundException>(() => store.ListRunsAsync(new RunQuery { Project = "alpha", Sort = sort }, default).ToListAsync())).ErrorId);
        }
        Assert.Equal(0, await store.CountRunsAsync(new RunQuery(), default));
        await Assert.ThrowsAsync<EntityNotFoundException>(() => store.CountRunsAsync(new RunQuery { Project = "alpha" }, default));
        Assert.Empty(await store.ListEntitiesAsync(new EntityQuery(EntityType.Function), default).ToListAsync());
        await Assert.ThrowsAsync<EntityNotFoundException>(() => store.ListEntitiesAsync(new EntityQuery(EntityType.Function) { Project = "alpha" }, default).ToListAsync());
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task A_stopped_run_is_stopped_at_once()
    {
        await using var store = await MakeAsync();
        await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
        foreach (var state in (string[])["BUILT", "READY", "RUNNING"]) await store.UpdateRunAsync(new("alpha", "a"), new EntityChange { State = state }, default);
        _clock.Advance(TimeSpan.FromTicks(12345678));
        var run = await store.InvokeRunActionAsync(new("alpha", "a"), "stop", default);
        Assert.Equal("STOPPED", run.State());
        Assert.StartsWith("""[{"status":"STOPPED","time":"2026-07-20T09:49:19.2345678Z"},{"status":"RUNNING",""", JsonText.Write(run.Map.Map("status")!["transitions"]), StringComparison.Ordinal);
        Assert.Equal(["a"], await store.IdsAsync(new RunQuery { Project = "alpha", States = ["STOPPED"] }));
    }

    [Fact]
    public async Task The_answer_to_a_removal_says_that_the_run_is_gone()
    {
        await using var store = await MakeAsync();
        await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
        var answer = await store.DeleteRunAsync(new("alpha", "a"), false, default);
        Assert.Equal("DELETED", answer.Answer.State());
        Assert.True(answer.Gone);
    }

    [Fact]
    public async Task The_time_of_a_change_never_goes_back()
    {
        await using var store = await MakeAsync();
        var late = (await store.CreateRunAsync(Docs.Run("alpha", "a"), default)).Map.Map("metadata")!.Text("updated");
        var early = new FakeTimeProvider(_clock.GetUtcNow() - TimeSpan.FromHours(1));
        await using var other = new LocalStore(new LocalStoreOptions(Path) { Clock = early, User = "other" });
        var run = await other.UpdateRunAsync(new("alpha", "a"), new EntityChange { AddLabels = ["x"] }, default);
        Assert.Equal(late, run.Map.Map("metadata")!.Text("updated"));
        Assert.Equal("other", run.Map.Map("metadata")!.Text("updated_by"));
        Assert.Equal("tester", run.Map.Map("metadata")!.Text("created_by"));
        Assert.Equal("tester", run.Map.Text("user"));
        _clock.Advance(TimeSpan.FromMilliseconds(3));
        run = await store.UpdateRunAsync(new("alpha", "a"), new EntityChange { Name = "b" }, default);
        Assert.Equal("2026-07-20T09:49:18.003Z", run.Map.Map("metadata")!.Text("updated"));
        Assert.Equal(["x"], run.Labels());
    }

    [Fact]
    public async Task Logs_are_read_and_go_with_their_run()
    {
        await (await MakeAsync(withRun: true)).DisposeAsync();
        RawSql.Run(Path, "INSERT INTO run_logs VALUES (1, 1, 'pod', 'b', 'second'), (1, 0, 'pod', 'a', 'first')");
        await using var store = Open();
        Assert.Equal([new RunLog("pod", "a", "first"), new RunLog("pod", "b", "second")], await store.GetRunLogsAsync(new("alpha", "a"), default));
        await store.DeleteRunAsync(new("alpha", "a"), false, default);
        Assert.Equal("0", RawSql.Run(Path, "SELECT count(*) FROM run_logs"));
    }

    [Fact]
    public async Task A_project_goes_with_all_that_is_in_it()
    {
        await using var store = await MakeAsync(withRun: true);
        await store.UpdateRunAsync(new("alpha", "a"), new EntityChange { AddLabels = ["x"] }, default);
        await store.SetRunMetricAsync(new("alpha", "a"), "loss", new RunMetric([1], false), default);
        await store.CreateProjectAsync(Docs.Project("beta"), default);
        await store.CreateRunAsync(Docs.Run("beta", "b", labels: ["x"]), default);
        await store.DeleteProjectAsync("alpha", cascade: true, default);
        foreach (var (table, rows) in (ReadOnlySpan<(string, string)>)[("projects", "1"), ("runs", "1"), ("run_documents", "1"), ("run_labels", "1"), ("run_metrics", "0"), ("run_logs", "0")])
        {
            Assert.Equal(rows, RawSql.Run(Path, $"SELECT count(*) FROM {table}"));
        }
    }

    [Fact]
    public async Task One_refused_write_does_not_touch_those_beside_it()
    {
        await using var store = await MakeAsync(withRun: true);
        var writes = Enumerable.Range(0, 200)
            .Select(i => store.CreateRunAsync(Docs.Run(i % 7 == 3 ? "nowhere" : "alpha", i % 5 == 1 ? "a" : $"r{i}"), default))
            .ToList();
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));
        for (var i = 0; i < writes.Count; i++)
        {
            if (i % 7 == 3) Assert.Equal("ProjectNotFound", Assert.IsType<EntityNotFoundException>(writes[i].Exception!.InnerException).ErrorId);
            else if (i % 5 == 1) Assert.Equal("RunExists", Assert.IsType<EntityExistsException>(writes[i].Exception!.InnerException).ErrorId);
            else Assert.Equal($"r{i}", (await writes[i]).Id());
        }
        Assert.Equal(writes.Count(write => write.IsCompletedSuccessfully) + 1, await store.CountRunsAsync(new RunQuery(), default));
    }

    [Fact]
    public async Task What_a_write_did_before_it_failed_is_undone_and_what_others_did_is_not()
    {
        await (await MakeAsync()).DisposeAsync();
        var writer = new StoreWriter(new StoreFile(Path, StoreTuning.Default), StoreTuning.Default, durable: true);
        var writes = Enumerable.Range(0, 200)
            .Select(i => writer.WriteAsync(
                connection =>
                {
                    connection.Run("INSERT INTO run_documents VALUES (?, '')", (long)i);
                    return i % 2 == 0 ? i : throw Errors.Value("odd", action: "none");
                },
                null,
                alone: i % 20 == 5,
                default))
            .ToList();
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));
        await writer.DrainAsync();
        writer.Close();
        Assert.Equal(100, writes.Count(write => write.IsCompletedSuccessfully));
        Assert.Equal("100 0", RawSql.Run(Path, "SELECT count(*) || ' ' || sum(seq % 2) FROM run_documents"));
    }

    [Theory]
    [InlineData(RunSort.Created)]
    [InlineData(RunSort.Id)]
    public async Task Runs_added_on_the_way_do_not_appear(RunSort sort)
    {
        await using var store = await MakeAsync();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => store.CreateRunAsync(Docs.Run("alpha", $"r{i}"), default)));
        var seen = 0;
        await foreach (var run in store.ListRunsAsync(new RunQuery { Project = "alpha", Sort = sort, Descending = false }, default))
        {
            Assert.StartsWith("r", run.Id(), StringComparison.Ordinal);
            _clock.Advance(TimeSpan.FromSeconds(1));
            await store.CreateRunAsync(Docs.Run("alpha", $"x{seen++}"), default);
        }
        Assert.Equal(60, seen);
    }

    [Fact]
    public async Task What_was_read_while_another_wrote_is_read_again()
    {
        await (await MakeAsync()).DisposeAsync();
        using var reader = new StoreReader(new StoreFile(Path, StoreTuning.Default), StoreTuning.Default);
        var times = 0;
        var runs = await reader.ReadAsync(
            connection =>
            {
                var before = connection.Number("SELECT count(*) FROM runs");
                if (++times == 1)
                {
                    // Another process comes, writes and leaves in the middle of the reading.
                    using var child = Child.Start("insert", Path, "alpha", "c", "10");
                    child.ReadToEndAsync().GetAwaiter().GetResult();
                }
                return before;
            },
            () => null,
            default);
        await reader.CloseAsync();
        Assert.Equal(10, runs);
        Assert.Equal(2, times);
    }

    private LocalStore Open() => new(new LocalStoreOptions(Path) { Clock = _clock, User = "tester" });

    private async Task<LocalStore> MakeAsync(bool withRun = false)
    {
        var store = Open();
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        if (withRun) await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
        return store;
    }
}

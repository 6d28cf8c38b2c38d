using System.Collections.Concurrent;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using static DigitalHub.Backends.Tests.Local.Rehearsals.RehearsedStage;

namespace DigitalHub.Backends.Tests.Local.Rehearsals;

/// <summary>Runs under rehearsal move by the clock, whoever reads them.</summary>
public sealed class RehearsalTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string[] WholeWay = ["BUILT", "READY", "PENDING", "RUNNING", "COMPLETED"];

    private readonly RehearsedStage _stage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    [Fact]
    public async Task A_run_goes_through_all_states_as_time_passes()
    {
        var store = await _stage.OpenAsync("""{"After":100}""");
        Assert.Equal("CREATED", (await store.CreateRunAsync(Run("a"), default)).State());
        var states = new List<string>();
        for (var second = 0; second <= 100; second += 5, _stage.Step(5))
        {
            var state = await StateAsync(store, "a");
            if (states.Count == 0 || states[^1] != state) states.Add(state);
        }
        Assert.Equal(["CREATED", .. WholeWay], states);

        var run = await store.GetRunAsync(new("alpha", "a"), default);
        Assert.Equal(WholeWay, Moves(run));
        Assert.Equal(
            [5.0, 10, 15, 25, 100],
            WholeWay.Select(state => (RunFacts.FirstTime(run.Map, state)!.Value - _stage.Clock.Start).TotalSeconds));
        Assert.Equal("2026-07-20T09:50:58Z", run.Map.Map("metadata")!.Text("updated"));
        Assert.Equal("0", RawSql.Run(_stage.Path, "SELECT count(*) FROM rehearsals WHERE due IS NOT NULL"));
    }

    [Fact]
    public async Task What_nobody_looked_at_happened_when_it_was_due()
    {
        var store = await _stage.OpenAsync("""{"After":100}""");
        await store.CreateRunAsync(Run("a"), default);
        await store.DisposeAsync();
        _stage.Step(24 * 3600);
        var run = await _stage.Open().GetRunAsync(new("alpha", "a"), default);
        Assert.Equal(WholeWay, Moves(run));
        Assert.Equal(_stage.Clock.Start.AddSeconds(100), RunFacts.FirstTime(run.Map, "COMPLETED"));
    }

    [Fact]
    public async Task A_run_that_takes_no_time_is_over_when_it_is_created()
    {
        var store = await _stage.OpenAsync("""{"After":0,"Outcome":"ERROR","Message":"OOMKilled","Log":["x"],"Metric":{"loss":1}}""");
        var run = await store.CreateRunAsync(Run("a"), default);
        Assert.Equal("ERROR", run.State());
        Assert.Equal("OutOfMemory", RunReason.Of(run.Map));
        Assert.Equal(run.Json, (await store.GetRunAsync(new("alpha", "a"), default)).Json);
        Assert.Equal("x\n", Assert.Single(await store.GetRunLogsAsync(new("alpha", "a"), default)).Text);
        Assert.Equal([1.0], (await store.GetRunMetricsAsync(new("alpha", "a"), default))["loss"].Values);
    }

    [Fact]
    public async Task Outcomes_come_in_turn_and_the_last_repeats()
    {
        var store = await _stage.OpenAsync("""{"Name":"t*","After":0,"Outcome":["ERROR","STOPPED","COMPLETED"]}""", """{"After":0}""");
        var states = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            states.Add((await store.CreateRunAsync(Run($"a{i}", name: "train"), default)).State());
            // What is refused takes nobody's turn, and neither does another rule's run.
            await Assert.ThrowsAsync<EntityExistsException>(() => store.CreateRunAsync(Run("a0", name: "train"), default));
            Assert.Equal("COMPLETED", (await store.CreateRunAsync(Run($"b{i}", name: "other"), default)).State());
        }
        Assert.Equal(["ERROR", "STOPPED", "COMPLETED", "COMPLETED", "COMPLETED"], states);
    }

    [Theory]
    [InlineData("""{"Kind":"python+*:run"}""", true)]
    [InlineData("""{"Kind":"container*"}""", false)]
    [InlineData("""{"Function":"train"}""", true)]
    [InlineData("""{"Function":["x","tr?in"]}""", true)]
    [InlineData("""{"Function":"python://alpha/train"}""", true)]
    [InlineData("""{"Function":"test"}""", false)]
    [InlineData("""{"Name":"n[a-m]me"}""", true)]
    [InlineData("""{"Name":"other"}""", false)]
    [InlineData("""{"Label":"night*"}""", true)]
    [InlineData("""{"Label":["nightly","other"]}""", false)]
    [InlineData("""{"Action":"job"}""", true)]
    [InlineData("""{"Workflow":"*"}""", false)]
    [InlineData("""{"Function":"train","Name":"other"}""", false)]
    [InlineData("{}", true)]
    public async Task A_rule_fits_by_all_that_it_names(string filters, bool fits)
    {
        var store = await _stage.OpenAsync(filters.Replace("{", filters == "{}" ? """{"After":0,"Outcome":"STOPPED" """ : """{"After":0,"Outcome":"STOPPED",""", StringComparison.Ordinal), """{"After":0}""");
        var run = await store.CreateRunAsync(Run("a", function: "train", name: "name", labels: ["nightly"]), default);
        Assert.Equal(fits ? "STOPPED" : "COMPLETED", run.State());
    }

    [Fact]
    public async Task What_no_rule_fits_and_what_nobody_executes_stays()
    {
        var store = await _stage.OpenAsync("""{"Name":"train","After":0}""");
        await store.CreateRunAsync(Run("a", name: "other"), default);
        var local = Run("b", name: "train");
        local.Map("spec")!["local_execution"] = true;
        await store.CreateRunAsync(local, default);
        _stage.Step(1000);
        Assert.Equal("CREATED", await StateAsync(store, "a"));
        Assert.Equal("CREATED", await StateAsync(store, "b"));
        Assert.False(await store.IsMovingAsync(new("alpha", "a"), default));
    }

    [Theory]
    [InlineData("""{"After":100,"Speed":10}""", null, 10)]
    [InlineData("""{"After":100}""", """{"Speed":50}""", 2)]
    [InlineData("""{"After":100,"Speed":0.5}""", """{"Speed":50}""", 200)]
    [InlineData("""{"After":"00:01:00"}""", null, 60)]
    [InlineData("""{"After":"1.5"}""", null, 1.5)]
    [InlineData("""{"Outcome":"ERROR"}""", null, 1)]
    public async Task A_run_takes_its_time_at_its_speed(string rule, string? speed, double seconds)
    {
        var store = await _stage.OpenAsync(speed is null ? [rule] : [rule, speed]);
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(seconds - 0.01);
        Assert.Equal("RUNNING", await StateAsync(store, "a"));
        _stage.Step(0.01);
        Assert.True(RunState.IsFinal(await StateAsync(store, "a")));
    }

    [Fact]
    public async Task On_a_store_like_a_core_a_run_goes_on_from_where_a_core_s_answer_leaves_it()
    {
        await using var store = new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true, LikeCore = 15, Clock = _stage.Clock, Rehearsal = Rules("""{"After":100}""") });
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        var function = await store.CreateEntityAsync(EntityType.Function, Docs.Json("""{"kind":"container","project":"alpha","name":"train","spec":{"image":"x"}}"""), default);
        var reference = $"container://alpha/train:{function.Id()}";
        var task = await store.CreateEntityAsync(EntityType.Task, Docs.Map(("kind", "container+job"), ("project", "alpha"), ("spec", Docs.Map(("function", reference)))), default);
        var run = await store.CreateRunAsync(Docs.Run("alpha", "a", kind: "container+job:run", spec: Docs.Map(("task", $"container+job://alpha/{task.Id()}"), ("function", reference))), default);
        Assert.Equal("READY", run.State());
        _stage.Step(30);
        Assert.Equal("RUNNING", await StateAsync(store, "a"));
        _stage.Step(70);
        Assert.Equal(WholeWay, Moves(await store.GetRunAsync(new("alpha", "a"), default)));
    }

    [Theory]
    [InlineData("READY")]
    [InlineData("PENDING")]
    [InlineData("RUNNING")]
    public async Task A_run_may_stay_on_its_way(string outcome)
    {
        var store = await _stage.OpenAsync($$"""{"After":10,"Outcome":"{{outcome}}"}""");
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(9.9);
        Assert.NotEqual(outcome, await StateAsync(store, "a"));
        _stage.Step(10_000);
        Assert.Equal(outcome, await StateAsync(store, "a"));
        Assert.True(await store.IsMovingAsync(new("alpha", "a"), default));
        Assert.Empty(await store.IdsAsync(new RunQuery { Project = "alpha", States = ["COMPLETED"] }));
    }

    [Fact]
    public async Task Listings_filters_and_counts_see_what_is_due()
    {
        var store = await _stage.OpenAsync("""{"Name":"bad","After":100,"Outcome":"ERROR","Message":"Evicted"}""", """{"After":100}""");
        for (var i = 0; i < 6; i++) await store.CreateRunAsync(Run($"a{i}", name: i % 2 == 0 ? "bad" : "good", labels: ["x"]), default);
        _stage.Step(50);
        Assert.Equal(6, (await store.IdsAsync(new RunQuery { Project = "alpha", States = ["RUNNING"], Labels = ["x"] })).Count);
        Assert.Equal(6, await store.CountRunsAsync(new RunQuery { Project = "alpha", States = ["RUNNING"] }, default));
        _stage.Step(50);
        Assert.Equal(["a0", "a2", "a4"], (await store.IdsAsync(new RunQuery { States = ["ERROR"], Reasons = ["Evicted"] })).Order(StringComparer.Ordinal));
        Assert.Equal(3, await store.CountRunsAsync(new RunQuery { Project = "alpha", States = ["COMPLETED"], Labels = ["x"] }, default));
        Assert.Equal(0, await store.CountRunsAsync(new RunQuery { States = ["RUNNING"] }, default));
    }

    [Fact]
    public async Task Many_runs_that_are_due_at_once_all_move()
    {
        var store = await _stage.OpenAsync("""{"After":10}""");
        await Task.WhenAll(Enumerable.Range(0, 1100).Select(i => store.CreateRunAsync(Run($"a{i}"), default)));
        _stage.Step(10);
        var runs = await store.ListRunsAsync(new RunQuery { Project = "alpha", States = ["COMPLETED"] }, default).ToListAsync();
        Assert.Equal(1100, runs.Select(run => run.Id()).Distinct().Count());
        Assert.All(runs, run => Assert.Equal(WholeWay, Moves(run)));
    }

    [Fact]
    public async Task Readers_at_once_neither_skip_nor_double_a_move()
    {
        const int Runs = 5;
        var first = await _stage.OpenAsync("""{"After":100}""");
        LocalStore[] stores = [first, _stage.Open(), _stage.Open()];
        for (var i = 0; i < Runs; i++) await first.CreateRunAsync(Run($"a{i}"), default);
        var seen = new ConcurrentDictionary<(int Reader, string Id), ConcurrentQueue<string>>();
        for (var second = 0; second <= 100; second += 5, _stage.Step(5))
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(reader => Task.Run(async () =>
            {
                if (reader % 2 == 0)
                {
                    foreach (var run in await stores[reader % 3].ListRunsAsync(new RunQuery { Project = "alpha" }, default).ToListAsync()) Note(reader, run);
                }
                else
                {
                    for (var i = 0; i < Runs; i++) Note(reader, await stores[reader % 3].GetRunAsync(new("alpha", $"a{i}"), default));
                }
            })));
        }
        Assert.Equal(6 * Runs, seen.Count);
        Assert.All(seen.Values, states => Assert.Equal(["CREATED", .. WholeWay], states.Distinct()));
        for (var i = 0; i < Runs; i++) Assert.Equal(WholeWay, Moves(await first.GetRunAsync(new("alpha", $"a{i}"), default)));

        void Note(int reader, StoredDocument run) => seen.GetOrAdd((reader, run.Id()), _ => new()).Enqueue(run.State());
    }

    [Fact]
    public async Task What_could_not_be_stored_is_stored_later()
    {
        var store = await _stage.OpenAsync("""{"After":10,"Log":["one"]}""");
        await store.CreateRunAsync(Run("a"), default);
        await store.DisposeAsync();
        // The file takes no more: the transaction is undone as a whole, as by a crash.
        var full = _stage.Open(new StoreTuning { MaxPages = 1 });
        _stage.Step(10);
        var seen = await full.GetRunAsync(new("alpha", "a"), default);
        Assert.Equal("COMPLETED", seen.State());
        await full.DisposeAsync();
        var later = await _stage.Open().GetRunAsync(new("alpha", "a"), default);
        Assert.Equal(WholeWay, Moves(later));
        Assert.Equal(seen.Json, later.Json);
        Assert.Equal("1", RawSql.Run(_stage.Path, "SELECT count(*) FROM run_logs"));
    }

    [Fact]
    public async Task Who_only_asks_what_would_be_done_stores_nothing()
    {
        var store = await _stage.OpenAsync("""{"Name":"bad","After":10,"Outcome":"ERROR","Message":"Evicted","Log":["one","two"],"Metric":{"loss":[3,2,1]}}""", """{"After":10}""");
        await store.CreateRunAsync(Run("a", name: "bad"), default);
        await store.CreateRunAsync(Run("b", name: "good"), default);
        await store.CreateRunAsync(Run("c", name: "gone"), default);
        _stage.Step(5);
        await store.DeleteRunAsync(new("alpha", "c"), force: false, default);
        _stage.Step(5);
        using (DryRun.Enter(true))
        {
            Assert.Equal("ERROR", await StateAsync(store, "a"));
            Assert.Equal(["a"], await store.IdsAsync(new RunQuery { States = ["ERROR"], Reasons = ["Evicted"] }));
            Assert.Equal(["b"], await store.IdsAsync(new RunQuery { Descending = false, Skip = 1 }));
            Assert.Equal(["a"], await store.IdsAsync(new RunQuery { Descending = false, First = 1 }));
            Assert.Equal(["a", "b"], await store.IdsAsync(new RunQuery { Sort = RunSort.State }));
            Assert.Equal(["b"], await store.IdsAsync(new RunQuery { Sort = RunSort.State, Descending = false, First = 1 }));
            Assert.Equal(1, await store.CountRunsAsync(new RunQuery { Project = "alpha", States = ["COMPLETED"] }, default));
            Assert.Equal("RunNotFound", (await Assert.ThrowsAsync<EntityNotFoundException>(() => store.GetRunAsync(new("alpha", "c"), default))).ErrorId);
            Assert.Equal("one\ntwo\n", Assert.Single(await store.GetRunLogsAsync(new("alpha", "a"), default)).Text);
            Assert.Equal([3.0, 2, 1], (await store.GetRunMetricsAsync(new("alpha", "a"), default))["loss"].Values);
        }
        Assert.Equal("3", RawSql.Run(_stage.Path, "SELECT count(*) FROM rehearsals WHERE due IS NOT NULL"));
        Assert.Equal("0", RawSql.Run(_stage.Path, "SELECT count(*) FROM runs WHERE state IN ('ERROR', 'COMPLETED')"));
        Assert.Equal(2, (await store.IdsAsync(new RunQuery())).Count);
        Assert.Equal("0", RawSql.Run(_stage.Path, "SELECT count(*) FROM rehearsals WHERE due IS NOT NULL"));
    }

    [Fact]
    public async Task A_reader_does_not_wait_for_ever_for_one_who_writes()
    {
        await (await _stage.OpenAsync("""{"After":10}""")).CreateRunAsync(Run("a"), default);
        _stage.Step(10);
        using var child = Child.Start("lock", _stage.Path);
        Assert.Equal("locked", await child.Output.ReadLineAsync());
        var store = _stage.Open(new StoreTuning { ReadPatience = TimeSpan.FromMilliseconds(1) });
        Assert.Equal("COMPLETED", await StateAsync(store, "a"));
        Assert.Equal(["a"], await store.IdsAsync(new RunQuery { States = ["COMPLETED"] }));
        child.EndInput();
        await child.ReadToEndAsync();
    }

    [Fact]
    public async Task An_older_store_is_read_as_it_is_and_brought_up_to_date_by_the_first_run()
    {
        await using (var older = new LocalStore(new LocalStoreOptions(_stage.Path), new StoreTuning { Schema = [.. Schema.Steps.Take(2)] }))
        {
            await older.CreateProjectAsync(Docs.Project("alpha"), default);
        }
        var store = _stage.Open("""{"After":10}""");
        Assert.Empty(await store.IdsAsync(new RunQuery()));
        Assert.False(await store.IsMovingAsync(new("alpha", "a"), default));
        Assert.Equal("2", RawSql.Run(_stage.Path, "PRAGMA user_version"));
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(10);
        Assert.Equal("COMPLETED", await StateAsync(store, "a"));
    }

    [Fact]
    public async Task What_a_store_without_rehearsal_asks_is_one_look_into_an_index()
    {
        await _stage.OpenAsync();
        using var connection = StoreConnection.Open(_stage.Path, StoreAccess.Read);
        var plan = new List<string>();
        connection.Each("EXPLAIN QUERY PLAN SELECT 1 FROM rehearsals WHERE due <= ? LIMIT 1", row => plan.Add(row.Text(3)), 1L);
        Assert.Contains("rehearsals_by_due", Assert.Single(plan), StringComparison.Ordinal);
        Assert.StartsWith("SEARCH", plan[0], StringComparison.Ordinal);
    }
}

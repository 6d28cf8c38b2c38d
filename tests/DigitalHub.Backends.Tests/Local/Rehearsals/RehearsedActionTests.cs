using DigitalHub.Backends.Tests.Contract;
using static DigitalHub.Backends.Tests.Local.Rehearsals.RehearsedStage;

namespace DigitalHub.Backends.Tests.Local.Rehearsals;

/// <summary>What is done to runs under rehearsal acts as on a core.</summary>
public sealed class RehearsedActionTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly RunAddress A = new("alpha", "a");

    private readonly RehearsedStage _stage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    [Fact]
    public async Task A_run_that_runs_is_stopped_after_a_moment_and_writes_no_more()
    {
        var store = await _stage.OpenAsync("""{"After":40,"Log":["one","two"],"Metric":{"loss":[2,1],"acc":1},"Status":{"results":{"x":1}}}""");
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(20);
        Assert.Equal("STOP", (await store.InvokeRunActionAsync(A, "stop", default)).State());
        _stage.Step(1);
        // Another stop means nothing else.
        Assert.Equal("STOP", (await store.InvokeRunActionAsync(A, "stop", default)).State());
        _stage.Step(1);
        var run = await store.GetRunAsync(A, default);
        Assert.Equal(["BUILT", "READY", "PENDING", "RUNNING", "STOPPED"], Moves(run));
        Assert.Equal(_stage.Clock.Start.AddSeconds(22), RunFacts.FirstTime(run.Map, "STOPPED"));
        Assert.Null(run.Map.Map("status")!["results"]);
        Assert.Null(run.Map.Map("status")!["pods"]);
        _stage.Step(1000);
        Assert.Equal("STOPPED", await StateAsync(store, "a"));
        Assert.Equal("one\n", Assert.Single(await store.GetRunLogsAsync(A, default)).Text);
        Assert.Equal(["loss"], (await store.GetRunMetricsAsync(A, default)).Keys);
    }

    [Theory]
    [InlineData(0, "CREATED", false)]
    [InlineData(7, "PENDING", false)]
    [InlineData(40, "COMPLETED", true)]
    public async Task Only_a_run_that_runs_can_be_stopped(double after, string state, bool isMoot)
    {
        var store = await _stage.OpenAsync("""{"After":40}""");
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(after);
        var error = await Assert.ThrowsAsync<DigitalHubException>(() => store.InvokeRunActionAsync(A, "stop", default));
        Assert.Equal(("NotStoppable", isMoot), (error.ErrorId, error.IsMoot));
        Assert.Contains(state, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_run_is_resumed()
    {
        var store = await _stage.OpenAsync("""{"After":0,"Outcome":"STOPPED"}""");
        await store.CreateRunAsync(Run("a"), default);
        Assert.Equal("TransitionRefused", (await Assert.ThrowsAsync<DigitalHubException>(() => store.InvokeRunActionAsync(A, "resume", default))).ErrorId);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(40)]
    public async Task A_run_is_gone_a_moment_after_its_removal(double after)
    {
        var store = await _stage.OpenAsync("""{"After":40,"Log":["one"]}""");
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(after);
        var deletion = await store.DeleteRunAsync(A, force: false, default);
        Assert.False(deletion.Gone);
        Assert.Equal("DELETING", deletion.Answer.State());
        // Once more ends nothing, unless it is forced.
        Assert.False((await store.DeleteRunAsync(A, force: false, default)).Gone);
        Assert.Equal(["a"], await store.IdsAsync(new RunQuery { States = ["DELETING"] }));
        Assert.Equal("one\n", Assert.Single(await store.GetRunLogsAsync(A, default)).Text);
        _stage.Step(2);
        Assert.Empty(await store.IdsAsync(new RunQuery()));
        Assert.Equal("RunNotFound", (await Assert.ThrowsAsync<EntityNotFoundException>(() => store.GetRunAsync(A, default))).ErrorId);
        Assert.Equal("0", RawSql.Run(_stage.Path, "SELECT (SELECT count(*) FROM rehearsals) + (SELECT count(*) FROM run_documents) + (SELECT count(*) FROM run_logs)"));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(20, true)]
    [InlineData(40, true)]
    public async Task A_run_that_has_not_moved_and_a_forced_removal_are_gone_at_once(double after, bool twice)
    {
        var store = await _stage.OpenAsync("""{"After":40}""");
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(after);
        if (twice) await store.DeleteRunAsync(A, force: false, default);
        var deletion = await store.DeleteRunAsync(A, force: twice, default);
        Assert.True(deletion.Gone);
        Assert.Equal("DELETED", deletion.Answer.State());
        Assert.Equal("0", RawSql.Run(_stage.Path, "SELECT (SELECT count(*) FROM rehearsals) + (SELECT count(*) FROM runs)"));
    }

    [Fact]
    public async Task A_run_that_is_gone_by_now_is_not_found_by_who_changes_it()
    {
        var store = await _stage.OpenAsync("""{"After":40}""");
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(20);
        await store.DeleteRunAsync(A, force: false, default);
        _stage.Step(10);
        Func<Task>[] all =
        [
            () => store.UpdateRunAsync(A, new EntityChange { Name = "b" }, default),
            () => store.InvokeRunActionAsync(A, "stop", default),
            () => store.DeleteRunAsync(A, force: true, default),
        ];
        foreach (var one in all) Assert.Equal("RunNotFound", (await Assert.ThrowsAsync<EntityNotFoundException>(one)).ErrorId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_id_of_a_run_that_is_gone_by_now_is_free(bool recorded)
    {
        var store = await _stage.OpenAsync("""{"After":40}""");
        await store.CreateRunAsync(Run("a", name: "first"), default);
        _stage.Step(20);
        await store.DeleteRunAsync(A, force: false, default);
        // Until then it is taken, and nothing is lost.
        Assert.Equal("RunExists", (await Assert.ThrowsAsync<EntityExistsException>(() => store.CreateRunAsync(Run("a"), default))).ErrorId);
        Assert.Equal("DELETING", await StateAsync(store, "a"));
        await store.DeleteRunAsync(A, force: false, default);
        _stage.Step(10);

        var second = Run("a", name: "second");
        if (recorded) await store.RecordRunAsync(new WholeRun(StoredDocument.Of(second), [], new Dictionary<string, RunMetric>()), default);
        else await store.CreateRunAsync(second, default);

        Assert.Equal("second", (await store.GetRunAsync(A, default)).Head("name"));
        Assert.Equal(["a"], await store.IdsAsync(new RunQuery()));
        Assert.Equal(recorded ? "0" : "1", RawSql.Run(_stage.Path, "SELECT count(*) FROM rehearsals"));
    }

    [Fact]
    public async Task With_its_project_a_run_and_its_plan_are_gone()
    {
        var store = await _stage.OpenAsync("""{"After":40}""");
        await store.CreateRunAsync(Run("a"), default);
        await store.DeleteProjectAsync("alpha", cascade: true, default);
        Assert.Equal("0", RawSql.Run(_stage.Path, "SELECT count(*) FROM rehearsals"));
    }

    [Fact]
    public async Task What_somebody_changes_meanwhile_stays()
    {
        var store = await _stage.OpenAsync("""{"After":40}""");
        var read = await store.CreateRunAsync(Run("a"), default);
        var edited = ValueMap.Clone(read.Map);
        edited.Section("metadata")["labels"] = new object?[] { "kept" };
        _stage.Step(20);
        var changed = await store.UpdateRunAsync(A, new EntityChange { AsRead = read.Json, Edited = edited }, default);
        Assert.Equal("RUNNING", changed.State());
        _stage.Step(20);
        var run = await store.GetRunAsync(A, default);
        Assert.Equal(("COMPLETED", "kept"), (run.State(), Assert.Single(run.Labels())));
        Assert.Equal(["a"], await store.IdsAsync(new RunQuery { Project = "alpha", States = ["COMPLETED"], Labels = ["kept"] }));
    }

    [Fact]
    public async Task A_run_that_somebody_moves_on_by_hand_goes_on_from_there()
    {
        var store = await _stage.OpenAsync("""{"After":40,"Log":["one","two"]}""");
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(5);
        Assert.Equal("RUNNING", (await store.UpdateRunAsync(A, new EntityChange { State = "RUNNING" }, default)).State());
        _stage.Step(5);
        Assert.Equal("RUNNING", await StateAsync(store, "a"));
        _stage.Step(12);
        Assert.Equal("ERROR", (await store.UpdateRunAsync(A, new EntityChange { State = "ERROR" }, default)).State());
        _stage.Step(100);
        var run = await store.GetRunAsync(A, default);
        Assert.Equal(["BUILT", "READY", "RUNNING", "ERROR"], Moves(run));
        Assert.Equal("one\n", Assert.Single(await store.GetRunLogsAsync(A, default)).Text);
        Assert.Equal("0", RawSql.Run(_stage.Path, "SELECT count(*) FROM rehearsals WHERE due IS NOT NULL"));
    }
}

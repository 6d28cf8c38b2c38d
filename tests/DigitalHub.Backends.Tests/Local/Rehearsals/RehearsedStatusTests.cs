using DigitalHub.Backends.Tests.Contract;
using static DigitalHub.Backends.Tests.Local.Rehearsals.RehearsedStage;

namespace DigitalHub.Backends.Tests.Local.Rehearsals;

/// <summary>What a run under rehearsal shows: why it failed, results, service, log, metrics.</summary>
public sealed class RehearsedStatusTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly RunAddress A = new("alpha", "a");

    private readonly RehearsedStage _stage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    [Theory]
    [InlineData(null, "ExitCode")]
    [InlineData("anything else", "ExitCode")]
    [InlineData("exit code 3", "ExitCode")]
    [InlineData("OOMKilled", "OutOfMemory")]
    [InlineData("OutOfMemory", "OutOfMemory")]
    [InlineData("evicted", "Evicted")]
    [InlineData("ErrImagePull", "ImagePull")]
    [InlineData("ImagePull", "ImagePull")]
    [InlineData("DeadlineExceeded", "Deadline")]
    [InlineData("Deadline", "Deadline")]
    [InlineData("Unschedulable", "Unschedulable")]
    [InlineData("Unknown", "Unknown")]
    [InlineData("BuildFailed", "BuildFailed", "build")]
    [InlineData(null, "BuildFailed", "build")]
    public async Task Every_reason_can_be_rehearsed(string? message, string reason, string action = "job")
    {
        var store = await _stage.OpenAsync(message is null ? """{"After":0,"Outcome":"ERROR"}""" : $$"""{"After":0,"Outcome":"ERROR","Message":"{{message}}"}""");
        var sent = Docs.Run("alpha", "a", kind: $"python+{action}:run", spec: Docs.Map(("task", $"python+{action}://alpha/t")));
        var run = await store.CreateRunAsync(sent, default);
        Assert.Equal(reason, RunReason.Of(run.Map));
        Assert.Equal(message, run.Map.Map("status")!.Text("message"));
        Assert.Contains(reason, RunReason.All);
    }

    [Fact]
    public async Task A_container_that_failed_tells_its_exit_code_as_on_a_core()
    {
        var store = await _stage.OpenAsync("""{"After":0,"Outcome":"ERROR","Message":"exit code 42"}""");
        var run = await store.CreateRunAsync(Run("a"), default);
        Assert.Contains("terminated at 2026-07-20T09:49:18Z exitCode: 42 reason: Error", run.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unschedulable", "Unschedulable")]
    [InlineData("ImagePullBackOff", "ImagePull")]
    public async Task A_run_that_can_not_start_tells_why(string message, string reason)
    {
        var store = await _stage.OpenAsync($$"""{"After":0,"Outcome":"PENDING","Message":"{{message}}"}""");
        var run = await store.CreateRunAsync(Run("a"), default);
        Assert.Equal(("PENDING", reason), (run.State(), RunReason.Of(run.Map)));
    }

    [Fact]
    public async Task Messages_come_in_turn_and_a_success_has_none()
    {
        var store = await _stage.OpenAsync("""{"After":0,"Outcome":["ERROR","ERROR","COMPLETED"],"Message":["OOMKilled",""],"Status":{"results":{"acc":0.9},"own":1}}""");
        var runs = new List<StoredDocument>();
        for (var i = 0; i < 3; i++) runs.Add(await store.CreateRunAsync(Run($"a{i}"), default));
        Assert.Equal(["OutOfMemory", "ExitCode", null], runs.Select(run => RunReason.Of(run.Map)));
        Assert.Equal([null, null, """{"acc":0.9}"""], runs.Select(run => run.Map.Map("status")!["results"] is { } results ? JsonText.Write(results) : null));
        Assert.All(runs, run => Assert.Equal(1L, run.Map.Map("status")!["own"]));
        Assert.Null(runs[2].Map.Map("status")!.Text("message"));
    }

    [Fact]
    public async Task Results_are_there_in_the_end()
    {
        var store = await _stage.OpenAsync("""{"After":10,"Status":{"results":{"acc":0.9},"outputs":{"model":"store://alpha/model/model/m:1"}}}""");
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(5);
        Assert.Null((await store.GetRunAsync(A, default)).Map.Map("status")!["results"]);
        _stage.Step(5);
        var status = (await store.GetRunAsync(A, default)).Map.Map("status")!;
        Assert.Equal(0.9, status.Map("results")!["acc"]);
        Assert.Equal("store://alpha/model/model/m:1", status.Map("outputs")!["model"]);
    }

    [Theory]
    [InlineData("{}", "s-pythonserve-a.default:8080")]
    [InlineData("""{"Status":{"service":{"url":"http://mine"}}}""", "http://mine")]
    public async Task A_service_runs_with_an_address_until_it_is_stopped(string rule, string url)
    {
        var store = await _stage.OpenAsync(rule);
        await store.CreateRunAsync(Docs.Run("alpha", "a", kind: "python+serve:run", spec: Docs.Map(("task", "python+serve://alpha/t"))), default);
        _stage.Step(1000);
        var run = await store.GetRunAsync(A, default);
        Assert.Equal(("RUNNING", url), (run.State(), RunFacts.Url(run.Map)));
        await store.InvokeRunActionAsync(A, "stop", default);
        _stage.Step(1);
        run = await store.GetRunAsync(A, default);
        Assert.Equal(("STOPPED", null), (run.State(), RunFacts.Url(run.Map)));
    }

    [Fact]
    public async Task Log_and_metrics_grow_while_the_run_runs_and_stay_afterwards()
    {
        var store = await _stage.OpenAsync("""{"After":40,"Log":["one","two"],"Metric":{"loss":[0.9,0.5],"acc":0.8}}""");
        await store.CreateRunAsync(Run("a"), default);
        Assert.Empty(await store.GetRunLogsAsync(A, default));
        // It runs from 10 to 40 seconds: a line each ten.
        var logs = new List<string>();
        var metrics = new List<string>();
        for (var second = 0; second <= 50; second += 10, _stage.Step(10))
        {
            logs.Add(string.Concat((await store.GetRunLogsAsync(A, default)).Select(log => log.Text)));
            metrics.Add(string.Join(' ', (await store.GetRunMetricsAsync(A, default)).OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => $"{metric.Key}:{metric.Value.Values.Count}{(metric.Value.IsSeries ? "s" : "")}")));
        }
        Assert.Equal(["", "", "one\n", "one\ntwo\n", "one\ntwo\n", "one\ntwo\n"], logs);
        Assert.Equal(["", "", "loss:1s", "loss:2s", "acc:1 loss:2s", "acc:1 loss:2s"], metrics);
        Assert.Equal("c-pythonjob-a", Assert.Single(await store.GetRunLogsAsync(A, default)).Container);
        Assert.Equal("1", RawSql.Run(_stage.Path, "SELECT count(*) FROM run_logs"));
    }

    [Fact]
    public async Task What_somebody_adds_to_a_metric_comes_to_what_was_rehearsed()
    {
        var store = await _stage.OpenAsync("""{"After":40,"Metric":{"loss":[0.9,0.5],"acc":0.8}}""");
        await store.CreateRunAsync(Run("a"), default);
        _stage.Step(20);
        await store.AddRunMetricAsync(A, new MetricAddition("loss", [7], false, false), default);
        Assert.Equal([0.9, 7], (await store.GetRunMetricsAsync(A, default))["loss"].Values);
        _stage.Step(100);
        var metrics = await store.GetRunMetricsAsync(A, default);
        Assert.Equal([0.9, 7], metrics["loss"].Values);
        Assert.Equal([0.8], metrics["acc"].Values);
    }

    [Fact]
    public async Task The_log_is_followed_to_its_end_without_a_warning()
    {
        var store = await _stage.OpenAsync("""{"After":40,"Log":["one","two","three"]}""");
        await store.CreateRunAsync(Run("a"), default);
        var warnings = new List<string>();
        using var collecting = Notices.Collect(notice => warnings.Add(notice.Text));
        var lines = new List<string>();
        var reading = Task.Run(async () =>
        {
            await foreach (var piece in new LogFollower(store, A, new LogChoice(null, false), null, null, _stage.Clock).ReadAsync(default)) lines.AddRange(piece.Lines);
        });
        while (!reading.IsCompleted)
        {
            _stage.Step(1);
            await Task.WhenAny(reading, Task.Delay(1));
        }
        await reading;
        Assert.Equal(["one", "two", "three"], lines);
        Assert.Empty(warnings);
    }
}

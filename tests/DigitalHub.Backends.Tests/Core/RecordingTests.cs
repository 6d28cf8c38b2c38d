using System.Text.Json.Nodes;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Kubernetes;
using StoredType = DigitalHub.FakeCore.Model.EntityType;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Runs that a core gets back as records, and the reading of whole runs.</summary>
public sealed class RecordingTests : IAsyncLifetime
{
    private const string Project = "back";

    private FakeCoreServer? _server;
    private CoreBackend? _core;

    private FakeCoreServer Server => _server!;

    private CoreBackend Core => _core!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_core is not null) await _core.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(15, "0.15.0")]
    [InlineData(15, "nightly")]
    [InlineData(14, null)]
    [InlineData(13, null)]
    public async Task A_core_that_could_start_it_is_sent_nothing(int level, string? version)
    {
        var run = await StartAsync(new FakeCoreOptions { Level = level, Version = version });

        var error = await Assert.ThrowsAsync<DigitalHubException>(() => Core.RecordRunAsync(run, default));

        Assert.Equal("RecordUnsupported", error.ErrorId);
        Assert.DoesNotContain(Server.Requests.All, request => request.Method is "POST" or "PUT");
    }

    // What the refusal is for: the recorded 0.15.1 leaves a local run alone, and 0.15.0 gives it to Kubernetes.
    [Theory]
    [InlineData("0.15.0", true)]
    [InlineData(null, false)]
    public async Task A_core_before_0_15_1_starts_a_local_run_that_is_moved_on(string? version, bool starts)
    {
        var run = await StartAsync(new FakeCoreOptions { Version = version, Kubernetes = new() { Manual = true } });
        var document = ValueMap.Clone(run.Document.Map);
        document.Remove("status");
        await Core.CreateRunAsync(document, default);
        foreach (var state in (string[])["BUILT", "READY"]) await Core.UpdateRunAsync(At(run), new EntityChange { State = state }, default);

        Assert.Equal(starts, Server.Advance(run.Id));
    }

    [Fact]
    public async Task A_record_is_never_started()
    {
        var run = await StartAsync(new FakeCoreOptions { Kubernetes = new() { Manual = true } });

        await Core.RecordRunAsync(run, default);

        Assert.False(Server.Advance(run.Id));
        Assert.Empty(Server.Requests.Matching("POST", $"/runs/{run.Id}/"));
        Assert.Single(Server.Requests.Matching("POST", "/runs$"));
    }

    [Fact]
    public async Task Extensions_come_back()
    {
        var run = await StartAsync();
        var document = ValueMap.Clone(run.Document.Map);
        document["extensions"] = new object?[] { Docs.Map(("kind", "run-initializer"), ("name", "i"), ("spec", Docs.Map(("files", Array.Empty<object?>())))) };

        await Core.RecordRunAsync(run with { Document = StoredDocument.Of(document) }, default);

        var read = await Core.GetRunAsync(At(run), default);
        Assert.Equal("i", ((read.Map["extensions"] as Array)!.GetValue(0) as System.Collections.Specialized.OrderedDictionary)!.Text("name"));
        Assert.Equal("COMPLETED", read.State());
    }

    [Theory]
    [InlineData("PUT", "/metrics/", 0, "CREATED")]
    [InlineData("PUT", "/runs/[^/]+$", 0, "CREATED")]
    [InlineData("PUT", "/runs/[^/]+$", 2, "READY")]
    [InlineData("PUT", "/runs/[^/]+$", 4, "COMPLETED")]
    public async Task What_fails_on_the_way_says_how_far_it_came(string method, string path, int after, string state)
    {
        var run = await StartAsync();
        Server.Faults.Add(Fault.Status(500) with { Method = method, Path = path, After = after });

        var error = await Assert.ThrowsAsync<DigitalHubException>(() => Core.RecordRunAsync(run, default));

        Assert.Equal("RecordIncomplete", error.ErrorId);
        Assert.Equal(500, error.StatusCode);
        Assert.IsType<ServerException>(error.InnerException);
        Assert.Contains($" in {state}, ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Remove-DhRun", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(state, (await Core.GetRunAsync(At(run), default)).State());
    }

    [Fact]
    public async Task What_fails_at_the_start_leaves_nothing()
    {
        var run = await StartAsync();
        Server.Faults.Add(Fault.Status(500) with { Method = "POST", Path = "/runs$" });
        Assert.Equal("ServerError", (await Assert.ThrowsAsync<ServerException>(() => Core.RecordRunAsync(run, default))).ErrorId);
        var document = ValueMap.Clone(run.Document.Map);
        document.Section("spec")["task"] = $"python+job://{Project}/gone";
        Assert.Equal(
            "ReferenceNotFound",
            (await Assert.ThrowsAsync<EntityNotFoundException>(() => Core.RecordRunAsync(run with { Document = StoredDocument.Of(document) }, default))).ErrorId);
        document.Section("spec").Remove("task");
        Assert.Equal(
            "TaskRequired",
            (await Assert.ThrowsAsync<InputException>(() => Core.RecordRunAsync(run with { Document = StoredDocument.Of(document) }, default))).ErrorId);

        Assert.Equal(0, Server.Store.Count(StoredType.Run, Project));
    }

    [Theory]
    [InlineData("POST", "/runs$")]
    [InlineData("PUT", "/metrics/")]
    [InlineData("PUT", "/runs/[^/]+$")]
    public async Task Lost_answers_change_nothing(string method, string path)
    {
        var run = await StartAsync();
        foreach (var after in (int[])[0, 2]) Server.Faults.Add(Fault.ResetAfterActing() with { Method = method, Path = path, After = after });

        var kept = await Core.RecordRunAsync(run, default);

        Assert.True(ValueMap.Same(run.Document.Map.Map("status"), kept.Map.Map("status")));
        Assert.Equal([0.5, 0.25], (await Core.GetRunMetricsAsync(At(run), default))["loss"].Values);
    }

    [Fact]
    public async Task What_a_core_does_not_keep_is_said()
    {
        var run = await StartAsync();
        var document = ValueMap.Clone(run.Document.Map);
        document["name"] = $"hello/{run.Id}";
        document.Section("spec")["made_up"] = 1L;
        document.Section("spec")["empty"] = string.Empty;
        var said = new List<Notice>();

        StoredDocument kept;
        using (Notices.Collect(said.Add)) kept = await Core.RecordRunAsync(run with { Document = StoredDocument.Of(document) }, default);

        Assert.Equal(run.Id, kept.Map.Text("name"));
        var warnings = said.Where(notice => notice.IsWarning).Select(notice => notice.Text).ToList();
        Assert.Equal(2, warnings.Count);
        Assert.Contains($"'hello/{run.Id}'", warnings[0], StringComparison.Ordinal);
        Assert.Contains("spec.made_up", warnings[1], StringComparison.Ordinal);
        Assert.DoesNotContain("empty", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_run_is_read()
    {
        var run = await StartAsync();
        var id = Server.Seed(Project, 1, new() { Prefix = "whole-" })[0];
        Server.Cluster.ShowLogs(id, new("c", "p", "one\n"), new("d", "p", string.Empty));
        await Core.SetRunMetricAsync(new(Project, id), "loss", new RunMetric([1, 2], true), default);

        var whole = await WholeRun.ReadAsync(Core, new(Project, id), default);

        Assert.Equal(id, whole.Id);
        Assert.Equal(Project, whole.Project);
        Assert.Equal("COMPLETED", whole.State);
        Assert.Equal(["one\n", string.Empty], whole.Logs.Select(log => log.Text));
        Assert.Equal([1, 2], whole.Metrics["loss"].Values);
        Assert.True(whole.IsSame(await WholeRun.ReadAsync(Core, new(Project, id), default)));
        Assert.False(whole.IsSame(run));
    }

    // A core of another version may lack the address, and the run may be gone by then.
    [Theory]
    [InlineData("/logs$", false)]
    [InlineData("/metrics$", false)]
    [InlineData("/logs$", true)]
    public async Task Where_there_are_no_logs_or_metrics_there_are_none(string path, bool vanishes)
    {
        await StartAsync();
        var id = Server.Seed(Project, 1)[0];
        Server.Cluster.ShowLogs(id, new ContainerLog("c", "p", "one\n"));
        await Core.SetRunMetricAsync(new(Project, id), "loss", new RunMetric([1], false), default);
        Server.Faults.Add((vanishes ? Fault.Vanish() : Fault.Status(404)) with { Path = path });

        var whole = await WholeRun.ReadAsync(Core, new(Project, id), default);

        Assert.Equal(id, whole.Id);
        Assert.Equal(path == "/logs$", whole.Logs.Count == 0);
        if (!vanishes) Assert.Equal(path == "/metrics$", whole.Metrics.Count == 0);
    }

    [Theory]
    [InlineData(500, null, "ServerError")]
    [InlineData(403, null, "AuthenticationFailed")]
    [InlineData(404, "<html></html>", "UnexpectedResponse")]
    public async Task Logs_that_cannot_be_read_are_an_error(int status, string? html, string id)
    {
        await StartAsync();
        var run = Server.Seed(Project, 1)[0];
        Server.Faults.Add(Fault.Status(status) with { Path = "/logs$", Html = html, Times = 10 });

        Assert.Equal(id, (await Assert.ThrowsAsync<ServerException>(() => WholeRun.ReadAsync(Core, new(Project, run), default))).ErrorId);
    }

    private CoreBackend Open() => new(new CoreTransport(new CoreOptions(Server.Endpoint) { SignIn = new NoSignIn(), Timeout = TimeSpan.FromSeconds(5) }));

    private static RunAddress At(WholeRun run) => new(Project, run.Id);

    /// <summary>Starts a core, with the project and the task of a run that was there and is gone.</summary>
    private async Task<WholeRun> StartAsync(FakeCoreOptions? options = null)
    {
        _server = await FakeCoreServer.StartAsync(options ?? new());
        _core = Open();
        var id = Server.Seed(Project, 1, new() { Prefix = "old-", Labels = ["x"] })[0];
        var document = Server.Store.Find(StoredType.Run, id)!;
        document["status"] = JsonNode.Parse("""{"state":"COMPLETED","results":{"n":1},"transitions":[{"status":"COMPLETED","time":"2020-01-01T00:00:00Z"},{"status":"RUNNING","time":"2019-12-31T00:00:00Z"}]}""");
        Server.Store.Remove(StoredType.Run, id);
        return new WholeRun(StoredDocument.Read(document.ToJsonString()), [new RunLog("p", "c", "text")], new Dictionary<string, RunMetric> { ["loss"] = new([0.5, 0.25], true) });
    }
}

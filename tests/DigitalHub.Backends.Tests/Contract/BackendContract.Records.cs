namespace DigitalHub.Backends.Tests.Contract;

/// <summary>Runs that were elsewhere and are kept here under their old id.</summary>
public abstract partial class BackendContract
{
    private const string Past = "2020-01-02T03:04:05.6Z";

    public static TheoryData<string, string> States => new()
    {
        { "CREATED", "" },
        { "BUILT", "BUILT" },
        { "READY", "BUILT READY" },
        { "PENDING", "BUILT READY PENDING" },
        { "RUNNING", "BUILT READY RUNNING" },
        { "COMPLETED", "BUILT READY RUNNING COMPLETED" },
        { "ERROR", "ERROR" },
        { "STOP", "BUILT READY RUNNING STOP" },
        { "STOPPED", "BUILT READY RUNNING STOP STOPPED" },
    };

    [Fact]
    public async Task A_run_of_elsewhere_is_kept_with_what_it_was()
    {
        var run = await ElsewhereAsync("COMPLETED", ["COMPLETED", "RUNNING", "READY", "BUILT"]);
        if (!Differs.TakesRecords)
        {
            await FailsAsync<DigitalHubException>("RecordUnsupported", () => Backend.RecordRunAsync(run, default));
            await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.GetRunAsync(At(run.Id), default));
            return;
        }

        var kept = await Backend.RecordRunAsync(run, default);

        var read = await Backend.GetRunAsync(At(run.Id), default);
        var before = run.Document.Map;
        Assert.True(ValueMap.Same(kept.Map, read.Map));
        Assert.Equal(run.Id, read.Id());
        Assert.Equal("a", read.Map.Text("name"));
        Assert.Equal(Kind, read.Map.Text("kind"));
        Assert.Equal(["x", "y"], read.Labels());
        Assert.Equal("as it was", read.Map.Map("metadata")!.Text("description"));
        Assert.Equal("old-version", read.Map.Map("metadata")!.Text("version"));
        Assert.True(ValueMap.Same(before.Map("status"), read.Map.Map("status")));
        Assert.True(ValueMap.Same(before.Map("spec")!["parameters"], read.Map.Map("spec")!["parameters"]));
        Assert.True(read.Map.Map("spec")!["local_execution"] is true);
        var metrics = await Backend.GetRunMetricsAsync(At(run.Id), default);
        Assert.Equal(["acc", "loss"], metrics.Keys.Order());
        Assert.Equal([0.5, 0.25], metrics["loss"].Values);
        Assert.Equal([0.9], metrics["acc"].Values);
        Assert.Equal([run.Id], await Backend.IdsAsync(new RunQuery { Project = Project, States = ["COMPLETED"], Labels = ["x"] }));
        Assert.Equal(Differs.KeepsRecordsWhole ? run.Logs : [], await Backend.GetRunLogsAsync(At(run.Id), default));
        Assert.Equal(Differs.KeepsRecordsWhole, read.Json == run.Document.Json);
        Assert.Equal(Differs.KeepsRecordsWhole, read.Map.Map("metadata")!.Text("created") == Past);
        Assert.Equal(Differs.KeepsRecordsWhole, read.Map.Text("user") == "somebody");

        await FailsAsync<EntityExistsException>("RunExists", () => Backend.RecordRunAsync(run, default));
        Assert.True(ValueMap.Same(read.Map, (await Backend.GetRunAsync(At(run.Id), default)).Map));
        // It is a run like any other.
        var updated = await Backend.UpdateRunAsync(At(run.Id), new EntityChange { AddLabels = ["kept"] }, default);
        Assert.Equal(["kept", "x", "y"], updated.Labels().Order());
        await RemoveAsync(run.Id);
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task Every_state_that_a_client_can_reach_comes_back(string state, string way)
    {
        Assert.Equal(way, string.Join(' ', RunState.WayTo(state)!));
        var run = await ElsewhereAsync(state, []);
        if (!Differs.TakesRecords) return;

        var kept = await Backend.RecordRunAsync(run, default);

        Assert.Equal(state, kept.State());
        Assert.Equal("why", (await Backend.GetRunAsync(At(run.Id), default)).Map.Map("status")!.Text("message"));
    }

    [Theory]
    [InlineData("DELETING")]
    [InlineData("RESUME")]
    [InlineData("WONDERFUL")]
    public async Task Another_state_is_refused_before_anything_is_made_or_kept_as_it_is(string state)
    {
        var run = await ElsewhereAsync(state, []);
        if (Differs.KeepsRecordsWhole && Differs.TakesRecords)
        {
            Assert.Equal(state, (await Backend.RecordRunAsync(run, default)).State());
            return;
        }

        await FailsAsync<DigitalHubException>(Differs.TakesRecords ? "TransitionRefused" : "RecordUnsupported", () => Backend.RecordRunAsync(run, default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.GetRunAsync(At(run.Id), default));
    }

    [Fact]
    public async Task A_run_of_elsewhere_needs_its_project()
    {
        var run = await ElsewhereAsync("COMPLETED", []);
        if (!Differs.TakesRecords) return;
        var document = ValueMap.Clone(run.Document.Map);
        var project = $"none-{Unique}";
        document["project"] = project;
        document.Section("spec")["task"] = $"python+job://{project}/t";

        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.RecordRunAsync(run with { Document = StoredDocument.Of(document) }, default));
    }

    [Fact]
    public async Task A_run_that_is_as_it_was_read_is_removed_as_any_other()
    {
        var id = (await AddAsync("a", Docs.Map(("local_execution", true)), ["x"])).Id();
        await Backend.SetRunMetricAsync(At(id), "loss", new RunMetric([1, 2], true), default);
        var read = await WholeRun.ReadAsync(Backend, At(id), default);

        var deletion = await Backend.DeleteReadRunAsync(At(id), read, force: false, default);

        Assert.NotNull(deletion);
        Assert.Equal(id, deletion.Answer.Id());
        Assert.Equal(Differs.RemovesAtOnce, deletion.Gone);
        Assert.Null(deletion.Late);
        Assert.Null(deletion.Unseen);
        if (!deletion.Gone) Assert.True((await Backend.DeleteReadRunAsync(At(id), await WholeRun.ReadAsync(Backend, At(id), default), force: true, default))!.Gone);
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.GetRunAsync(At(id), default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.DeleteReadRunAsync(At(id), read, force: false, default));
    }

    /// <summary>A run that was here and is gone, as another backend would give it.</summary>
    private async Task<WholeRun> ElsewhereAsync(string state, string[] moves)
    {
        var made = await AddAsync("a", Docs.Map(("parameters", Docs.Map(("n", 3L), ("x", 1.0), ("t", "0x1F"))), ("local_execution", true)), ["x", "y"]);
        await RemoveAsync(made.Id());
        var document = ValueMap.Clone(made.Map);
        document["name"] = "a";
        document["user"] = "somebody";
        var metadata = document.Section("metadata");
        foreach (var (name, value) in new[] { ("created", Past), ("updated", Past), ("created_by", "somebody"), ("updated_by", "somebody"), ("description", "as it was"), ("version", "old-version"), ("name", "a") })
        {
            metadata[name] = value;
        }
        document["status"] = Docs.Map(
            ("state", state),
            ("message", "why"),
            ("results", Docs.Map(("acc", 0.5))),
            ("metrics", Docs.Map(("acc", 0.9))),
            ("transitions", moves.Select(move => (object?)Docs.Map(("status", move), ("time", Past))).ToArray()));
        return new WholeRun(
            StoredDocument.Of(document),
            [new RunLog("pod", "c-job", "one\r\n\0two \u00e9\ud83d\ude00\n"), new RunLog(null, null, string.Empty)],
            new Dictionary<string, RunMetric> { ["loss"] = new([0.5, 0.25], true), ["acc"] = new([0.9], false) });
    }
}

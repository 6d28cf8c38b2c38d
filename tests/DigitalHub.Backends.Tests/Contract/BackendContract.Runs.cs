namespace DigitalHub.Backends.Tests.Contract;

public abstract partial class BackendContract
{
    [Fact]
    public async Task A_run_comes_back_completed()
    {
        var made = await Backend.CreateRunAsync(
            Docs.Json($$"""
            {"kind":"{{Kind}}","project":"{{Project}}","id":"{{Id("a")}}","name":"first","metadata":{"labels":["x","y"],"own":{"deep":[1,1.0,null]} },
             "spec":{"local_execution":true,"parameters":{"n":3,"big":123456789012345678901234567890,"text":"007","real":1.0,"list":[null,"",1]} },
             "status":{"state":"RUNNING"},"user":"somebody","key":"store://wrong"}
            """),
            default);
        var read = await Backend.GetRunAsync(At(Id("a")), default);

        Assert.True(ValueMap.Same(made.Map, read.Map));
        if (Differs.TakesNames) Assert.Equal("first", read.Map.Text("name"));
        else Assert.EndsWith(Id("a"), read.Map.Text("name"), StringComparison.Ordinal);
        Assert.Equal($"store://{Project}/run/{Kind}/{Id("a")}:{Id("a")}", read.Map.Text("key"));
        Assert.Equal("CREATED", read.State());
        Assert.NotEqual("somebody", read.Map.Text("user"));
        var metadata = read.Map.Map("metadata")!;
        Assert.Equal(Project, metadata.Text("project"));
        if (Differs.TakesNames) Assert.Equal("first", metadata.Text("name"));
        Assert.Equal(read.Map.Text("user"), metadata.Text("created_by"));
        Assert.Equal(["x", "y"], read.Labels());
        Assert.True(ValueMap.Same(Docs.Json("""{"deep":[1,1.0,null]}"""), metadata.Map("own")));
        if (Differs.GivesVersions) Assert.Matches("^[a-z]+-[a-z]+$", metadata.Text("version"));
        else Assert.Null(metadata.Text("version"));
        Assert.NotNull(Timestamp.Parse(metadata.Text("created")));
        if (Differs.HasExtensions) Assert.Empty((Array)read.Map["extensions"]!);
        else Assert.False(read.Map.Contains("extensions"));
        Assert.Equal(3L, read.Map.Map("spec")!.Map("parameters")!["n"]);
    }

    [Fact]
    public async Task A_run_without_a_name_is_called_by_its_id()
    {
        var run = await Backend.CreateRunAsync(Docs.Run(Project, Id("a"), kind: Kind), default);
        Assert.Equal(Differs.TakesNames ? Id("a") : $"contract/{Id("a")}", run.Map.Text("name"));
    }

    [Fact]
    public async Task An_id_is_unique_over_all_projects()
    {
        await AddAsync("a");
        await FailsAsync<EntityExistsException>("RunExists", () => AddAsync("a"));
        var other = "other-" + Unique;
        await Backend.CreateProjectAsync(Docs.Project(other), default);
        await FailsAsync<EntityExistsException>("RunExists", () => Backend.CreateRunAsync(Docs.Run(other, Id("a"), kind: Kind), default));
        await FailsAsync<InputException>("ProjectMismatch", () => Backend.GetRunAsync(new(other, Id("a")), default));
        await FailsAsync<InputException>("ProjectMismatch", () => Backend.DeleteRunAsync(new(other, Id("a")), false, default));
        await Backend.DeleteProjectAsync(other, false, default);
        Assert.Equal(Id("a"), (await Backend.GetRunAsync(At(Id("a")), default)).Id());
    }

    [Theory]
    [InlineData("id", "a b", "IdInvalid")]
    [InlineData("id", "", "IdInvalid")]
    [InlineData("id", "a\n", "IdInvalid")]
    [InlineData("name", "a/b", "NameInvalid")]
    [InlineData("kind", "python run", "KindInvalid")]
    [InlineData("project", "Not-Legal", "ProjectInvalid")]
    [InlineData("spec", "text", "ValueInvalid")]
    public async Task A_document_that_breaks_a_rule_is_refused(string field, string value, string errorId)
    {
        var run = Docs.Run(Project, Id("a"), kind: Kind);
        run[field] = value;
        await FailsAsync<InputException>(errorId, () => Backend.CreateRunAsync(run, default));
        Assert.Empty(await Backend.IdsAsync(new RunQuery { Project = Project }));
    }

    [Fact]
    public async Task A_missing_run_is_not_found()
    {
        var address = At(Id("none"));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.GetRunAsync(address, default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.DeleteRunAsync(address, false, default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.UpdateRunAsync(address, new EntityChange { Name = "x" }, default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.InvokeRunActionAsync(address, "stop", default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.GetRunLogsAsync(address, default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.GetRunMetricsAsync(address, default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.SetRunMetricAsync(address, "m", new RunMetric([1], false), default));
    }

    [Fact]
    public async Task A_run_moves_along_the_state_machine_only()
    {
        var id = (await AddAsync("a", Docs.Map(("local_execution", true)))).Id();
        var refused = await FailsAsync<DigitalHubException>("TransitionRefused", () => MoveAsync(id, "RUNNING"));
        Assert.Equal(ErrorKind.InvalidOperation, refused.Kind);
        Assert.Contains("BUILT", refused.Message, StringComparison.Ordinal);
        Assert.Equal("CREATED", (await Backend.GetRunAsync(At(id), default)).State());

        var run = await MoveAsync(id, "BUILT", "READY", "PENDING", "RUNNING", "COMPLETED");
        Assert.Equal("COMPLETED", run.State());
        var moves = ((Array)run.Map.Map("status")!["transitions"]!).Cast<System.Collections.Specialized.OrderedDictionary>().ToList();
        Assert.Equal(["COMPLETED", "RUNNING", "PENDING", "READY", "BUILT"], moves.ConvertAll(move => move.Text("status")));
        Assert.All(moves, move => Assert.NotNull(Timestamp.Parse(move.Text("time"))));
        await FailsAsync<DigitalHubException>("TransitionRefused", () => MoveAsync(id, "ERROR"));
        await FailsAsync<DigitalHubException>("TransitionRefused", () => MoveAsync(id, "DELETING"));
    }

    [Fact]
    public async Task The_spec_is_sealed_once_a_run_has_moved()
    {
        var id = (await AddAsync("a", Docs.Map(("local_execution", true), ("parameters", Docs.Map(("n", 1L)))))).Id();
        var change = new EntityChange { Spec = Docs.Map(("parameters", Docs.Map(("n", 2L)))) };
        Assert.Equal(2L, (await Backend.UpdateRunAsync(At(id), change, default)).Map.Map("spec")!.Map("parameters")!["n"]);
        await MoveAsync(id, "BUILT");
        Assert.Equal("BUILT", (await Backend.UpdateRunAsync(At(id), change, default)).State());
        var error = await FailsAsync<DigitalHubException>(
            "SpecSealed",
            () => Backend.UpdateRunAsync(At(id), new EntityChange { Spec = Docs.Map(("parameters", Docs.Map(("n", 3L)))) }, default));
        Assert.Contains("BUILT", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_keeps_what_others_changed_and_what_nobody_may_change()
    {
        var read = await AddAsync("a", Docs.Map(("local_execution", true)), ["one"]);
        var edited = ValueMap.Clone(read.Map);
        edited["name"] = "renamed";
        edited.Section("metadata")["description"] = "mine";
        edited["kind"] = "other+run";
        edited["user"] = "somebody";
        edited["project"] = "elsewhere";
        edited.Section("metadata")["created"] = "2001-01-01T00:00:00Z";
        edited.Section("metadata")["created_by"] = "somebody";
        edited.Section("metadata")["labels"] = new object?[] { "one", "mine" };
        await Backend.UpdateRunAsync(At(read.Id()), new EntityChange { AddLabels = ["theirs"], Status = Docs.Map(("results", Docs.Map(("acc", 0.5)))) }, default);
        var run = await Backend.UpdateRunAsync(At(read.Id()), new EntityChange { AsRead = read.Json, Edited = edited }, default);

        Assert.Equal(Differs.TakesNames ? "renamed" : read.Map.Text("name"), run.Map.Text("name"));
        Assert.Equal("mine", run.Map.Map("metadata")!.Text("description"));
        Assert.Equal(Kind, run.Map.Text("kind"));
        Assert.Equal(Project, run.Map.Text("project"));
        Assert.Equal(read.Map.Text("user"), run.Map.Text("user"));
        Assert.Equal(read.Map.Map("metadata")!.Text("created"), run.Map.Map("metadata")!.Text("created"));
        Assert.Equal(read.Map.Map("metadata")!.Text("created_by"), run.Map.Map("metadata")!.Text("created_by"));
        Assert.Equal(["mine", "one", "theirs"], run.Labels().Order());
        Assert.Equal(0.5, run.Map.Map("status")!.Map("results")!["acc"]);
        Assert.True(ValueMap.Same(run.Map, (await Backend.GetRunAsync(At(read.Id()), default)).Map));

        edited.Section("metadata")["description"] = "again";
        var conflict = await FailsAsync<ConflictException>(
            "RunChanged",
            () => Backend.UpdateRunAsync(At(read.Id()), new EntityChange { AsRead = read.Json, Edited = edited }, default));
        Assert.Equal("metadata.description", conflict.ValuePath);
        var forced = await Backend.UpdateRunAsync(At(read.Id()), new EntityChange { AsRead = read.Json, Edited = edited, Force = true }, default);
        Assert.Equal("again", forced.Map.Map("metadata")!.Text("description"));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_touches_nothing()
    {
        var made = await AddAsync("a");
        foreach (var change in new[]
        {
            new EntityChange { Name = made.Map.Text("name") },
            new EntityChange { RemoveLabels = ["none"] },
            new EntityChange { State = made.State() },
            new EntityChange { AsRead = made.Json, Edited = ValueMap.Clone(made.Map) },
        })
        {
            Assert.True(ValueMap.Same(made.Map, (await Backend.UpdateRunAsync(At(Id("a")), change, default)).Map));
        }
        Assert.True(ValueMap.Same(made.Map, (await Backend.GetRunAsync(At(Id("a")), default)).Map));
    }

    [Fact]
    public async Task A_removed_run_is_gone()
    {
        var id = (await AddAsync("a", Docs.Map(("local_execution", true)), ["x"])).Id();
        await Backend.SetRunMetricAsync(At(id), "loss", new RunMetric([1], false), default);
        var deletion = await Backend.DeleteRunAsync(At(id), force: false, default);
        Assert.Equal(id, deletion.Answer.Id());
        Assert.Equal(Differs.RemovesAtOnce, deletion.Gone);
        if (!deletion.Gone)
        {
            Assert.Equal("DELETING", (await Backend.GetRunAsync(At(id), default)).State());
            Assert.False((await Backend.DeleteRunAsync(At(id), force: false, default)).Gone);
            Assert.True((await Backend.DeleteRunAsync(At(id), force: true, default)).Gone);
        }
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.GetRunAsync(At(id), default));
        await AddAsync("a", Docs.Map(("local_execution", true)));
        Assert.Empty(await Backend.IdsAsync(new RunQuery { Project = Project, Labels = ["x"] }));
        Assert.Empty(await Backend.GetRunMetricsAsync(At(id), default));
    }

    [Fact]
    public async Task Only_a_running_run_can_be_stopped()
    {
        var id = (await AddAsync("a", Docs.Map(("local_execution", true)))).Id();
        var error = await FailsAsync<DigitalHubException>("NotStoppable", () => Backend.InvokeRunActionAsync(At(id), "stop", default));
        Assert.Contains("CREATED", error.Message, StringComparison.Ordinal);
        await FailsAsync<DigitalHubException>("TransitionRefused", () => Backend.InvokeRunActionAsync(At(id), "resume", default));
        await MoveAsync(id, "BUILT", "READY", "RUNNING");
        // Nothing is at work for a local run: it is stopped at once.
        Assert.Equal("STOPPED", (await Backend.InvokeRunActionAsync(At(id), "stop", default)).State());
        Assert.Equal("STOPPED", (await Backend.GetRunAsync(At(id), default)).State());
    }

    [Fact]
    public async Task Metrics_are_replaced_and_the_status_wins()
    {
        var id = (await AddAsync("a", Docs.Map(("local_execution", true)))).Id();
        Assert.Empty(await Backend.GetRunMetricsAsync(At(id), default));
        Assert.Empty(await Backend.GetRunLogsAsync(At(id), default));
        await Backend.SetRunMetricAsync(At(id), "loss", new RunMetric([1, 0.5], true), default);
        await Backend.SetRunMetricAsync(At(id), "loss", new RunMetric([0.1, 0.25, 3], true), default);
        await Backend.SetRunMetricAsync(At(id), "acc", new RunMetric([0.1], false), default);
        await Backend.UpdateRunAsync(At(id), new EntityChange { Status = Docs.Map(("metrics", Docs.Map(("acc", 0.9)))) }, default);

        var metrics = await Backend.GetRunMetricsAsync(At(id), default);
        Assert.Equal([0.1, 0.25, 3], metrics["loss"].Values);
        Assert.True(metrics["loss"].IsSeries);
        Assert.Equal([0.9], metrics["acc"].Values);
        Assert.False(metrics["acc"].IsSeries);
    }

    [Fact]
    public async Task Numbers_are_added_to_metrics()
    {
        var id = (await AddAsync("a", Docs.Map(("local_execution", true)))).Id();

        Assert.Equal(Series(0.5), Told(await AddAsync(id, "loss", [0.5])));
        Assert.Equal(Series(0.5, 0.25, 3), Told(await AddAsync(id, "loss", [0.25, 3])));
        Assert.Equal("0.1", Told(await AddAsync(id, "acc", [0.1], single: true)));
        Assert.Equal(Series(0.1, 0.2), Told(await AddAsync(id, "acc", [0.2])));
        Assert.Equal("7", Told(await AddAsync(id, "loss", [7], single: true, replace: true)));
        Assert.Equal(Series(8), Told(await AddAsync(id, "val.loss+1 \u00e9", [8], replace: true)));

        var metrics = await Backend.GetRunMetricsAsync(At(id), default);
        Assert.Equal(["7", Series(0.1, 0.2), Series(8)], [Told(metrics["loss"]), Told(metrics["acc"]), Told(metrics["val.loss+1 \u00e9"])]);
        await FailsAsync<EntityExistsException>("MetricExists", () => AddAsync(id, "acc", [1], single: true));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => AddAsync(Id("none"), "acc", [1]));
    }

    [Fact]
    public async Task A_metric_that_the_status_hides_is_not_added_to()
    {
        var id = (await AddAsync("a", Docs.Map(("local_execution", true)))).Id();
        await Backend.UpdateRunAsync(At(id), new EntityChange { Status = Docs.Map(("metrics", Docs.Map(("acc", 0.9)))) }, default);

        await FailsAsync<ConflictException>("MetricHidden", () => AddAsync(id, "acc", [1]));

        Assert.Equal(Series(1), Told(await AddAsync(id, "loss", [1])));
        Assert.Equal("0.9", Told((await Backend.GetRunMetricsAsync(At(id), default))["acc"]));
    }

    [Fact]
    public async Task What_was_never_measured_is_an_error()
    {
        var id = (await AddAsync("a", Docs.Map(("local_execution", true)))).Id();

        await FailsAsync<DigitalHubException>("ResourceUseUnavailable", () => Backend.GetRunResourcesAsync(At(id), default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.GetRunResourcesAsync(At(Id("none")), default));
    }

    private Task<RunMetric> AddAsync(string id, string name, double[] values, bool single = false, bool replace = false) =>
        Backend.AddRunMetricAsync(At(id), new MetricAddition(name, values, single, replace), default);

    private static string Series(params double[] values) => $"[{string.Join(' ', values)}]";

    private static string Told(RunMetric metric) => metric.IsSeries ? Series([.. metric.Values]) : $"{metric.Values.Single()}";
}

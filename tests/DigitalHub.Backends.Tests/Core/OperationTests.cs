using System.Collections.Specialized;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Creating, changing, stopping and removing runs, also where answers are lost.</summary>
public sealed class OperationTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Task = "python+job://pp/t1";
    private static readonly RunAddress A = new("pp", "a");

    private readonly MemoryCore _core = new();
    private readonly CoreBackend _backend;

    public OperationTests() => _backend = new CoreBackend(_core);

    public System.Threading.Tasks.Task InitializeAsync() => System.Threading.Tasks.Task.CompletedTask;

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async System.Threading.Tasks.Task DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _core.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_creation_whose_answer_was_lost_happens_once(bool acts)
    {
        _core.Lose(HttpMethod.Post, acts);
        var run = await _backend.CreateRunAsync(Run(), default);
        Assert.Equal("a", run.Head("id"));
        Assert.Single(_core.Runs);
        Assert.Equal(acts ? 1 : 2, _core.Requests.Count(request => request.Method == HttpMethod.Post));
    }

    [Fact]
    public async Task A_creation_that_is_lost_again_and_again_ends()
    {
        for (var i = 0; i < 10; i++) _core.Lose(HttpMethod.Post, acts: false);
        var error = await Assert.ThrowsAsync<ServerException>(() => _backend.CreateRunAsync(Run(), default));
        Assert.True(error.AnswerLost);
        Assert.InRange(_core.Requests.Count(request => request.Method == HttpMethod.Post), 2, 5);
    }

    [Fact]
    public async Task What_follows_a_lost_answer_has_the_time_that_is_left()
    {
        // The change takes 97 of the 100 seconds that a request may take, and its answer is lost.
        _core.Before = request =>
        {
            if (request.Method != HttpMethod.Get && request.Within is null) _core.Time.Advance(TimeSpan.FromSeconds(97));
        };
        var five = TimeSpan.FromSeconds(5);

        _core.Lose(HttpMethod.Post, acts: false);
        var run = await _backend.CreateRunAsync(Run(), default);
        Assert.Equal([null, five, five], Within());

        _core.Lose(HttpMethod.Put, acts: false);
        await _backend.UpdateRunAsync(A, new EntityChange { AsRead = run.Json, Edited = Labelled(run, "kept"), Force = true }, default);
        Assert.Equal([null, null, five, five], Within());

        _core.Lose(HttpMethod.Delete, acts: false);
        await _backend.DeleteRunAsync(A, force: false, default);
        Assert.Equal([null, five, five], Within());

        List<TimeSpan?> Within()
        {
            List<TimeSpan?> all = [.. _core.Requests.Select(request => request.Within)];
            _core.Requests.Clear();
            return all;
        }

        static OrderedDictionary Labelled(StoredDocument run, string label)
        {
            var edited = ValueMap.Clone(run.Map);
            edited.Section("metadata")["labels"] = new object?[] { label };
            return edited;
        }
    }

    [Fact]
    public async Task Another_run_of_that_id_is_not_taken_for_ours()
    {
        // Made by somebody else, of the same kind and by the same user, before this call.
        _core.Add((OrderedDictionary)Run());
        _core.Time.Advance(TimeSpan.FromMinutes(1));
        _core.Lose(HttpMethod.Post, acts: false);
        Assert.Equal("RunExists", (await Assert.ThrowsAsync<EntityExistsException>(() => _backend.CreateRunAsync(Run(), default))).ErrorId);
    }

    [Theory]
    [InlineData("kind", "python+serve:run")]
    [InlineData("name", "other")]
    [InlineData("user", "bob")]
    public async Task A_run_that_differs_is_not_taken_for_ours(string field, string value)
    {
        _core.Lose(HttpMethod.Post, acts: false);
        _core.Before = request =>
        {
            if (request.Method != HttpMethod.Post || _core.Runs.Count > 0) return;
            var other = Run();
            other[field] = value;
            _core.Add(other);
        };
        Assert.Equal("RunExists", (await Assert.ThrowsAsync<EntityExistsException>(() => _backend.CreateRunAsync(Run(), default))).ErrorId);
    }

    [Fact]
    public async Task A_duplicate_is_believed_when_it_is_there()
    {
        await _backend.CreateRunAsync(Run(), default);
        Assert.Equal("RunExists", (await Assert.ThrowsAsync<EntityExistsException>(() => _backend.CreateRunAsync(Run(), default))).ErrorId);
        var large = Run("b");
        large.Section("spec")["parameters"] = Docs.Map(("text", new string('x', 40_000)));
        var error = await Assert.ThrowsAsync<ServerException>(() => _backend.CreateRunAsync(large, default));
        Assert.Equal("RequestRefused", error.ErrorId);
        Assert.Contains("too large", error.Message, StringComparison.Ordinal);
        Assert.Contains("spec.parameters.text, with 40002 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_duplicate_in_another_project_exists_as_well()
    {
        _core.Projects["qq"] = Docs.Map(("name", "qq"));
        await _backend.CreateRunAsync(Run(), default);
        var other = Run();
        other["project"] = "qq";
        Assert.Equal("RunExists", (await Assert.ThrowsAsync<EntityExistsException>(() => _backend.CreateRunAsync(other, default))).ErrorId);
    }

    [Fact]
    public async Task Id_and_name_are_made_and_what_is_the_servers_is_not_sent()
    {
        var run = await _backend.CreateRunAsync(Docs.Json("""{"kind":"python+job:run","project":"pp","key":"k","user":"u","status":{"state":"RUNNING"},"metadata":{"created":"nonsense","labels":["x"]},"spec":{"task":"python+job://pp/t1","local_execution":true}}"""), default);
        Assert.Matches("^[0-9a-f]{32}$", run.Head("id"));
        Assert.Matches("^[a-z]+-[a-z]+$", run.Head("name"));
        var sent = Docs.Json(_core.Requests.Single(request => request.Method == HttpMethod.Post).Body!);
        Assert.Equal(["id", "kind", "metadata", "name", "project", "spec"], sent.Keys.Cast<string>().Order());
        Assert.Equal(["labels"], sent.Map("metadata")!.Keys.Cast<string>());
    }

    [Theory]
    [InlineData("""{}""", "a task", "train")]
    [InlineData("""{"task":"","local_execution":true}""", "a task", "train")]
    [InlineData("""{"task":"python+job://pp/t1"}""", "the function or workflow", "-Function")]
    public async Task Without_task_or_function_nothing_is_created(string spec, string what, string advice)
    {
        var run = Run();
        run["spec"] = Docs.Json(spec);
        var error = await Assert.ThrowsAsync<InputException>(() => _backend.CreateRunAsync(run, default));
        Assert.Equal("TaskRequired", error.ErrorId);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(_core.Requests, request => request.Method == HttpMethod.Post);
    }

    [Theory]
    [InlineData(15, "python+run", Task, "python+job:run")]
    [InlineData(14, "python+run", Task, "python+job:run")]
    [InlineData(15, "python+serve:run", Task, "python+serve:run")]
    [InlineData(13, "python+job:run", Task, "python+run")]
    [InlineData(13, "python+run", Task, "python+run")]
    [InlineData(13, "kubeai-text+serve:run", "kubeai-text+serve://pp/t", "kubeai-text+run")]
    public async Task Kinds_of_both_generations_work(int level, string kind, string task, string expected)
    {
        var core = new MemoryCore(level);
        var told = new List<Notice>();
        using (Notices.Collect(told.Add))
        {
            var run = await new CoreBackend(core).CreateRunAsync(Run(kind: kind, task: task), default);
            Assert.Equal(expected, run.Head("kind"));
        }
        Assert.Equal(kind == expected ? 0 : 1, told.Count);
    }

    [Theory]
    [InlineData("container+run", Task)]
    [InlineData("python+run", "python://pp/t1")]
    [InlineData("nonsense+run", Task)]
    public async Task A_kind_that_can_not_be_told_is_an_error_that_names_those_there_are(string kind, string task)
    {
        var error = await Assert.ThrowsAsync<EntityNotFoundException>(() => _backend.CreateRunAsync(Run(kind: kind, task: task), default));
        Assert.Equal("KindNotFound", error.ErrorId);
        Assert.Contains(kind.StartsWith("python", StringComparison.Ordinal) ? "python+job:run, python+serve:run" : "dbt, python", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(15, false)]
    [InlineData(14, true)]
    public async Task An_update_whose_answer_was_lost_happens_once(int level, bool acts)
    {
        var core = new MemoryCore(level);
        var backend = new CoreBackend(core);
        await backend.CreateRunAsync(Run(), default);
        core.Lose(HttpMethod.Put, acts);
        var run = await backend.UpdateRunAsync(A, new EntityChange { State = "BUILT", AddLabels = ["x"], Description = "d" }, default);
        Assert.Equal("BUILT", run.State());
        Assert.Equal(["x"], run.Labels());
        Assert.Equal(acts ? 1 : 2, core.Requests.Count(request => request.Method == HttpMethod.Put));
        Assert.Single((Array)run.Map.Map("status")!["transitions"]!);
    }

    [Fact]
    public async Task A_state_that_the_server_does_not_reach_is_refused()
    {
        await _backend.CreateRunAsync(Run(), default);
        _core.Stubborn = true;
        var error = await Assert.ThrowsAsync<DigitalHubException>(() => _backend.UpdateRunAsync(A, new EntityChange { State = "BUILT" }, default));
        Assert.Equal("TransitionRefused", error.ErrorId);
    }

    [Fact]
    public async Task An_update_sends_all_that_the_server_would_lose()
    {
        await _backend.CreateRunAsync(Run(), default);
        await _backend.UpdateRunAsync(A, new EntityChange { AddLabels = ["x"] }, default);
        var sent = Docs.Json(_core.Requests.Single(request => request.Method == HttpMethod.Put).Body!);
        foreach (var name in (string[])["id", "name", "kind", "project", "metadata", "spec", "status", "extensions"]) Assert.True(sent.Contains(name), name);
        Assert.Equal("CREATED", sent.Map("status")!.Text("state"));
    }

    [Fact]
    public async Task Where_states_are_stored_as_sent_an_active_remote_run_is_left_alone()
    {
        var core = new MemoryCore(14);
        var backend = new CoreBackend(core);
        var remote = Run();
        remote["spec"] = Docs.Map(("task", Task), ("function", "python://pp/x:1"));
        remote["status"] = Docs.Map(("state", "RUNNING"));
        core.Add(remote);
        var change = new EntityChange { AddLabels = ["x"] };
        var error = await Assert.ThrowsAsync<DigitalHubException>(() => backend.UpdateRunAsync(A, change, default));
        Assert.Equal("RunActive", error.ErrorId);
        Assert.Equal(ErrorKind.InvalidOperation, error.Kind);
        Assert.Equal(["x"], (await backend.UpdateRunAsync(A, change with { Force = true }, default)).Labels());
        remote.Section("status")["state"] = "COMPLETED";
        await backend.UpdateRunAsync(A, new EntityChange { AddLabels = ["y"] }, default);
    }

    [Fact]
    public async Task On_the_oldest_level_a_name_that_the_server_made_is_not_sent_back()
    {
        var core = new MemoryCore(13);
        var backend = new CoreBackend(core);
        var made = await backend.CreateRunAsync(Run(kind: "python+run"), default);
        Assert.Equal("hello/a", made.Head("name"));
        var run = await backend.UpdateRunAsync(A, new EntityChange { AddLabels = ["x"] }, default);
        Assert.Equal(["x"], run.Labels());
        Assert.Equal("a", Docs.Json(core.Requests.Single(request => request.Method == HttpMethod.Put).Body!).Text("name"));
        var told = new List<Notice>();
        using (Notices.Collect(told.Add)) await backend.UpdateRunAsync(A, new EntityChange { Name = "mine" }, default);
        Assert.True(Assert.Single(told).IsWarning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_removal_whose_answer_was_lost_happens_once(bool acts)
    {
        await _backend.CreateRunAsync(Run(), default);
        _core.Lose(HttpMethod.Delete, acts);
        var deletion = await _backend.DeleteRunAsync(A, force: false, default);
        Assert.True(deletion.Gone);
        Assert.Equal("a", deletion.Answer.Head("id"));
        Assert.Empty(_core.Runs);
    }

    [Fact]
    public async Task A_run_on_its_way_out_is_not_removed_by_force_unless_that_is_wanted()
    {
        AddRemote("RUNNING");
        Assert.False((await _backend.DeleteRunAsync(A, false, default)).Gone);
        Assert.False((await _backend.DeleteRunAsync(A, false, default)).Gone);
        Assert.Single(_core.Requests, request => request.Method == HttpMethod.Delete);
        Assert.Single(_core.Runs);
        Assert.True((await _backend.DeleteRunAsync(A, true, default)).Gone);
        Assert.Equal("RunNotFound", (await Assert.ThrowsAsync<EntityNotFoundException>(() => _backend.DeleteRunAsync(A, false, default))).ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_was_seen_on_its_way_out_is_known(bool listed)
    {
        AddRemote("DELETING");
        if (listed) await _backend.IdsAsync(new RunQuery { Project = "pp" });
        else await _backend.GetRunAsync(A, default);
        Assert.False((await _backend.DeleteRunAsync(A, false, default)).Gone);
        Assert.DoesNotContain(_core.Requests, request => request.Method == HttpMethod.Delete);
    }

    [Fact]
    public async Task A_removal_that_failed_is_tried_anew()
    {
        AddRemote("RUNNING");
        await _backend.DeleteRunAsync(A, false, default);
        _core.Runs[0].Section("status")["state"] = "ERROR";
        await _backend.DeleteRunAsync(A, false, default);
        Assert.Equal(2, _core.Requests.Count(request => request.Method == HttpMethod.Delete));
    }

    [Fact]
    public async Task A_lost_removal_of_a_remote_run_is_not_repeated()
    {
        AddRemote("RUNNING");
        _core.Lose(HttpMethod.Delete, acts: true);
        Assert.False((await _backend.DeleteRunAsync(A, false, default)).Gone);
        Assert.Single(_core.Requests, request => request.Method == HttpMethod.Delete);
    }

    [Theory]
    [InlineData(15, "0.15.1", true, "COMPLETED", true)]
    [InlineData(15, "0.15.0", true, "COMPLETED", false)]
    [InlineData(15, "0.15.0", false, "CREATED", true)]
    [InlineData(15, "0.15.1", false, "ERROR", false)]
    [InlineData(14, "0.14.0", true, "COMPLETED", true)]
    [InlineData(13, "0.13.0", true, "CREATED", false)]
    public async Task Gone_is_said_only_of_what_is_gone(int level, string version, bool local, string state, bool gone)
    {
        var core = new MemoryCore(level) { Version = version };
        var run = Run();
        run.Section("spec")["local_execution"] = local;
        if (state != "CREATED") run["status"] = Docs.Map(("state", state), ("transitions", new object?[] { Docs.Map(("status", state)) }));
        core.Add(run);
        Assert.Equal(gone, (await new CoreBackend(core).DeleteRunAsync(A, false, default)).Gone);
    }

    [Fact]
    public async Task A_run_whose_account_of_moves_was_lost_in_an_update_is_not_said_to_be_gone()
    {
        AddRemote("COMPLETED");
        _core.Runs[0]["status"] = Docs.Map(("state", "COMPLETED"), ("results", Docs.Map(("x", 1L))));
        _core.Runs[0].Section("metadata")["updated"] = "2026-01-02T00:00:00Z";

        Assert.False((await _backend.DeleteRunAsync(A, false, default)).Gone);
        Assert.False((await _backend.DeleteRunAsync(A, false, default)).Gone);
        Assert.Single(_core.Requests, request => request.Method == HttpMethod.Delete);
    }

    [Fact]
    public async Task A_lost_removal_by_force_is_asked_for_again()
    {
        AddRemote("RUNNING");
        await _backend.DeleteRunAsync(A, false, default);
        _core.Lose(HttpMethod.Delete, acts: false);

        Assert.True((await _backend.DeleteRunAsync(A, force: true, default)).Gone);
        Assert.Empty(_core.Runs);
        Assert.Equal(3, _core.Requests.Count(request => request.Method == HttpMethod.Delete));
    }

    [Fact]
    public async Task A_lost_change_of_what_is_in_hand_is_no_conflict_with_itself()
    {
        var read = JsonText.Write(_core.Add(Run()));
        var edited = Docs.Json(read);
        edited["name"] = "second";
        edited.Section("metadata")["description"] = "mine";
        _core.Lose(HttpMethod.Put, acts: true);

        var changed = await _backend.UpdateRunAsync(A, new EntityChange { AsRead = read, Edited = edited }, default);

        Assert.Equal("second", changed.Map.Text("name"));
        Assert.Single(_core.Requests, request => request.Method == HttpMethod.Put);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public async Task What_was_lost_when_the_time_is_over_is_not_asked_for_again(string method)
    {
        AddRemote("RUNNING");
        _core.Before = request =>
        {
            if (request.Method.Method == method) _core.Time.Advance(_core.Timeout);
        };
        for (var i = 0; i < 5; i++) _core.Lose(HttpMethod.Parse(method), acts: false);

        var error = await Assert.ThrowsAsync<ServerException>(() => method switch
        {
            "PUT" => _backend.UpdateRunAsync(A, new EntityChange { AddLabels = ["x"] }, default),
            "DELETE" => _backend.DeleteRunAsync(A, false, default),
            _ => (Task)_backend.InvokeRunActionAsync(A, "stop", default),
        });

        Assert.True(error.AnswerLost);
        Assert.Single(_core.Requests, request => request.Method.Method == method);
    }

    [Fact]
    public async Task A_lost_stop_is_not_sent_twice()
    {
        AddRemote("RUNNING");
        _core.Lose(HttpMethod.Post, acts: true);
        Assert.Equal("STOP", (await _backend.InvokeRunActionAsync(A, "stop", default)).State());
        _core.Runs[0].Section("status")["state"] = "READY";
        Assert.Equal("NotStoppable", (await Assert.ThrowsAsync<DigitalHubException>(() => _backend.InvokeRunActionAsync(A, "stop", default))).ErrorId);
        Assert.Equal("ValueInvalid", (await Assert.ThrowsAsync<InputException>(() => _backend.InvokeRunActionAsync(A, "foo", default))).ErrorId);
    }

    [Fact]
    public async Task A_second_stop_does_not_cut_the_first_one_short()
    {
        AddRemote("RUNNING");

        for (var i = 0; i < 3; i++) Assert.Equal("STOP", (await _backend.InvokeRunActionAsync(A, "stop", default)).State());

        Assert.Single(_core.Requests, request => request.Method == HttpMethod.Post);
    }

    [Theory]
    [InlineData("""[{"content":"aMOp","extensions":{"pod":"p1","container":"c1"},"run":"a"},{"content":""}]""")]
    [InlineData("""[{"content":"aMOp","status":{"pod":"p1","container":"c1"},"spec":{"run":"a"}},{"content":null}]""")]
    public async Task Logs_of_both_generations_are_read(string body)
    {
        _core.Answers["GET /api/v1/-/pp/runs/a/logs"] = body;
        Assert.Equal([new RunLog("p1", "c1", "hé"), new RunLog(null, null, "")], await _backend.GetRunLogsAsync(A, default));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""[{"content":"%"}]""")]
    [InlineData("nonsense")]
    public async Task Logs_that_are_none_are_an_error(string body)
    {
        _core.Answers["GET /api/v1/-/pp/runs/a/logs"] = body;
        Assert.Equal("UnexpectedResponse", (await Assert.ThrowsAsync<ServerException>(() => _backend.GetRunLogsAsync(A, default))).ErrorId);
    }

    [Fact]
    public async Task A_log_from_elsewhere_is_named_by_its_id()
    {
        // Where logs come from Loki (contract 2.7) there are no extensions, and the id is the container's name; else it is made.
        _core.Answers["GET /api/v1/-/pp/runs/a/logs"] = """[{"content":"aGk=","id":"c-job-a"},{"content":"aGk=","id":"699b50b11d7e41b9a4b408c63a67d604"},{"content":"//4="},"nonsense"]""";
        Assert.Equal([new RunLog(null, "c-job-a", "hi"), new RunLog(null, null, "hi"), new RunLog(null, null, "\ufffd\ufffd")], await _backend.GetRunLogsAsync(A, default));
    }

    [Fact]
    public async Task What_others_write_to_a_metric_meanwhile_is_kept_and_ours_is_added_again()
    {
        AddRemote("RUNNING");
        await _backend.SetRunMetricAsync(A, "loss", new RunMetric([1], true), default);
        var reads = 0;
        // Another client has read the series before we wrote, and writes it after that.
        _core.Before = request =>
        {
            if (request.Method == HttpMethod.Get && request.Path.EndsWith("/metrics", StringComparison.Ordinal) && ++reads == 2) _core.Metrics["a"]["loss"] = new object?[] { 1.0, 9.0 };
        };

        var after = await _backend.AddRunMetricAsync(A, new MetricAddition("loss", [2], false, false), default);

        Assert.Equal([1, 9, 2], after.Values);
        Assert.Equal([1, 9, 2], (await _backend.GetRunMetricsAsync(A, default))["loss"].Values);
    }

    [Fact]
    public async Task What_is_written_over_all_the_time_is_said()
    {
        AddRemote("RUNNING");
        await _backend.SetRunMetricAsync(A, "loss", new RunMetric([1], true), default);
        var reads = 0;
        _core.Before = request =>
        {
            if (request.Method == HttpMethod.Get && request.Path.EndsWith("/metrics", StringComparison.Ordinal)) _core.Metrics["a"]["loss"] = new object?[] { (double)++reads };
        };

        var error = await Assert.ThrowsAsync<ConflictException>(() => _backend.AddRunMetricAsync(A, new MetricAddition("loss", [2], false, false), default));

        Assert.Equal("MetricChanged", error.ErrorId);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public async Task Others_that_only_add_don_t_disturb()
    {
        AddRemote("RUNNING");
        await _backend.SetRunMetricAsync(A, "loss", new RunMetric([1], true), default);
        var reads = 0;
        _core.Before = request =>
        {
            if (request.Method == HttpMethod.Get && request.Path.EndsWith("/metrics", StringComparison.Ordinal) && ++reads == 2) _core.Metrics["a"]["loss"] = new object?[] { 1.0, 2.0, 9.0 };
        };

        Assert.Equal([1, 2, 9], (await _backend.AddRunMetricAsync(A, new MetricAddition("loss", [2], false, false), default)).Values);
        Assert.Equal(2, _core.Requests.Count(request => request.Method == HttpMethod.Put));
    }

    [Theory]
    [InlineData("extensions")]
    [InlineData("status")]
    public async Task What_containers_used_is_read_from_beside_their_logs_and_from_the_sum(string place)
    {
        _core.Answers["GET /api/v1/-/pp/runs/a/logs"] = $$"""[{"content":"aGk=","{{place}}":{"pod":"p","container":"c","metrics":[{"timestamp":"2026-01-01T00:00:10Z","window":"PT15S","usage":{"cpu":"250m","memory":"10Mi","odd":"x"} },{"timestamp":"2026-01-01T00:00:05Z","usage":{"cpu":"1"} },{"usage":{} }]} }]""";
        _core.Answers["GET /api/v1/-/pp/runs/a/metrics/k8s"] = """{"name":"run","usage":{"cpu":{"number":0.5,"format":"DECIMAL_SI"},"pods":"1"} }""";

        var samples = await _backend.GetRunResourcesAsync(A, default);

        Assert.Equal(
            ["p c 00:05 cpu=1", "p c 00:10 cpu=0.25 memory=10485760", "  00:00 cpu=0.5 pods=1"],
            samples.Select(sample => $"{sample.Pod} {sample.Container} {sample.Time:mm:ss} {string.Join(' ', sample.Usage.OrderBy(use => use.Key, StringComparer.Ordinal).Select(use => FormattableString.Invariant($"{use.Key}={use.Value}")))}"));
    }

    [Fact]
    public async Task A_project_is_read_without_what_is_in_it_and_keeps_its_creator()
    {
        var read = await _backend.GetProjectAsync("pp", default);
        Assert.Equal(["config"], read.Map.Map("spec")!.Keys.Cast<string>());
        _core.Lose(HttpMethod.Put, acts: true);
        await _backend.UpdateProjectAsync("pp", new EntityChange { Description = "d" }, default);
        var changed = await _backend.UpdateProjectAsync("pp", new EntityChange { AddLabels = ["x"] }, default);
        Assert.Equal("ann", changed.Map.Text("user"));
        Assert.Equal("d", changed.Map.Map("metadata")!.Text("description"));
        var sent = Docs.Json(_core.Requests.Last(request => request.Method == HttpMethod.Put).Body!);
        Assert.Equal(["config"], sent.Map("spec")!.Keys.Cast<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Projects_are_created_and_removed_once(bool acts)
    {
        _core.Lose(HttpMethod.Post, acts);
        await _backend.CreateProjectAsync(Docs.Project("new"), default);
        _core.Lose(HttpMethod.Delete, acts);
        await _backend.DeleteProjectAsync("new", cascade: false, default);
        Assert.Equal(["pp"], _core.Projects.Keys);
    }

    private static OrderedDictionary Run(string id = "a", string kind = "python+job:run", string task = Task) =>
        Docs.Run("pp", id, "first", kind, Docs.Map(("task", task), ("local_execution", true)));

    private void AddRemote(string state)
    {
        var run = Run();
        run["spec"] = Docs.Map(("task", Task), ("function", "python://pp/x:1"));
        run["status"] = Docs.Map(("state", state), ("transitions", new object?[] { Docs.Map(("status", state)), Docs.Map(("status", "BUILT")) }));
        _core.Add(run);
    }
}

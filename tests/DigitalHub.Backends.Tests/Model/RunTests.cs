using DigitalHub.Backends.Tests.Documents;

namespace DigitalHub.Backends.Tests.Model;

public class RunTests
{
    public static TheoryData<string> Samples => ClientFileTests.Samples;

    [Theory]
    [MemberData(nameof(Samples))]
    public void Samples_show_what_their_documents_say(string file)
    {
        var run = Sample(file);
        Assert.Equal(run.Document.Text("id"), run.Id);
        Assert.Equal(run.Document.Text("name"), run.Name);
        Assert.Equal(run.Document.Text("project"), run.Project);
        Assert.Equal(run.Document.Text("kind"), run.Kind);
        Assert.Equal(run.Document.Text("key"), run.Key);
        Assert.Equal(run.Key, run.ToString());
        Assert.Equal(run.Document.Map("status")!.Text("state"), run.State);
        Assert.EndsWith($"+{run.Action}:run", run.Kind, StringComparison.Ordinal);
        Assert.True(EntityKey.TryParse(run.Key, out var key));
        Assert.Equal((run.Project, "run", run.Id), (key.Project, key.Type, key.Id));
        Assert.Equal("fake", run.Backend);
        Assert.NotNull(run.Created);
        Assert.NotNull(run.Updated);
        Assert.NotNull(run.Labels);
        Assert.NotNull(run.Extensions);
        Assert.True(run.Task is not null && (run.Function is not null ^ run.Workflow is not null));
        if (run.Started is null) Assert.Null(run.Duration);
        else Assert.True(run.Duration >= TimeSpan.Zero);
        if (run.State == "RUNNING") Assert.Null(run.Ended);
        if (run.State != "ERROR") Assert.Null(run.Reason);
    }

    [Fact]
    public void A_run_on_kubernetes()
    {
        var run = Sample("container-job-pending-unschedulable.json");
        Assert.Equal(("RUNNING", "job"), (run.State, run.Action));
        Assert.Null(run.Reason);
        Assert.Equal(new DateTime(2026, 11, 24, 14, 51, 15, DateTimeKind.Utc).AddTicks(1_253_100), run.Started!.Value.ToUniversalTime());
        Assert.Equal(DateTimeKind.Local, run.Created!.Value.Kind);
        Assert.Null(run.Ended);
        Assert.True(run.Duration >= TimeSpan.Zero);
    }

    [Fact]
    public void An_empty_document_throws_nowhere()
    {
        var run = FakeBackend.Run("{}");
        Assert.Equal(("", "", "", "CREATED"), (run.Id, run.Key, run.Kind, run.State));
        Assert.Empty(run.Labels);
        Assert.Empty(run.Extensions);
        Assert.Empty(run.Spec);
        Assert.All(new object?[] { run.Function, run.Workflow, run.Task, run.Action, run.Reason, run.Message, run.Started, run.Ended, run.Duration, run.Url, run.Results, run.Outputs, run.User, run.Created, run.Updated }, Assert.Null);
    }

    [Theory]
    [InlineData("""{"kind":"python+job:run"}""", "job")]
    [InlineData("""{"kind":"python+run","spec":{"task":"python+build://p/1"}}""", "build")]
    [InlineData("""{"kind":"python+job:run","spec":{"task":"python+build://p/1"}}""", "build")]
    [InlineData("""{"kind":"python+job:run","spec":{"task":"nonsense"}}""", "job")]
    [InlineData("""{"kind":"flower-app+train:run"}""", "train")]
    [InlineData("""{"kind":"python+run"}""", null)]
    [InlineData("""{"kind":"x:run"}""", null)]
    public void Action(string json, string? action) => Assert.Equal(action, FakeBackend.Run(json).Action);

    [Fact]
    public void Times_come_from_transitions()
    {
        var run = FakeBackend.Run(
            """
            {"status":{"state":"COMPLETED","transitions":[
              {"status":"COMPLETED","time":"2026-01-01T00:01:00.5Z"},
              {"status":"RUNNING","time":"2026-01-01T00:00:30Z"},
              {"status":"RUNNING","time":"2026-01-01T00:00:00.123456789Z"},
              {"status":"READY","time":"2025-12-31T23:59:59Z"}]}}
            """);
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567), run.Started!.Value.ToUniversalTime());
        Assert.Equal(new DateTime(2026, 1, 1, 0, 1, 0, 500, DateTimeKind.Utc), run.Ended!.Value.ToUniversalTime());
        Assert.Equal(TimeSpan.FromTicks(603_765_433), run.Duration);
    }

    [Theory]
    [InlineData("""{"status":{"state":"RUNNING","transitions":[{"status":"RUNNING","time":"2999-01-01T00:00:00Z"}]}}""", 0)]
    [InlineData("""{"status":{"state":"COMPLETED","transitions":[{"status":"COMPLETED","time":"2026-01-01T00:00:00Z"},{"status":"RUNNING","time":"2026-01-01T00:00:05Z"}]}}""", 0)]
    [InlineData("""{"status":{"state":"COMPLETED","transitions":[{"status":"COMPLETED","time":"2026-01-01T00:00:00Z"}]}}""", null)]
    [InlineData("""{"status":{"state":"RUNNING","transitions":[{"status":"RUNNING","time":"never"}]}}""", null)]
    [InlineData("""{"status":{"state":"RUNNING","transitions":[{"status":"RUNNING","time":5}, 3, null]}}""", null)]
    [InlineData("""{"status":{"state":"RUNNING","transitions":"x"}}""", null)]
    [InlineData("""{"status":{"state":"STOPPED","transitions":[{"status":"STOPPED","time":"2026-03-29T01:00:01Z"},{"status":"RUNNING","time":"2026-03-29T00:59:59Z"}]}}""", 2)]
    public void Duration(string json, int? seconds) => Assert.Equal(seconds, (int?)FakeBackend.Run(json).Duration?.TotalSeconds);

    [Fact]
    public void An_active_run_counts_on()
    {
        var started = DateTimeOffset.UtcNow.AddMinutes(-5);
        var run = FakeBackend.Run($$$"""{"status":{"state":"STOP","transitions":[{"status":"RUNNING","time":"{{{Timestamp.FormatExact(started)}}}"}]}}""");
        Assert.InRange(run.Duration!.Value, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    }

    [Theory]
    [InlineData("""{"status":{"service":{"url":"http://a:1","urls":["http://b"]}}}""", "http://a:1")]
    [InlineData("""{"status":{"service":{"urls":["http://b","http://c"]}}}""", "http://b")]
    [InlineData("""{"status":{"service":{"urls":[]}}}""", null)]
    [InlineData("""{"status":{"service":{}}}""", null)]
    [InlineData("""{"status":{"service":"x"}}""", null)]
    public void Url(string json, string? url) => Assert.Equal(url, FakeBackend.Run(json).Url);

    [Fact]
    public void Labels_are_set_added_and_changed_in_place()
    {
        var run = FakeBackend.Run("""{"metadata":{"labels":["a","b"]}}""");
        run.Labels[0] = "changed";
        Assert.Equal(["changed", "b"], run.Labels);
        run.Labels = [.. run.Labels, "kept"];
        Assert.Equal("""{"metadata":{"labels":["changed","b","kept"]}}""", JsonText.Write(run.Document));
        run.Labels = null!;
        Assert.Empty(run.Labels);
        Assert.Equal("""{"metadata":{"labels":["a","b"]}}""", run.AsRead);
        var mine = new[] { "x" };
        run.Labels = mine;
        mine[0] = "y";
        Assert.Equal(["x"], run.Labels);
    }

    [Theory]
    [InlineData("""{"metadata":{"labels":null}}""")]
    [InlineData("""{"metadata":{"labels":"x"}}""")]
    [InlineData("""{"metadata":{}}""")]
    [InlineData("{}")]
    public void Labels_are_never_null_and_reading_them_changes_nothing(string json)
    {
        var run = FakeBackend.Run(json);
        Assert.Empty(run.Labels);
        Assert.Equal(json, JsonText.Write(run.Document));
    }

    [Fact]
    public void Labels_that_are_no_text_are_shown_and_kept()
    {
        var run = FakeBackend.Run("""{"metadata":{"labels":["a",1,null]}}""");
        Assert.Equal(["a", "1", ""], run.Labels);
        Assert.Equal("""{"metadata":{"labels":["a",1,null]}}""", JsonText.Write(run.Document));
    }

    [Fact]
    public void Properties_write_into_the_document()
    {
        var run = FakeBackend.Run("""{"name":"n","spec":{"parameters":{"n":3}}}""");
        run.Name = "other";
        run.Spec.Map("parameters")!["n"] = 5L;
        run.Metadata["x"] = 1L;
        Assert.Equal("""{"name":"other","spec":{"parameters":{"n":5}},"metadata":{"x":1}}""", JsonText.Write(run.Document));
        run.Refresh(StoredDocument.Read("""{"name":"fresh"}"""));
        Assert.Equal("fresh", run.Name);
    }

    [Theory]
    [InlineData("OutOfMemory", """{"state":"ERROR","pods":[{"containers":[{"state":"terminated: OOMKilled, exit code: 137"}]}]}""")]
    [InlineData("OutOfMemory", """{"state":"ERROR","message":"OOMKilled"}""")]
    [InlineData("Evicted", """{"state":"ERROR","message":"The node was low on resource: pod Evicted"}""")]
    [InlineData("ImagePull", """{"state":"PENDING","pods":[{"containers":[{"state":"waiting: ImagePullBackOff"}]}]}""")]
    [InlineData("ImagePull", """{"state":"ERROR","pods":[{"containers":[{"state":"waiting: ErrImagePull"}]}]}""")]
    [InlineData("ImagePull", """{"state":"READY","pods":[{"containers":[{"state":"waiting: InvalidImageName"}]}]}""")]
    [InlineData("Deadline", """{"state":"ERROR","message":"DeadlineExceeded"}""")]
    [InlineData("Unschedulable", """{"state":"PENDING","events":[{"reason":"FailedScheduling"}]}""")]
    [InlineData("Unschedulable", """{"state":"PENDING","pods":[{"conditions":[{"reason":"Unschedulable"}]}]}""")]
    [InlineData("Unschedulable", """{"state":"ERROR","events":[{"reason":"FailedScheduling"}]}""")]
    [InlineData("ExitCode", """{"state":"ERROR","pods":[{"containers":[{"state":"terminated exitCode: 2"}]}],"events":[{"reason":"FailedScheduling"}]}""")]
    [InlineData("ExitCode", """{"state":"ERROR","pods":[{"containers":[{"state":"terminated, exit code: -1"}]}]}""")]
    [InlineData("Unknown", """{"state":"ERROR","pods":[{"containers":[{"state":"terminated, exit code: 0"}]}]}""")]
    [InlineData("Unknown", """{"state":"ERROR"}""")]
    [InlineData(null, """{"state":"PENDING","events":[{"reason":"FailedScheduling","timestamp":5.0},{"reason":"Scheduled","timestamp":5.0}]}""")]
    [InlineData("Unschedulable", """{"state":"PENDING","events":[{"reason":"Scheduled","timestamp":4},{"reason":"FailedScheduling","timestamp":5.0}]}""")]
    [InlineData("ImagePull", """{"state":"PENDING","events":[{"reason":"Failed","note":"Failed to pull image \"x\": not found"}]}""")]
    [InlineData("Deadline", """{"state":"ERROR","message":"Job was active longer than specified deadline"}""")]
    [InlineData(null, """{"state":"COMPLETED","message":"OOMKilled"}""")]
    [InlineData(null, """{"state":"RUNNING","events":[{"reason":"FailedScheduling"}]}""")]
    [InlineData(null, """{"state":"PENDING"}""")]
    [InlineData(null, """{"state":"SOMETHING_NEW"}""")]
    [InlineData(null, """{"state":5}""")]
    public void Reason(string? reason, string status) =>
        Assert.Equal(reason, FakeBackend.Run($$"""{"kind":"python+job:run","status":{{status}}}""").Reason);

    [Fact]
    public void A_failed_build_is_called_so()
    {
        Assert.Equal("BuildFailed", FakeBackend.Run("""{"kind":"python+build:run","status":{"state":"ERROR"}}""").Reason);
        Assert.Equal("BuildFailed", FakeBackend.Run("""{"kind":"python+build:run","status":{"state":"ERROR","pods":[{"containers":[{"state":"terminated exitCode: 1"}]}]}}""").Reason);
        Assert.Equal("OutOfMemory", FakeBackend.Run("""{"kind":"python+build:run","status":{"state":"ERROR","message":"OOMKilled"}}""").Reason);
    }

    private static Run Sample(string file) => FakeBackend.Run(File.ReadAllText(Path.Combine(Reading.DataFolder, "run-samples", file)));
}

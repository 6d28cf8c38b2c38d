using System.Text;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.FakeCore.Tests.Server;

/// <summary>Remote runs by the clock: what the replay, which goes step by step, doesn't show.</summary>
public sealed class RemoteRunTests : ServerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock;

    public RemoteRunTests()
        : this(new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero)))
    {
    }

    private RemoteRunTests(FakeTimeProvider clock)
        : base(new FakeCoreOptions
        {
            Clock = clock,
            Kubernetes = new KubernetesOptions { PendingAfter = Second, RunningAfter = Second, FinishAfter = Second, StopAfter = Second, DeleteAfter = Second },
        }) => _clock = clock;

    [Fact]
    public async Task A_job_goes_its_way()
    {
        var created = await Client.CreateRunAsync("demo", "job", local: false);
        Assert.Equal("READY", State(created));
        Assert.Equal("PYTHON3_10", (string)created["spec"]!["python_version"]!);

        foreach (var state in (string[])["PENDING", "RUNNING", "COMPLETED", "COMPLETED"])
        {
            _clock.Advance(Second);
            Assert.Equal(state, State(await ReadAsync("job")));
        }
        Assert.Equal("started\ndone\n", await LogAsync("job"));
    }

    [Fact]
    public async Task What_is_long_due_happened_in_its_time()
    {
        await Client.CreateRunAsync("demo", "job", local: false);
        _clock.Advance(TimeSpan.FromHours(1));

        var transitions = (await ReadAsync("job"))["status"]!["transitions"]!.AsArray();
        Assert.Equal(["COMPLETED", "RUNNING", "PENDING", "READY", "BUILT"], transitions.Select(entry => (string)entry!["status"]!));
        Assert.Equal("2026-11-25T12:00:03Z", (string)transitions[0]!["time"]!);
    }

    [Fact]
    public async Task A_plan_can_fail_a_job()
    {
        Core.Cluster.Plan("bad", RunPlan.Failing("out of memory"));
        await Client.CreateRunAsync("demo", "bad", local: false);
        _clock.Advance(TimeSpan.FromMinutes(1));

        var status = (await ReadAsync("bad"))["status"]!;
        Assert.Equal(("ERROR", "out of memory"), ((string)status["state"]!, (string)status["message"]!));
        Assert.Equal("out of memory", (string)status["transitions"]![0]!["message"]!);
        Assert.Equal("Failed", (string)status["pods"]![0]!["phase"]!);
    }

    [Fact]
    public async Task Plans_can_be_made_for_many()
    {
        Core.Cluster.PlanWhere(run => run.Id.StartsWith("stuck", StringComparison.Ordinal), RunPlan.Unschedulable);
        await Client.CreateRunAsync("demo", "stuck-1", local: false);
        _clock.Advance(TimeSpan.FromHours(1));

        var status = (await ReadAsync("stuck-1"))["status"]!;
        Assert.Equal("PENDING", (string)status["state"]!);
        Assert.Equal("FailedScheduling", (string)status["events"]![1]!["reason"]!);
    }

    [Fact]
    public async Task A_service_runs_until_it_is_stopped()
    {
        Core.Cluster.PlanWhere(_ => true, RunPlan.Service);
        await Client.CreateRunAsync("demo", "svc", local: false);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.EndsWith(":8080", (string)(await ReadAsync("svc"))["status"]!["service"]!["url"]!, StringComparison.Ordinal);

        var (_, stopping) = await Client.SendAsync(HttpMethod.Post, "/api/v1/-/demo/runs/svc/stop");
        Assert.Equal("STOP", State(stopping!));
        _clock.Advance(Second);
        Assert.Equal("STOPPED", State(await ReadAsync("svc")));
    }

    [Fact]
    public async Task A_second_stop_doesnt_wait()
    {
        Core.Cluster.PlanWhere(_ => true, RunPlan.Service);
        await Client.CreateRunAsync("demo", "svc", local: false);
        _clock.Advance(TimeSpan.FromHours(1));
        await Client.SendAsync(HttpMethod.Post, "/api/v1/-/demo/runs/svc/stop");

        var (_, stopped) = await Client.SendAsync(HttpMethod.Post, "/api/v1/-/demo/runs/svc/stop");
        Assert.Equal("STOPPED", State(stopped!));
    }

    [Fact]
    public async Task A_put_of_STOP_stops()
    {
        Core.Cluster.PlanWhere(_ => true, RunPlan.Service);
        await Client.CreateRunAsync("demo", "svc", local: false);
        _clock.Advance(TimeSpan.FromHours(1));
        var run = await ReadAsync("svc");
        run["status"]!["state"] = "STOP";

        Assert.Equal("STOP", State((await Client.PutAsync("/api/v1/-/demo/runs/svc", run)).Body!));
        _clock.Advance(Second);
        Assert.Equal("STOPPED", State(await ReadAsync("svc")));
    }

    [Fact]
    public async Task A_deleted_run_lingers()
    {
        await Client.CreateRunAsync("demo", "job", local: false);
        var (_, deleting) = await Client.DeleteAsync("/api/v1/-/demo/runs/job");
        Assert.Equal("DELETING", State(deleting!));
        Assert.Equal("DELETING", State(await ReadAsync("job")));

        _clock.Advance(Second);
        Assert.Equal(404, (await Client.SendAsync(HttpMethod.Get, "/api/v1/-/demo/runs/job")).Status);
    }

    [Fact]
    public async Task A_second_delete_doesnt_wait()
    {
        await Client.CreateRunAsync("demo", "job", local: false);
        await Client.DeleteAsync("/api/v1/-/demo/runs/job");
        await Client.DeleteAsync("/api/v1/-/demo/runs/job");

        Assert.Equal(404, (await Client.DeleteAsync("/api/v1/-/demo/runs/job")).Status);
    }

    [Fact]
    public async Task A_test_can_hurry_a_run()
    {
        await Client.CreateRunAsync("demo", "job", local: false);

        Assert.True(Core.Advance("job"));
        Assert.Equal("PENDING", State(await ReadAsync("job")));
        Core.Cluster.Finish("job");
        Assert.Equal("COMPLETED", State(await ReadAsync("job")));
        Assert.False(Core.Advance("job"));
        Assert.False(Core.Advance("nope"));
    }

    [Fact]
    public async Task A_build_without_its_function_fails_with_200()
    {
        var spec = Core.Store.Find(Model.EntityType.Run, Core.Seed("demo", 1)[0])!["spec"]!;
        var (status, run) = await Client.PostAsync("/api/v1/-/demo/runs", new JsonObject
        {
            ["project"] = "demo",
            ["kind"] = "python+job:run",
            ["spec"] = new JsonObject { ["task"] = spec["task"]!.DeepClone(), ["function"] = "python://demo/hello:nope" },
        }.ToJsonString());

        Assert.Equal((200, "ERROR"), (status, State(run!)));
        Assert.NotNull(run!["status"]!["message"]);
    }

    private Task<JsonNode> ReadAsync(string id) => Client.GetAsync($"/api/v1/-/demo/runs/{id}");

    private async Task<string> LogAsync(string id) =>
        Encoding.UTF8.GetString(Convert.FromBase64String((string)(await Client.GetAsync($"/api/v1/-/demo/runs/{id}/logs"))[0]!["content"]!));

    private static string State(JsonNode run) => (string)run["status"]!["state"]!;
}

using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.Backends.Tests.Core.Transport;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Faults;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Whole operations against a core whose answers get lost, break, stall or are somebody else's: what was asked for happens once, or one error says why not.</summary>
public sealed class CoreFaultTests : IAsyncLifetime
{
    private const string Project = "faulty";
    private const string RunPath = "/runs/";

    // Of the stalls, whose time is over when the test says so.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private FakeCoreServer _server = null!;
    private CoreBackend _core = null!;
    private string _task = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeCoreServer.StartAsync();
        var seeded = _server.Seed(Project, 30, new() { Labels = ["seeded"] });
        _core = Open();
        _task = (await _core.GetRunAsync(new(Project, seeded[0]), default)).Map.Map("spec")!.Text("task")!;
    }

    public async Task DisposeAsync()
    {
        await _core.DisposeAsync();
        await _server.DisposeAsync();
    }

    public static TheoryData<string> Lost => ["before", "after", "half", "stall"];

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task A_run_is_created_once_whatever_becomes_of_the_answer(string how)
    {
        await using var core = Open(how);
        await core.CheckAsync(default);
        _server.Faults.Add(Of(how) with { Method = "POST", Path = "/runs$" });
        var run = await EndAsync(how, core.CreateRunAsync(Document("once"), default));

        Assert.Equal("once", run.Id());
        Assert.Equal(1, _server.Faults.Happened);
        Assert.Equal(31, (await core.IdsAsync(new RunQuery { Project = Project })).Count);
    }

    [Fact]
    public async Task A_lost_answer_does_not_make_a_stranger_of_the_same_id_ours()
    {
        _server.ClockSkew = TimeSpan.FromMinutes(-1);
        await using (var other = Open()) await other.CreateRunAsync(Document("taken"), default);
        _server.ClockSkew = TimeSpan.Zero;
        _server.Faults.Add(Fault.Reset() with { Method = "POST", Path = "/runs$" });
        var error = await Assert.ThrowsAsync<EntityExistsException>(() => _core.CreateRunAsync(Document("taken"), default));
        Assert.Equal("RunExists", error.ErrorId);
    }

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task A_change_is_made_once(string how)
    {
        await using var core = Open(how);
        var id = (await core.CreateRunAsync(Document("changed"), default)).Id();
        _server.Faults.Add(Of(how) with { Method = "PUT", Path = RunPath });
        var run = await EndAsync(how, core.UpdateRunAsync(new(Project, id), new EntityChange { AddLabels = ["new"], State = "BUILT" }, default));

        Assert.Equal(["new"], run.Labels());
        Assert.Equal("BUILT", run.State());
        Assert.Single((Array)run.Map.Map("status")!["transitions"]!);
        Assert.True(ValueMap.Same(run.Map, (await core.GetRunAsync(new(Project, id), default)).Map));
    }

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task A_removal_is_done_once(string how)
    {
        await using var core = Open(how);
        var id = (await core.CreateRunAsync(Document("removed"), default)).Id();
        _server.Faults.Add(Of(how) with { Method = "DELETE", Path = RunPath });
        var deletion = await EndAsync(how, core.DeleteRunAsync(new(Project, id), force: false, default));

        Assert.True(deletion.Gone);
        Assert.Equal(id, deletion.Answer.Id());
        await Assert.ThrowsAsync<EntityNotFoundException>(() => core.GetRunAsync(new(Project, id), default));
        Assert.Equal(how == "before" ? 2 : 1, _server.Requests.CountOf("DELETE"));
    }

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task A_listing_survives_a_page_that_is_lost(string how)
    {
        _server.Seed(Project, 2500, new() { Prefix = "many-" });
        await using var core = Open();
        await core.CheckAsync(default);
        _server.Faults.Add((how == "stall" ? Fault.StallBody(TimeSpan.FromSeconds(0.5)) : Of(how)) with { Method = "GET", Path = "/runs\\?", After = 1 });
        var ids = await core.IdsAsync(new RunQuery { Project = Project });

        Assert.Equal(2530, ids.Count);
        Assert.Equal(2530, ids.Distinct().Count());
        Assert.Equal(1, _server.Faults.Happened);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_passes_is_waited_for(int status)
    {
        _server.Faults.Add(Fault.Status(status) with { Method = "GET", Path = "/runs\\?", Times = 2 });
        Assert.Equal(30, (await _core.IdsAsync(new RunQuery { Project = Project })).Count);
        _server.Faults.Add(Fault.Status(status, TimeSpan.FromSeconds(1)) with { Method = "POST", Path = "/runs$" });
        await _core.CreateRunAsync(Document("waited"), default);
        Assert.Equal(31, (await _core.IdsAsync(new RunQuery { Project = Project })).Count);
    }

    [Fact]
    public async Task What_does_not_pass_in_time_is_said()
    {
        // On a clock that nobody moves, a wait would have no end.
        await using var core = Open("stall");
        await core.CheckAsync(default);
        _server.Faults.Add(Fault.Status(503, TimeSpan.FromHours(1)) with { Path = "/runs", Times = 1000 });
        var error = await Assert.ThrowsAsync<ServerException>(() => core.IdsAsync(new RunQuery { Project = Project }).WaitAsync(Patience.Long));
        Assert.Equal("ServerUnavailable", error.ErrorId);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
    }

    [Theory]
    [InlineData("html")]
    [InlineData("redirect")]
    public async Task An_answer_that_is_no_cores_is_said(string how)
    {
        await using var other = await FakeCoreServer.StartAsync();
        var fault = how == "html" ? Fault.Html200() : Fault.Redirect(new Uri(other.Endpoint, "/login?token=x").ToString());
        _server.Faults.Add(fault with { Path = "/runs", Times = 100 });
        var error = await Assert.ThrowsAsync<ServerException>(() => _core.IdsAsync(new RunQuery { Project = Project }));
        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.DoesNotContain("token=x", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, other.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_hangs_beyond_the_time_limit_or_a_cancellation(bool cancel)
    {
        await using var core = Open("stall");
        await core.CheckAsync(default);
        foreach (var fault in (Fault[])[Fault.StallHeaders(), Fault.StallBody()])
        {
            _server.Faults.Clear();
            _server.Faults.Add(fault with { Path = "/runs", Times = 1000 });
            var before = _server.Faults.Happened;
            using var stop = new CancellationTokenSource();
            Task[] all =
            [
                core.GetRunAsync(new(Project, "run-000001"), stop.Token),
                core.IdsAsync(new RunQuery { Project = Project }, stop.Token),
                core.CreateRunAsync(Document(NameGenerator.Id()), stop.Token),
                core.DeleteRunAsync(new(Project, "run-000002"), false, stop.Token),
                core.GetRunLogsAsync(new(Project, "run-000001"), stop.Token),
            ];
            if (cancel)
            {
                await HappenedAsync(before + all.Length);
                await stop.CancelAsync();
            }
            foreach (var task in all)
            {
                var error = await Assert.ThrowsAnyAsync<Exception>(() => (cancel ? task : PassTimeAsync(task)).WaitAsync(Patience.Long));
                if (cancel) Assert.IsAssignableFrom<OperationCanceledException>(error);
                else Assert.Equal("RequestTimeout", Assert.IsType<ServerException>(error).ErrorId);
            }
        }
    }

    [Fact]
    public async Task Runs_that_go_while_many_are_asked_for_are_errors_of_their_own()
    {
        var ids = _server.Seed(Project, 200, new() { Prefix = "some-" });
        foreach (var id in ids.Where((_, i) => i % 7 == 0)) await _core.DeleteRunAsync(new(Project, id), false, default);
        var found = 0;
        foreach (var id in ids)
        {
            try
            {
                Assert.Equal(id, (await _core.GetRunAsync(new(Project, id), default)).Id());
                found++;
            }
            catch (EntityNotFoundException exception)
            {
                Assert.Equal("RunNotFound", exception.ErrorId);
            }
        }
        Assert.Equal(200 - 29, found);
    }

    [Fact]
    public async Task A_run_of_50_MB_is_read_and_listed()
    {
        _server.Faults.Add(Fault.BigRun(50) with { Method = "GET", Path = "/runs/run-000005" });
        var run = await _core.GetRunAsync(new(Project, "run-000005"), default);
        Assert.True(run.Json.Length > 50_000_000);
        Assert.Equal(30, (await _core.IdsAsync(new RunQuery { Project = Project })).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_an_hour_off_changes_nothing(int hours)
    {
        _server.ClockSkew = TimeSpan.FromHours(hours);
        _server.Faults.Add(Fault.ResetAfterActing() with { Method = "POST", Path = "/runs$" });
        Assert.Equal("skewed", (await _core.CreateRunAsync(Document("skewed"), default)).Id());
        _server.Faults.Add(Fault.Status(503) with { RetryAt = DateTimeOffset.UtcNow.AddHours(hours).AddSeconds(1), Method = "GET", Path = "/runs\\?" });
        Assert.Equal(31, (await _core.IdsAsync(new RunQuery { Project = Project })).Count);
    }

    [Fact]
    public async Task Compressed_answers_are_read()
    {
        _server.Faults.Add(Fault.Gzip() with { Times = 1000 });
        Assert.Equal(30, (await _core.IdsAsync(new RunQuery { Project = Project })).Count);
        Assert.Equal("run-000001", (await _core.GetRunAsync(new(Project, "run-000001"), default)).Id());
    }

    [Fact]
    public async Task Nobody_listening_is_said()
    {
        using var closed = new ClosedPort();
        await using var core = new CoreBackend(new CoreTransport(new CoreOptions(closed.Address)));
        var error = await Assert.ThrowsAsync<ServerException>(() => core.CheckAsync(default));
        Assert.Equal("ConnectionFailed", error.ErrorId);
        Assert.Contains(closed.Address.Authority, error.Message, StringComparison.Ordinal);
    }

    private static Fault Of(string how) => how switch
    {
        "before" => Fault.Reset(),
        "after" => Fault.ResetAfterActing(),
        "half" => Fault.HalfBody(),
        _ => Fault.StallBody(),
    };

    // What stalls ends with the time limit: on a clock that the test moves, since a busy machine may need any time for the rest.
    private CoreBackend Open(string how = "") =>
        new(new CoreTransport(new CoreOptions(_server.Endpoint) { Timeout = Limit, Clock = how == "stall" ? _clock : TimeProvider.System }));

    private async Task<T> EndAsync<T>(string how, Task<T> operation)
    {
        if (how == "stall")
        {
            await HappenedAsync(1);
            _clock.Advance(Limit);
        }
        return await operation;
    }

    private async Task PassTimeAsync(Task operation)
    {
        while (!operation.IsCompleted)
        {
            _clock.Advance(Limit);
            await Task.WhenAny(operation, Task.Delay(20));
        }
        await operation;
    }

    private async Task HappenedAsync(int times)
    {
        var end = DateTime.UtcNow + Patience.Long;
        while (_server.Faults.Happened < times && DateTime.UtcNow < end) await Task.Delay(5);
        Assert.True(_server.Faults.Happened >= times);
    }

    private System.Collections.Specialized.OrderedDictionary Document(string id) =>
        Docs.Run(Project, id, kind: "python+job:run", spec: Docs.Map(("task", _task), ("local_execution", true)));
}

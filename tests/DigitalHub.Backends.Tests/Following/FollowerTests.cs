using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.Backends.Tests.Core;
using DigitalHub.Backends.Tests.Core.Transport;

namespace DigitalHub.Backends.Tests.Following;

/// <summary>Following runs: when each comes out, what a look costs, and how long the pauses are. No test sleeps.</summary>
public sealed class FollowerTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MemoryCore _core = new();
    private readonly HastyClock _clock = new();
    private readonly Session _session;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _core.DisposeAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public FollowerTests() => _session = new Session(new CoreBackend(_core), BackendType.Core, "core", "https://core.example.org");

    [Fact]
    public async Task A_run_that_has_ended_costs_one_request()
    {
        Add("a", "COMPLETED");
        var follower = Following(WaitGoal.End, "a");

        Assert.Equal(["a Reached"], await LookAsync(follower));
        Assert.Equal(["GET /api/v1/-/pp/runs/a"], _core.Paths);
        Assert.Equal(0, follower.Count);
    }

    [Fact]
    public async Task Each_comes_out_as_it_ends()
    {
        foreach (var id in (string[])["a", "b", "c", "d", "e"]) Add(id, "RUNNING");
        var follower = Following(WaitGoal.End, "a", "b", "c", "d", "e");
        Assert.Empty(await LookAsync(follower));

        Move("a", "COMPLETED");
        Move("b", "ERROR");
        Assert.Equal(["a Reached", "b Failed"], await LookAsync(follower));
        Move("c", "STOP");
        Move("d", "DELETED");
        Assert.Equal(["d Gone"], await LookAsync(follower));
        Move("c", "STOPPED");
        _core.Remove("e");
        Assert.Equal(["c Stopped", "e Gone"], await LookAsync(follower));
        Assert.Equal((0, 5), (follower.Count, follower.Total));
    }

    [Fact]
    public async Task A_run_on_its_way_out_is_waited_for_until_it_is_gone()
    {
        Add("a", "DELETING");
        var follower = Following(WaitGoal.End, "a");

        Assert.Empty(await LookAsync(follower));
        _core.Remove("a");
        Assert.Equal(["a Gone"], await LookAsync(follower));
    }

    [Fact]
    public async Task An_id_that_never_was_there_is_not_gone_but_unknown()
    {
        var follower = Following(WaitGoal.End);
        follower.Add(_session, new RunAddress("pp", "none"), null);

        var ended = await EndedAsync(follower);

        Assert.Equal(RunOutcome.Unknown, Assert.Single(ended).Outcome);
        Assert.Equal("RunNotFound", ended[0].Error!.ErrorId);
    }

    [Fact]
    public async Task The_same_run_is_followed_once()
    {
        Add("a", "COMPLETED");
        var follower = Following(WaitGoal.End, "a");

        Assert.False(follower.Add(new Session(new CoreBackend(_core), BackendType.Core, "again", "https://core.example.org"), new RunAddress("pp", "a"), null));
        Assert.Equal(["a Reached"], await LookAsync(follower));
    }

    [Fact]
    public async Task Runs_of_several_projects_and_sessions_are_followed_at_once()
    {
        var other = new MemoryCore(15, "p1", "p2");
        var second = new Session(new CoreBackend(other), BackendType.Core, "second", "https://second.example.org");
        Add("a", "RUNNING");
        foreach (var project in (string[])["p1", "p2"]) other.Add(Document(project, $"{project}-a", "RUNNING"));
        var follower = Following(WaitGoal.End, "a");
        foreach (var project in (string[])["p1", "p2"]) follower.Add(second, new RunAddress(project, $"{project}-a"), null);

        Assert.Empty(await LookAsync(follower));
        Set(other.Runs.Single(run => run.Text("id") == "p2-a"), "COMPLETED");
        Move("a", "COMPLETED");
        Assert.Equal(["a Reached", "p2-a Reached"], await LookAsync(follower));
    }

    [Theory]
    [InlineData("RUNNING", null, null)]
    [InlineData("RUNNING", "http://s:8080", "Reached")]
    [InlineData("PENDING", "http://s:8080", null)]
    [InlineData("COMPLETED", "http://s:8080", "Missed")]
    [InlineData("ERROR", null, "Failed")]
    public async Task A_service_is_ready_when_it_is_running_and_has_an_address(string state, string? url, string? outcome)
    {
        var run = Add("a", state);
        if (url is not null) run.Section("status")["service"] = Docs.Map(("url", url));
        var follower = Following(new WaitGoal { Ready = true }, "a");

        Assert.Equal(outcome is null ? [] : [$"a {outcome}"], await LookAsync(follower));
    }

    [Theory]
    [InlineData("RUNNING", "", "Reached")]
    [InlineData("COMPLETED", "COMPLETED RUNNING READY", "Reached")]
    [InlineData("COMPLETED", "COMPLETED READY", "Missed")]
    [InlineData("ERROR", "ERROR RUNNING", "Failed")]
    [InlineData("PENDING", "", "Reached")]
    [InlineData("READY", "", null)]
    public async Task States_can_be_waited_for(string state, string moves, string? outcome)
    {
        Add("a", state, moves);
        var follower = Following(new WaitGoal { States = ["RUNNING", "PENDING"] }, "a");

        Assert.Equal(outcome is null ? [] : [$"a {outcome}"], await LookAsync(follower));
    }

    [Fact]
    public async Task What_is_waited_for_to_be_deleted_is_as_wanted_when_it_is_gone()
    {
        Add("a", "RUNNING");
        var follower = Following(new WaitGoal { States = ["DELETED"] }, "a");
        Assert.Empty(await LookAsync(follower));

        _core.Remove("a");
        Assert.Equal(["a Reached"], await LookAsync(follower));
    }

    [Fact]
    public async Task The_account_of_a_failure_that_is_written_a_moment_later_is_waited_for()
    {
        var run = Add("a", "ERROR", "RUNNING PENDING READY BUILT");
        var follower = Following(WaitGoal.End, "a");

        Assert.Empty(await LookAsync(follower));
        Assert.True(follower.Pause <= TimeSpan.FromSeconds(0.5));
        Set(run, "ERROR", "ERROR RUNNING PENDING READY BUILT");
        run.Section("status")["message"] = "why";
        var ended = Assert.Single(await EndedAsync(follower));
        Assert.Equal("why", ended.Run!.Message);
    }

    [Fact]
    public async Task An_account_that_never_comes_is_not_waited_for_long()
    {
        Add("a", "ERROR", "RUNNING");
        var follower = Following(WaitGoal.End, "a");

        Assert.Empty(await LookAsync(follower));
        _clock.Advance(RunFollower.SettlingTime);
        Assert.Equal(["a Failed"], await LookAsync(follower));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("RUNNING", true)]
    public async Task Runs_whose_account_is_not_the_servers_are_settled_at_once(string moves, bool local)
    {
        var run = Add("a", "ERROR", moves);
        if (local) run.Section("spec")["local_execution"] = true;

        Assert.Equal(["a Failed"], await LookAsync(Following(WaitGoal.End, "a")));
    }

    [Fact]
    public async Task Most_of_the_runs_of_a_state_are_read_page_by_page()
    {
        var ids = Many(1000, "RUNNING");
        var follower = Following(WaitGoal.End, ids);
        Assert.Empty(await LookAsync(follower));
        var first = _core.Requests.Count;

        Move(ids[3], "COMPLETED");
        _core.Remove(ids[4]);
        Assert.Equal([$"{ids[3]} Reached", $"{ids[4]} Gone"], await LookAsync(follower));

        // A count and a listing; the listing, and what is missing from it.
        Assert.True(first <= 5, $"{first} requests");
        Assert.Equal([ids[3], ids[4]], _core.Paths.Skip(first).Where(path => path.StartsWith("GET /api/v1/-/pp/runs/", StringComparison.Ordinal)).Select(path => path.Split('/')[^1]).Order(StringComparer.Ordinal));
        Assert.True(_core.Requests.Count - first <= 5, $"{_core.Requests.Count - first} requests");
    }

    [Fact]
    public async Task Few_among_many_are_asked_for_one_by_one()
    {
        var ids = Many(3000, "RUNNING");
        var follower = Following(WaitGoal.End, ids[..20]);
        Assert.Empty(await LookAsync(follower));
        var first = _core.Requests.Count;

        Assert.Empty(await LookAsync(follower));

        Assert.Equal(20, _core.Requests.Count - first);
    }

    [Fact]
    public async Task All_moving_on_at_once_are_found_where_they_went()
    {
        var ids = Many(300, "READY");
        var follower = Following(WaitGoal.End, ids);
        Assert.Empty(await LookAsync(follower));
        var first = _core.Requests.Count;

        foreach (var id in ids) Move(id, "RUNNING");
        Assert.Empty(await LookAsync(follower));
        Assert.True(_core.Requests.Count - first < 10, $"{_core.Requests.Count - first} requests");

        foreach (var id in ids) Move(id, "COMPLETED");
        Assert.Equal(300, (await LookAsync(follower)).Length);
        Assert.True(_core.Requests.Count - first < 30, $"{_core.Requests.Count - first} requests");
    }

    [Fact]
    public async Task A_thousand_runs_cost_less_than_a_megabyte_a_second_and_no_more_than_twice_the_least()
    {
        var ids = Many(1000, "RUNNING");
        var follower = Following(WaitGoal.End, ids);
        var started = _clock.GetTimestamp();
        var each = JsonText.Write(_core.Runs[0]).Length;
        const int Looks = 20;

        for (var i = 0; i < Looks; i++)
        {
            Assert.Empty(await LookAsync(follower));
            _clock.Advance(follower.Pause);
        }

        var listed = _core.Paths.Count(path => !path.Contains("size=1&", StringComparison.Ordinal) && !path.EndsWith("size=1", StringComparison.Ordinal));
        var bytes = (double)Looks * ids.Length * each;
        Assert.True(bytes / _clock.GetElapsedTime(started).TotalSeconds < 1_000_000, $"{bytes} bytes in {_clock.GetElapsedTime(started)}");
        Assert.True(listed <= 2 * Looks, $"{listed} requests for {Looks} looks");
    }

    [Fact]
    public async Task Large_runs_are_looked_at_less_often()
    {
        Add("a", "RUNNING").Section("status")["log"] = new string('x', 5_000_000);
        var follower = Following(WaitGoal.End, "a");

        Assert.Empty(await LookAsync(follower));

        Assert.True(follower.Pause > TimeSpan.FromSeconds(5), follower.Pause.ToString());
    }

    [Fact]
    public async Task Runs_of_a_file_are_read_one_by_one_and_as_fast_as_they_come()
    {
        // What the store holds besides is not even counted: that alone takes longer.
        var ids = Many(1000, "RUNNING");
        foreach (var run in _core.Runs.Take(10)) run.Section("status")["log"] = new string('x', 500_000);
        var session = new Session(new CoreBackend(_core), BackendType.Local, "local", "/store.db");
        var follower = new RunFollower(WaitGoal.End, null, 8, _clock);
        foreach (var id in ids) follower.Add(session, new RunAddress("pp", id), null);
        var started = _clock.GetTimestamp();

        Assert.Empty(await LookAsync(follower));

        Assert.Equal(1000, _core.Requests.Count);
        Assert.Equal(TimeSpan.Zero, _clock.GetElapsedTime(started));
        Assert.Equal(TimeSpan.FromSeconds(0.5), follower.Pause);
    }

    [Fact]
    public async Task Pauses_grow_while_nothing_happens_and_begin_anew_when_something_does()
    {
        Add("a", "READY");
        var follower = Following(WaitGoal.End, "a");
        Assert.Empty(await LookAsync(follower));
        Assert.Equal(TimeSpan.FromSeconds(0.5), follower.Pause);

        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(await LookAsync(follower));
        Assert.Equal(TimeSpan.FromSeconds(3), follower.Pause);
        _clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(TimeSpan.FromSeconds(10), follower.Pause);

        Move("a", "RUNNING");
        Assert.Empty(await LookAsync(follower));
        Assert.Equal(TimeSpan.FromSeconds(0.5), follower.Pause);
    }

    [Fact]
    public async Task An_interval_is_kept()
    {
        Add("a", "READY");
        var follower = new RunFollower(WaitGoal.End, TimeSpan.FromSeconds(7), 8, _clock);
        follower.Add(_session, new RunAddress("pp", "a"), null);
        Assert.Empty(await LookAsync(follower));

        Assert.Equal(TimeSpan.FromSeconds(7), follower.Pause);
        _clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(TimeSpan.FromSeconds(7), follower.Pause);
    }

    [Theory]
    [InlineData("ConnectionFailed", ErrorKind.ConnectionError, 50)]
    [InlineData("ServerUnavailable", ErrorKind.ResourceUnavailable, 50)]
    [InlineData("RequestTimeout", ErrorKind.OperationTimeout, 50)]
    [InlineData("ServerError", ErrorKind.ResourceUnavailable, 5)]
    [InlineData("UnexpectedResponse", ErrorKind.InvalidResult, 5)]
    public async Task Passing_troubles_of_the_server_end_nothing_and_are_told_once(string id, ErrorKind kind, int times)
    {
        Add("a", "RUNNING");
        Add("b", "RUNNING");
        var follower = Following(WaitGoal.End, "a", "b");
        var said = new ConcurrentQueue<Notice>();
        using var _ = Notices.Collect(said.Enqueue);
        _core.Before = _ => throw new ServerException(id, kind, "out of order");

        for (var i = 0; i < times; i++) Assert.Empty(await LookAsync(follower));
        Assert.InRange(follower.Pause, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));
        Assert.Single(said, notice => notice.IsWarning);

        _core.Before = null;
        Move("a", "COMPLETED");
        Move("b", "COMPLETED");
        Assert.Equal(["a Reached", "b Reached"], await LookAsync(follower));
    }

    [Theory]
    [InlineData("AccessDenied", ErrorKind.PermissionDenied)]
    [InlineData("AuthenticationFailed", ErrorKind.AuthenticationError)]
    public async Task What_does_not_pass_ends_the_wait_for_the_run(string id, ErrorKind kind)
    {
        Add("a", "RUNNING");
        var follower = Following(WaitGoal.End, "a");
        _core.Before = _ => throw new ServerException(id, kind, "no");

        var ended = Assert.Single(await EndedAsync(follower));

        Assert.Equal((RunOutcome.Unknown, id), (ended.Outcome, ended.Error!.ErrorId));
    }

    [Theory]
    [InlineData("ServerError", ErrorKind.ResourceUnavailable)]
    [InlineData("UnexpectedResponse", ErrorKind.InvalidResult)]
    public async Task A_failure_that_stays_ends_the_wait_in_the_end(string id, ErrorKind kind)
    {
        Add("a", "RUNNING");
        var follower = Following(WaitGoal.End, "a");
        _core.Before = _ => throw new ServerException(id, kind, "no");

        FollowedRun[] ended = [];
        for (var i = 0; i < 20 && ended.Length == 0; i++) ended = await EndedAsync(follower);

        Assert.Equal(id, Assert.Single(ended).Error!.ErrorId);
    }

    [Fact]
    public async Task A_look_that_is_left_loses_nothing_that_was_found()
    {
        string[] ids = ["a", "b", "c", "d", "e", "f"];
        foreach (var id in ids) Add(id, "COMPLETED");
        var follower = Following(WaitGoal.End, ids);
        var found = new List<string>();

        while (follower.Count > 0)
        {
            await foreach (var run in follower.LookAsync(default))
            {
                found.Add(run.Address.Id);
                break;
            }
        }

        Assert.Equal(ids, found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_look_can_be_stopped()
    {
        Add("a", "RUNNING");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EndedAsync(Following(WaitGoal.End, "a"), stop.Token));
    }

    private string[] Many(int count, string state)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(number => $"r{number.ToString("D5", CultureInfo.InvariantCulture)}")];
        foreach (var id in ids) Add(id, state).Section("spec")["parameters"] = Docs.Map(("text", new string('x', 2000)));
        return ids;
    }

    private OrderedDictionary Add(string id, string state, string moves = "") => _core.Add(Document("pp", id, state, moves));

    private static OrderedDictionary Document(string project, string id, string state, string moves = "")
    {
        var run = Docs.Run(project, id, kind: "python+job:run", spec: Docs.Map(("task", $"python+job://{project}/t")));
        Set(run, state, moves);
        return run;
    }

    private void Move(string id, string state) => Set(_core.Runs.Single(run => run.Text("id") == id), state);

    private static void Set(OrderedDictionary run, string state, string moves = "")
    {
        run.Section("status")["state"] = state;
        run.Section("status")["transitions"] = moves.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(move => (object)Docs.Map(("status", move), ("time", "2026-01-01T00:00:00Z"))).ToArray();
    }

    private RunFollower Following(WaitGoal goal, params string[] ids)
    {
        var follower = new RunFollower(goal, null, 8, _clock);
        // As they come from a listing, with what was known of them then.
        foreach (var id in ids) follower.Add(_session, new RunAddress("pp", id), new Run(StoredDocument.Read(JsonText.Write(_core.Runs.Single(run => run.Text("id") == id))), _session));
        return follower;
    }

    private static async Task<string[]> LookAsync(RunFollower follower) => [.. (await EndedAsync(follower)).Select(run => $"{run.Address.Id} {run.Outcome}").Order(StringComparer.Ordinal)];

    private static async Task<FollowedRun[]> EndedAsync(RunFollower follower, CancellationToken cancellationToken = default)
    {
        var ended = new List<FollowedRun>();
        await foreach (var run in follower.LookAsync(cancellationToken)) ended.Add(run);
        return [.. ended];
    }
}

using System.Collections.Concurrent;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>
/// The same asked for twice at the same time, as by a list that has a run twice or by two runspaces: a core would take the
/// second DELETE or stop for force (contract 0.8).
/// </summary>
public sealed class TwiceTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly RunAddress A = new("pp", "a");

    private readonly MemoryCore _core = new();
    private readonly CoreBackend _backend;
    private readonly ConcurrentQueue<HttpMethod> _sent = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TwiceTests()
    {
        _backend = new CoreBackend(_core);
        Add("a");
        _core.Hold = request =>
        {
            _sent.Enqueue(request.Method);
            return _open.Task;
        };
    }

    public Task InitializeAsync() => Task.CompletedTask;

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _core.DisposeAsync();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task A_run_that_is_removed_twice_is_not_forced(int times)
    {
        var removals = Many(times, () => _backend.DeleteRunAsync(A, force: false, default));
        Assert.Single(_sent);
        _open.SetResult();

        Assert.All(await Task.WhenAll(removals), deletion => Assert.Equal((false, "DELETING"), (deletion.Gone, deletion.Answer.State())));
        Assert.Equal(["a"], _core.Runs.Select(run => run.Text("id")));
        Assert.Single(_sent, method => method == HttpMethod.Delete);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task A_run_that_is_stopped_twice_is_waited_for(int times)
    {
        var stops = Many(times, () => _backend.InvokeRunActionAsync(A, "stop", default));
        Assert.Single(_sent);
        _open.SetResult();

        Assert.All(await Task.WhenAll(stops), run => Assert.Equal("STOP", run.State()));
        Assert.Single(_sent, method => method == HttpMethod.Post);
    }

    [Fact]
    public async Task Others_are_not_waited_for()
    {
        Add("b");
        var removals = new[] { _backend.DeleteRunAsync(A, false, default), _backend.DeleteRunAsync(new("pp", "b"), false, default) };
        Assert.Equal(2, _sent.Count);
        _open.SetResult();
        await Task.WhenAll(removals);
        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public async Task One_that_is_gone_by_the_first_is_not_found_by_the_second()
    {
        _core.Runs[0].Section("spec")["local_execution"] = true;
        var removals = Many(2, () => _backend.DeleteRunAsync(A, false, default));
        _open.SetResult();

        Assert.True((await removals[0]).Gone);
        Assert.Equal("RunNotFound", (await Assert.ThrowsAsync<EntityNotFoundException>(() => removals[1])).ErrorId);
    }

    [Fact]
    public async Task By_force_a_second_one_ends_it_after_the_first()
    {
        var first = _backend.DeleteRunAsync(A, force: false, default);
        var second = _backend.DeleteRunAsync(A, force: true, default);
        Assert.Single(_sent);
        _open.SetResult();

        Assert.False((await first).Gone);
        Assert.True((await second).Gone);
        Assert.Empty(_core.Runs);
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("stop")]
    public async Task Who_waits_for_his_turn_can_be_stopped(string what)
    {
        using var stop = new CancellationTokenSource();
        Task Ask(CancellationToken token) => what == "stop" ? _backend.InvokeRunActionAsync(A, what, token) : _backend.DeleteRunAsync(A, false, token);
        var first = Ask(default);
        var second = Ask(stop.Token);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(first.IsCompleted);

        _open.SetResult();
        await first;
        await Ask(default);
        Assert.Single(_sent, method => method != HttpMethod.Get);
    }

    [Fact]
    public async Task Where_the_first_fails_the_second_tries_itself()
    {
        var isFirst = true;
        _core.Before = request =>
        {
            if (request.Method != HttpMethod.Delete || !isFirst) return;
            isFirst = false;
            throw new ServerException("AccessDenied", ErrorKind.PermissionDenied, "denied") { StatusCode = 403 };
        };
        var removals = Many(2, () => _backend.DeleteRunAsync(A, false, default));
        _open.SetResult();

        await Assert.ThrowsAsync<ServerException>(() => removals[0]);
        Assert.Equal("DELETING", (await removals[1]).Answer.State());
        Assert.Equal([HttpMethod.Delete, HttpMethod.Delete], _sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_removal_of_which_nobody_knows_whether_it_was_heard_is_looked_first(bool heard)
    {
        _open.SetResult();
        using var stop = new CancellationTokenSource();
        // Stopped while its answer is under way.
        _core.Before = request =>
        {
            if (request.Method == HttpMethod.Delete) stop.Cancel();
        };
        _core.Lose(HttpMethod.Delete, heard);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _backend.DeleteRunAsync(A, false, stop.Token));

        Assert.Equal("DELETING", (await _backend.DeleteRunAsync(A, false, default)).Answer.State());
        Assert.Equal(heard ? 1 : 2, _sent.Count(method => method == HttpMethod.Delete));
        Assert.Single(_core.Runs);
    }

    private static List<Task<T>> Many<T>(int times, Func<Task<T>> action) => [.. Enumerable.Range(0, times).Select(_ => action())];

    private void Add(string id)
    {
        var run = Docs.Run("pp", id, id, "python+job:run", Docs.Map(("task", "python+job://pp/t1"), ("function", "python://pp/x:1")));
        run["status"] = Docs.Map(("state", "RUNNING"), ("transitions", new object?[] { Docs.Map(("status", "RUNNING")), Docs.Map(("status", "BUILT")) }));
        _core.Add(run);
    }
}

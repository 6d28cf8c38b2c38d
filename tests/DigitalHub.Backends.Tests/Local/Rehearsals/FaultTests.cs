using DigitalHub.Backends.Local.Rehearsals;
using DigitalHub.Backends.Tests.Contract;
using static DigitalHub.Backends.Tests.Local.Rehearsals.RehearsedStage;

namespace DigitalHub.Backends.Tests.Local.Rehearsals;

/// <summary>Operations that a rehearsal lets fail.</summary>
public sealed class FaultTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly RunAddress A = new("alpha", "a");

    private static readonly Dictionary<string, Func<IBackend, Task>> Calls = new()
    {
        ["Create"] = backend => backend.CreateRunAsync(Run("b"), default),
        ["Get"] = backend => backend.GetRunAsync(A, default),
        ["List"] = backend => backend.ListRunsAsync(new RunQuery(), default).ToListAsync(),
        ["Update"] = backend => backend.UpdateRunAsync(A, new EntityChange { Name = "n" }, default),
        ["Stop"] = backend => backend.InvokeRunActionAsync(A, "stop", default),
        ["Resume"] = backend => IgnoreAsync(backend.InvokeRunActionAsync(A, "resume", default)),
        ["Log"] = backend => backend.GetRunLogsAsync(A, default),
        ["Metric"] = backend => backend.AddRunMetricAsync(A, new MetricAddition("m", [1], false, false), default),
        ["Remove"] = backend => backend.DeleteRunAsync(A, force: false, default),
    };

    private readonly RehearsedStage _stage = new();

    public static TheoryData<string> Operations => [.. Calls.Keys];

    public static TheoryData<string> Errors => [.. RehearsalFault.Errors];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    [Fact]
    public void Every_operation_is_tried() => Assert.Equal(RehearsalFault.Operations.Order(StringComparer.Ordinal), Calls.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_fails_as_often_as_was_said_and_no_other_does(string operation)
    {
        var backend = await MakeAsync($$"""{"Fault":{"On":"{{operation.ToLowerInvariant()}}","Times":2} }""");
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<ServerException>(() => Calls[operation](backend));
            Assert.Equal(("ServerUnavailable", ErrorKind.ResourceUnavailable, 503), (error.ErrorId, error.Kind, error.StatusCode));
            Assert.NotNull(error.RecommendedAction);
        }
        foreach (var call in Calls.Values) await call(backend);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_is_the_one_of_a_core(string error)
    {
        var backend = await MakeAsync($$"""{"Fault":{"On":"Update","Error":"{{error}}"} }""");
        var thrown = await Assert.ThrowsAsync<ServerException>(() => backend.UpdateRunAsync(A, new EntityChange { Name = "n" }, default));
        Assert.Equal(error, thrown.ErrorId);
        Assert.Equal("PUT /api/v1/-/alpha/runs/a", thrown.Request);
        Assert.Equal("a", (await backend.GetRunAsync(A, default)).Map.Text("name"));
    }

    [Fact]
    public async Task Only_creations_that_fit_fail_and_take_nobody_s_turn()
    {
        var backend = await MakeAsync("""{"Function":"train","Fault":{"On":"Create","Times":1,"Error":"ServerError"} }""", """{"After":0,"Outcome":["ERROR","COMPLETED"]}""");
        Assert.Equal("ERROR", (await backend.CreateRunAsync(Run("c", function: "test"), default)).State());
        Assert.Equal("ServerError", (await Assert.ThrowsAsync<ServerException>(() => backend.CreateRunAsync(Run("b", function: "train"), default))).ErrorId);
        Assert.Equal("COMPLETED", (await backend.CreateRunAsync(Run("b", function: "train"), default)).State());
    }

    [Fact]
    public async Task Of_many_at_once_as_many_fail_as_was_said()
    {
        var backend = await MakeAsync("""{"Fault":{"On":["Get","List"],"Times":7} }""");
        var failed = 0;
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(async () =>
        {
            try
            {
                await backend.GetRunAsync(A, default);
            }
            catch (ServerException)
            {
                Interlocked.Increment(ref failed);
            }
        })));
        Assert.Equal(7, failed);
    }

    [Fact]
    public async Task An_archive_in_the_store_s_own_file_is_found_behind_its_faults()
    {
        var backend = await MakeAsync("""{"Fault":{"On":"Get"} }""");
        await using var archive = ((IBackendFactory)new BackendFactory()).OpenArchive(new LocalStoreOptions(_stage.Path));
        Assert.True(await archive.IsFileOfAsync(backend, mayLock: false, default));
    }

    private async Task<IBackend> MakeAsync(params string[] rules)
    {
        var store = await _stage.OpenAsync();
        await store.CreateRunAsync(Run("a", name: "a"), default);
        foreach (var state in (string[])["BUILT", "READY", "RUNNING"]) await store.UpdateRunAsync(A, new EntityChange { State = state }, default);
        await store.DisposeAsync();
        var faulty = ((IBackendFactory)new BackendFactory()).OpenLocalStore(new LocalStoreOptions(_stage.Path) { Rehearsal = Rules(rules), Clock = _stage.Clock });
        Assert.IsType<FaultyBackend>(faulty);
        _stage.Close(faulty);
        return faulty;
    }

    private static async Task IgnoreAsync(Task<StoredDocument> task)
    {
        try
        {
            await task;
        }
        catch (DigitalHubException exception) when (exception.ErrorId == "TransitionRefused")
        {
            // No local run is resumed.
        }
    }
}

using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>Commands block on a backend's tasks, also on threads that a window's loop owns.</summary>
public sealed class BlockingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Calls => [.. All.Keys];

    private static readonly EntityAddress Function = new(EntityType.Function, "alpha", "f");

    /// <summary>A call of each method, by its name without <c>Async</c>, that goes well on a store with what <see cref="FillAsync"/> makes.</summary>
    internal static readonly Dictionary<string, Func<IBackend, Task>> All = new()
    {
        ["Check"] = backend => backend.CheckAsync(default),
        ["GetApiLevel"] = backend => backend.GetApiLevelAsync(default).AsTask(),
        ["GetKinds"] = backend => backend.GetKindsAsync(fresh: true, default),
        ["GetProject"] = backend => backend.GetProjectAsync("alpha", default),
        ["ListProjects"] = backend => DrainAsync(backend.ListProjectsAsync(new ProjectQuery(), default)),
        ["CountProjects"] = backend => backend.CountProjectsAsync(new ProjectQuery(), default),
        ["CreateProject"] = backend => backend.CreateProjectAsync(Docs.Project("beta"), default),
        ["UpdateProject"] = backend => backend.UpdateProjectAsync("alpha", new EntityChange { AddLabels = ["x"] }, default),
        ["DeleteProject"] = backend => backend.DeleteProjectAsync("alpha", cascade: true, default),
        ["GetRun"] = backend => backend.GetRunAsync(new("alpha", "a"), default),
        ["ListRuns"] = backend => DrainAsync(backend.ListRunsAsync(new RunQuery(), default)),
        ["CountRuns"] = backend => backend.CountRunsAsync(new RunQuery(), default),
        ["CheckNewRun"] = backend => backend.CheckNewRunAsync(Docs.Run("alpha", "b"), default),
        ["CreateRun"] = backend => backend.CreateRunAsync(Docs.Run("alpha", "b"), default),
        ["RecordRun"] = backend => backend.RecordRunAsync(new WholeRun(StoredDocument.Of(Docs.Run("alpha", "c")), [], new Dictionary<string, RunMetric>()), default),
        ["UpdateRun"] = backend => backend.UpdateRunAsync(new("alpha", "a"), new EntityChange { Name = "b" }, default),
        ["DeleteRun"] = backend => backend.DeleteRunAsync(new("alpha", "a"), force: false, default),
        ["DeleteReadRun"] = async backend =>
        {
            var read = await WholeRun.ReadAsync(backend, new("alpha", "a"), default).ConfigureAwait(false);
            Assert.NotNull(await backend.DeleteReadRunAsync(new("alpha", "a"), read, force: false, default).ConfigureAwait(false));
        },
        ["InvokeRunAction"] = backend => backend.InvokeRunActionAsync(new("alpha", "a"), "stop", default),
        ["IsMoving"] = backend => backend.IsMovingAsync(new("alpha", "a"), default),
        ["GetRunLogs"] = backend => backend.GetRunLogsAsync(new("alpha", "a"), default),
        ["GetRunMetrics"] = backend => backend.GetRunMetricsAsync(new("alpha", "a"), default),
        ["SetRunMetric"] = backend => backend.SetRunMetricAsync(new("alpha", "a"), "m", new RunMetric([1], false), default),
        ["AddRunMetric"] = backend => backend.AddRunMetricAsync(new("alpha", "a"), new MetricAddition("m", [1], false, false), default),
        ["GetRunResources"] = backend => backend.GetRunResourcesAsync(new("alpha", "a"), default)
            .ContinueWith(task => Assert.IsType<DigitalHubException>(task.Exception?.InnerException), TaskScheduler.Default),
        ["OpenRunFeed"] = backend => backend.OpenRunFeedAsync(new RunFeedQuery(null, false, []), default),
        ["GetEntity"] = backend => backend.GetEntityAsync(Function, default),
        ["ListEntities"] = backend => DrainAsync(backend.ListEntitiesAsync(new EntityQuery(EntityType.Function), default)),
        ["CountEntities"] = backend => backend.CountEntitiesAsync(new EntityQuery(EntityType.Function), default),
        ["CreateEntity"] = backend => backend.CreateEntityAsync(EntityType.Function, Docs.Map(("kind", "python"), ("project", "alpha"), ("name", "train")), default),
        ["UpdateEntity"] = backend => backend.UpdateEntityAsync(Function, new EntityChange { AddLabels = ["x"] }, default),
        ["DeleteEntity"] = backend => backend.DeleteEntityAsync(Function, cascade: true, default),
        ["CountRunsOf"] = backend => backend.CountRunsOfAsync(Function, default),
        ["Dispose"] = backend => backend.DisposeAsync().AsTask(),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_method_is_tried() =>
        Assert.Equal(
            typeof(IBackend).GetMethods().Where(method => !method.IsSpecialName).Select(method => method.Name[..^"Async".Length]).Append("Dispose").Order(StringComparer.Ordinal),
            All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_caller_may_block_on_a_thread_whose_loop_stands_still(string call)
    {
        var writer = await MakeAsync("beside-writer.db");
        Block(() => All[call](writer));
        await writer.DisposeAsync();

        await (await MakeAsync("alone.db")).DisposeAsync();
        var alone = new LocalStore(new LocalStoreOptions(_folder.File("alone.db")));
        Block(() => All[call](alone));
        await alone.DisposeAsync();
    }

    private async Task<LocalStore> MakeAsync(string name)
    {
        var store = new LocalStore(new LocalStoreOptions(_folder.File(name)));
        await FillAsync(store);
        return store;
    }

    internal static async Task FillAsync(LocalStore store)
    {
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        await store.CreateEntityAsync(EntityType.Function, Docs.Map(("kind", "python"), ("project", "alpha"), ("name", "train"), ("id", "f")), default);
        // More than a page.
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => store.CreateRunAsync(Docs.Run("alpha", $"r{i}"), default)));
        await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
        foreach (var state in (string[])["BUILT", "READY", "RUNNING"]) await store.UpdateRunAsync(new("alpha", "a"), new EntityChange { State = state }, default);
    }

    private static async Task DrainAsync(IAsyncEnumerable<StoredDocument> documents)
    {
        await foreach (var _ in documents.ConfigureAwait(false))
        {
        }
    }

    private static void Block(Func<Task> call)
    {
        Exception? error = null;
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new StandingContext());
            try
            {
                call().GetAwaiter().GetResult();
            }
            catch (Exception exception)
            {
                error = exception;
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        Assert.True(thread.Join(Patience.Long), "The call waits for its own thread.");
        Assert.Null(error);
    }

    /// <summary>The context of a thread that does nothing of what it is asked.</summary>
    private sealed class StandingContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}

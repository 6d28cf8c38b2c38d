using System.Collections.Specialized;

namespace DigitalHub.Backends.Tests.Model;

/// <summary>A backend that is never asked: entities only need the session that holds it.</summary>
internal sealed class FakeBackend : IBackend
{
    public static Session Session { get; } = new(new FakeBackend(), BackendType.Local, "fake", "nowhere");

    public static Run Run(string json) => new(StoredDocument.Read(json), Session);

    public BackendStatus? Known => null;

    public Task<BackendStatus> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int?> GetApiLevelAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public KindTable? KnownKinds => null;

    public Task<KindTable?> GetKindsAsync(bool fresh, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> GetProjectAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredDocument> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long?> CountProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> CreateProjectAsync(OrderedDictionary document, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> UpdateProjectAsync(string name, EntityChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteProjectAsync(string name, bool cascade, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> GetRunAsync(RunAddress address, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredDocument> ListRunsAsync(RunQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long?> CountRunsAsync(RunQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> RecordRunAsync(WholeRun run, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> UpdateRunAsync(RunAddress address, EntityChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RunDeletion> DeleteRunAsync(RunAddress address, bool force, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RunDeletion?> DeleteReadRunAsync(RunAddress address, WholeRun read, bool force, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> InvokeRunActionAsync(RunAddress address, string action, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> IsMovingAsync(RunAddress address, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<IReadOnlyList<RunLog>> GetRunLogsAsync(RunAddress address, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, RunMetric>> GetRunMetricsAsync(RunAddress address, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetRunMetricAsync(RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RunMetric> AddRunMetricAsync(RunAddress address, MetricAddition addition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ResourceSample>> GetRunResourcesAsync(RunAddress address, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IRunFeed?> OpenRunFeedAsync(RunFeedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> GetEntityAsync(EntityAddress address, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredDocument> ListEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long?> CountEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> CreateEntityAsync(EntityType type, OrderedDictionary document, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredDocument> UpdateEntityAsync(EntityAddress address, EntityChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteEntityAsync(EntityAddress address, bool cascade, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> CountRunsOfAsync(EntityAddress address, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

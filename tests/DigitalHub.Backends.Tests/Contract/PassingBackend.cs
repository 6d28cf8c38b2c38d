using System.Collections.Specialized;

namespace DigitalHub.Backends.Tests.Contract;

/// <summary>A backend that passes everything on to another; tests put in what the other one wants besides.</summary>
internal abstract class PassingBackend(IBackend core) : IBackend
{
    public BackendStatus? Known => core.Known;

    public Task<BackendStatus> CheckAsync(CancellationToken cancellationToken) => core.CheckAsync(cancellationToken);

    public ValueTask<int?> GetApiLevelAsync(CancellationToken cancellationToken) => core.GetApiLevelAsync(cancellationToken);

    public KindTable? KnownKinds => core.KnownKinds;

    public Task<KindTable?> GetKindsAsync(bool fresh, CancellationToken cancellationToken) => core.GetKindsAsync(fresh, cancellationToken);

    public Task<StoredDocument> GetProjectAsync(string name, CancellationToken cancellationToken) => core.GetProjectAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => core.ListProjectsAsync(query, cancellationToken);

    public Task<long?> CountProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => core.CountProjectsAsync(query, cancellationToken);

    public Task<StoredDocument> CreateProjectAsync(OrderedDictionary document, CancellationToken cancellationToken) => core.CreateProjectAsync(document, cancellationToken);

    public Task<StoredDocument> UpdateProjectAsync(string name, EntityChange change, CancellationToken cancellationToken) => core.UpdateProjectAsync(name, change, cancellationToken);

    public virtual Task DeleteProjectAsync(string name, bool cascade, CancellationToken cancellationToken) => core.DeleteProjectAsync(name, cascade, cancellationToken);

    public virtual Task<StoredDocument> GetRunAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunAsync(address, cancellationToken);

    public virtual IAsyncEnumerable<StoredDocument> ListRunsAsync(RunQuery query, CancellationToken cancellationToken) => core.ListRunsAsync(query, cancellationToken);

    public virtual Task<long?> CountRunsAsync(RunQuery query, CancellationToken cancellationToken) => core.CountRunsAsync(query, cancellationToken);

    public Task CheckNewRunAsync(OrderedDictionary document, CancellationToken cancellationToken) => core.CheckNewRunAsync(document, cancellationToken);

    public virtual Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken) => core.CreateRunAsync(document, cancellationToken);

    public virtual Task<StoredDocument> RecordRunAsync(WholeRun run, CancellationToken cancellationToken) => core.RecordRunAsync(run, cancellationToken);

    public Task<StoredDocument> UpdateRunAsync(RunAddress address, EntityChange change, CancellationToken cancellationToken) => core.UpdateRunAsync(address, change, cancellationToken);

    public Task<RunDeletion> DeleteRunAsync(RunAddress address, bool force, CancellationToken cancellationToken) => core.DeleteRunAsync(address, force, cancellationToken);

    public Task<RunDeletion?> DeleteReadRunAsync(RunAddress address, WholeRun read, bool force, CancellationToken cancellationToken) => core.DeleteReadRunAsync(address, read, force, cancellationToken);

    public Task<StoredDocument> InvokeRunActionAsync(RunAddress address, string action, CancellationToken cancellationToken) => core.InvokeRunActionAsync(address, action, cancellationToken);

    public virtual Task<bool> IsMovingAsync(RunAddress address, CancellationToken cancellationToken) => core.IsMovingAsync(address, cancellationToken);

    public virtual Task<IReadOnlyList<RunLog>> GetRunLogsAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunLogsAsync(address, cancellationToken);

    public Task<IReadOnlyDictionary<string, RunMetric>> GetRunMetricsAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunMetricsAsync(address, cancellationToken);

    public Task SetRunMetricAsync(RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken) => core.SetRunMetricAsync(address, name, metric, cancellationToken);

    public Task<RunMetric> AddRunMetricAsync(RunAddress address, MetricAddition addition, CancellationToken cancellationToken) => core.AddRunMetricAsync(address, addition, cancellationToken);

    public Task<IReadOnlyList<ResourceSample>> GetRunResourcesAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunResourcesAsync(address, cancellationToken);

    public virtual Task<IRunFeed?> OpenRunFeedAsync(RunFeedQuery query, CancellationToken cancellationToken) => core.OpenRunFeedAsync(query, cancellationToken);

    public Task<StoredDocument> GetEntityAsync(EntityAddress address, CancellationToken cancellationToken) => core.GetEntityAsync(address, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) => core.ListEntitiesAsync(query, cancellationToken);

    public Task<long?> CountEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) => core.CountEntitiesAsync(query, cancellationToken);

    public Task<StoredDocument> CreateEntityAsync(EntityType type, OrderedDictionary document, CancellationToken cancellationToken) => core.CreateEntityAsync(type, document, cancellationToken);

    public Task<StoredDocument> UpdateEntityAsync(EntityAddress address, EntityChange change, CancellationToken cancellationToken) => core.UpdateEntityAsync(address, change, cancellationToken);

    public Task DeleteEntityAsync(EntityAddress address, bool cascade, CancellationToken cancellationToken) => core.DeleteEntityAsync(address, cascade, cancellationToken);

    public Task<long> CountRunsOfAsync(EntityAddress address, CancellationToken cancellationToken) => core.CountRunsOfAsync(address, cancellationToken);

    public virtual ValueTask DisposeAsync() => core.DisposeAsync();
}

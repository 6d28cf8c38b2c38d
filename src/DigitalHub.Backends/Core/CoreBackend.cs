using System.Collections.Specialized;
using DigitalHub.Backends.Core.Entities;
using DigitalHub.Backends.Core.Listing;
using DigitalHub.Backends.Core.Notifications;
using DigitalHub.Backends.Core.Projects;
using DigitalHub.Backends.Core.Runs;

namespace DigitalHub.Backends.Core;

/// <summary>The backend that is a core: each operation is put together from HTTP requests (contract 1 and 2).</summary>
internal sealed class CoreBackend : IBackend
{
    private readonly ICoreTransport _transport;
    private readonly ProjectStore _projects;
    private readonly EntityStore _entities;
    private readonly KnownRemovals _removals = new();
    private readonly RunRemoval _removal;
    private readonly RunTurns _actions = new();
    private readonly CoreKinds _kinds;

    /// <param name="transport">The way to the core; goes with this.</param>
    public CoreBackend(ICoreTransport transport)
    {
        _transport = transport;
        _projects = new(transport);
        _entities = new(transport);
        _removal = new(transport, _removals);
        _kinds = new(transport);
    }

    public BackendStatus? Known => _transport.Known;

    public async Task<BackendStatus> CheckAsync(CancellationToken cancellationToken)
    {
        var identity = await _transport.IdentityAsync(cancellationToken).ConfigureAwait(false);
        var level = await _transport.LevelAsync(cancellationToken).ConfigureAwait(false);
        if (!level.IsTold && identity.Permissions is null) await ProveAsync(cancellationToken).ConfigureAwait(false);
        return _transport.Known ?? new BackendStatus(identity.User, null, level.Level, Exists: true);
    }

    // Every core tells its level (transcripts discovery, core-0.13, core-0.14). Without that, only what a core alone answers tells one from any other web server.
    private async Task ProveAsync(CancellationToken cancellationToken)
    {
        var request = new CoreRequest(HttpMethod.Get, CorePaths.Projects + "?page=0&size=1");
        var page = CoreDocuments.Value(request, await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false)) as OrderedDictionary;
        if (page?["content"] is not Array || page["totalElements"] is null) throw CoreErrors.Unexpected(request, "a list of projects: it is no DigitalHub core API");
    }

    public async ValueTask<int?> GetApiLevelAsync(CancellationToken cancellationToken) =>
        (await _transport.LevelAsync(cancellationToken).ConfigureAwait(false)).Level;

    public KindTable? KnownKinds => _kinds.Known;

    public Task<KindTable?> GetKindsAsync(bool fresh, CancellationToken cancellationToken) => _kinds.GetAsync(fresh, cancellationToken);

    public Task<StoredDocument> GetProjectAsync(string name, CancellationToken cancellationToken) => _projects.GetAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => _projects.ListAsync(query, cancellationToken);

    public Task<long?> CountProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => ProjectListing.CountAsync(_transport, query, cancellationToken);

    public Task<StoredDocument> CreateProjectAsync(OrderedDictionary document, CancellationToken cancellationToken) => _projects.CreateAsync(document, cancellationToken);

    public Task<StoredDocument> UpdateProjectAsync(string name, EntityChange change, CancellationToken cancellationToken) =>
        _projects.UpdateAsync(name, change, cancellationToken);

    public Task DeleteProjectAsync(string name, bool cascade, CancellationToken cancellationToken) =>
        ProjectRemoval.DeleteAsync(_transport, name, cascade, cancellationToken);

    public async Task<StoredDocument> GetRunAsync(RunAddress address, CancellationToken cancellationToken)
    {
        var request = new CoreRequest(HttpMethod.Get, CorePaths.Run(address)) { Subject = CoreSubject.Run(address) };
        return _removals.Note(await _transport.DocumentAsync(request, cancellationToken).ConfigureAwait(false));
    }

    public IAsyncEnumerable<StoredDocument> ListRunsAsync(RunQuery query, CancellationToken cancellationToken) =>
        new RunListing(_transport, query, _removals.Note).ReadAsync(cancellationToken);

    public Task<long?> CountRunsAsync(RunQuery query, CancellationToken cancellationToken) =>
        new RunListing(_transport, query, _removals.Note).CountAsync(cancellationToken);

    public Task CheckNewRunAsync(OrderedDictionary document, CancellationToken cancellationToken) =>
        RunCreation.CheckAsync(_transport, _kinds, document, cancellationToken);

    public Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken) =>
        RunCreation.CreateAsync(_transport, _kinds, document, cancellationToken);

    public Task<StoredDocument> RecordRunAsync(WholeRun run, CancellationToken cancellationToken) =>
        RunRecording.RecordAsync(this, run, cancellationToken);

    public Task<StoredDocument> UpdateRunAsync(RunAddress address, EntityChange change, CancellationToken cancellationToken) =>
        RunUpdate.UpdateAsync(_transport, address, change, cancellationToken);

    public Task<RunDeletion> DeleteRunAsync(RunAddress address, bool force, CancellationToken cancellationToken) =>
        _removal.DeleteAsync(address, force, cancellationToken);

    public Task<RunDeletion?> DeleteReadRunAsync(RunAddress address, WholeRun read, bool force, CancellationToken cancellationToken) =>
        _removal.DeleteReadAsync(address, read, force, cancellationToken);

    public Task<StoredDocument> InvokeRunActionAsync(RunAddress address, string action, CancellationToken cancellationToken) =>
        _actions.InTurnAsync(address, () => RunActions.InvokeAsync(_transport, address, action, cancellationToken), cancellationToken);

    public Task<bool> IsMovingAsync(RunAddress address, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<IReadOnlyList<RunLog>> GetRunLogsAsync(RunAddress address, CancellationToken cancellationToken) =>
        RunParts.LogsAsync(_transport, address, cancellationToken);

    public Task<IReadOnlyDictionary<string, RunMetric>> GetRunMetricsAsync(RunAddress address, CancellationToken cancellationToken) =>
        RunParts.MetricsAsync(_transport, address, cancellationToken);

    public Task SetRunMetricAsync(RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken) =>
        RunParts.SetMetricAsync(_transport, address, name, metric, cancellationToken);

    public Task<RunMetric> AddRunMetricAsync(RunAddress address, MetricAddition addition, CancellationToken cancellationToken) =>
        MetricWriting.AddAsync(_transport, address, addition, cancellationToken);

    public Task<IReadOnlyList<ResourceSample>> GetRunResourcesAsync(RunAddress address, CancellationToken cancellationToken) =>
        RunResources.ReadAsync(_transport, address, cancellationToken);

    public Task<IRunFeed?> OpenRunFeedAsync(RunFeedQuery query, CancellationToken cancellationToken) => FeedOpening.OpenAsync(_transport, query, cancellationToken);

    public Task<StoredDocument> GetEntityAsync(EntityAddress address, CancellationToken cancellationToken) => _entities.GetAsync(address, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) =>
        new EntityListing(_transport, query).ReadAsync(cancellationToken);

    public Task<long?> CountEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) =>
        new EntityListing(_transport, query).CountAsync(cancellationToken);

    public Task<StoredDocument> CreateEntityAsync(EntityType type, OrderedDictionary document, CancellationToken cancellationToken) =>
        _entities.CreateAsync(type, document, cancellationToken);

    public Task<StoredDocument> UpdateEntityAsync(EntityAddress address, EntityChange change, CancellationToken cancellationToken) =>
        _entities.UpdateAsync(address, change, cancellationToken);

    public Task DeleteEntityAsync(EntityAddress address, bool cascade, CancellationToken cancellationToken) =>
        new EntityRemoval(_transport).DeleteAsync(address, cascade, cancellationToken);

    public Task<long> CountRunsOfAsync(EntityAddress address, CancellationToken cancellationToken) =>
        new EntityRemoval(_transport).CountRunsAsync(address, cancellationToken);

    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}

using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>A store whose operations on runs fail as a rehearsal says, for as long as it says.</summary>
/// <param name="inner">The store.</param>
/// <param name="faults">What fails.</param>
/// <param name="clock">The clock.</param>
internal sealed class FaultyBackend(IBackend inner, IReadOnlyList<RehearsalFault> faults, TimeProvider clock) : IBackend
{
    private readonly RehearsedErrors _errors = new(clock);
    private readonly int[] _left = [.. faults.Select(fault => fault.Times)];

    /// <summary>The store.</summary>
    public IBackend Inner => inner;

    public BackendStatus? Known => inner.Known;

    public Task<BackendStatus> CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public ValueTask<int?> GetApiLevelAsync(CancellationToken cancellationToken) => inner.GetApiLevelAsync(cancellationToken);

    public KindTable? KnownKinds => inner.KnownKinds;

    public Task<KindTable?> GetKindsAsync(bool fresh, CancellationToken cancellationToken) => inner.GetKindsAsync(fresh, cancellationToken);

    public Task<StoredDocument> GetProjectAsync(string name, CancellationToken cancellationToken) => inner.GetProjectAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => inner.ListProjectsAsync(query, cancellationToken);

    public Task<long?> CountProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => inner.CountProjectsAsync(query, cancellationToken);

    public Task<StoredDocument> CreateProjectAsync(OrderedDictionary document, CancellationToken cancellationToken) => inner.CreateProjectAsync(document, cancellationToken);

    public Task<StoredDocument> UpdateProjectAsync(string name, EntityChange change, CancellationToken cancellationToken) => inner.UpdateProjectAsync(name, change, cancellationToken);

    public Task DeleteProjectAsync(string name, bool cascade, CancellationToken cancellationToken) => inner.DeleteProjectAsync(name, cascade, cancellationToken);

    public Task<StoredDocument> GetRunAsync(RunAddress address, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.Get, Request(HttpMethod.Get, address), () => inner.GetRunAsync(address, cancellationToken));

    public async IAsyncEnumerable<StoredDocument> ListRunsAsync(RunQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Meet(RehearsalFault.List, Listing(query), null);
        await foreach (var run in inner.ListRunsAsync(query, cancellationToken).ConfigureAwait(false)) yield return run;
    }

    public Task<long?> CountRunsAsync(RunQuery query, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.List, Listing(query), () => inner.CountRunsAsync(query, cancellationToken));

    public Task CheckNewRunAsync(OrderedDictionary document, CancellationToken cancellationToken) => inner.CheckNewRunAsync(document, cancellationToken);

    public Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.Create, Creation(document), () => inner.CreateRunAsync(document, cancellationToken), StoredDocument.Of(document));

    public Task<StoredDocument> RecordRunAsync(WholeRun run, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.Create, Creation(run.Document.Map), () => inner.RecordRunAsync(run, cancellationToken), run.Document);

    public Task<StoredDocument> UpdateRunAsync(RunAddress address, EntityChange change, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.Update, Request(HttpMethod.Put, address), () => inner.UpdateRunAsync(address, change, cancellationToken));

    public Task<RunDeletion> DeleteRunAsync(RunAddress address, bool force, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.Remove, Request(HttpMethod.Delete, address), () => inner.DeleteRunAsync(address, force, cancellationToken));

    public Task<RunDeletion?> DeleteReadRunAsync(RunAddress address, WholeRun read, bool force, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.Remove, Request(HttpMethod.Delete, address), () => inner.DeleteReadRunAsync(address, read, force, cancellationToken));

    public Task<StoredDocument> InvokeRunActionAsync(RunAddress address, string action, CancellationToken cancellationToken) =>
        MeetAsync(action == "resume" ? RehearsalFault.Resume : RehearsalFault.Stop, Request(HttpMethod.Post, address, $"/{action}"), () => inner.InvokeRunActionAsync(address, action, cancellationToken));

    public Task<bool> IsMovingAsync(RunAddress address, CancellationToken cancellationToken) => inner.IsMovingAsync(address, cancellationToken);

    public Task<IReadOnlyList<RunLog>> GetRunLogsAsync(RunAddress address, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.Log, Request(HttpMethod.Get, address, "/logs"), () => inner.GetRunLogsAsync(address, cancellationToken));

    public Task<IReadOnlyDictionary<string, RunMetric>> GetRunMetricsAsync(RunAddress address, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.Metric, Request(HttpMethod.Get, address, "/metrics"), () => inner.GetRunMetricsAsync(address, cancellationToken));

    public Task SetRunMetricAsync(RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken) =>
        MeetAsync<object?>(
            RehearsalFault.Metric,
            Request(HttpMethod.Put, address, "/metrics"),
            async () =>
            {
                await inner.SetRunMetricAsync(address, name, metric, cancellationToken).ConfigureAwait(false);
                return null;
            });

    public Task<RunMetric> AddRunMetricAsync(RunAddress address, MetricAddition addition, CancellationToken cancellationToken) =>
        MeetAsync(RehearsalFault.Metric, Request(HttpMethod.Put, address, "/metrics"), () => inner.AddRunMetricAsync(address, addition, cancellationToken));

    public Task<IReadOnlyList<ResourceSample>> GetRunResourcesAsync(RunAddress address, CancellationToken cancellationToken) => inner.GetRunResourcesAsync(address, cancellationToken);

    public Task<IRunFeed?> OpenRunFeedAsync(RunFeedQuery query, CancellationToken cancellationToken) => inner.OpenRunFeedAsync(query, cancellationToken);

    public Task<StoredDocument> GetEntityAsync(EntityAddress address, CancellationToken cancellationToken) => inner.GetEntityAsync(address, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) => inner.ListEntitiesAsync(query, cancellationToken);

    public Task<long?> CountEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) => inner.CountEntitiesAsync(query, cancellationToken);

    public Task<StoredDocument> CreateEntityAsync(EntityType type, OrderedDictionary document, CancellationToken cancellationToken) => inner.CreateEntityAsync(type, document, cancellationToken);

    public Task<StoredDocument> UpdateEntityAsync(EntityAddress address, EntityChange change, CancellationToken cancellationToken) => inner.UpdateEntityAsync(address, change, cancellationToken);

    public Task DeleteEntityAsync(EntityAddress address, bool cascade, CancellationToken cancellationToken) => inner.DeleteEntityAsync(address, cascade, cancellationToken);

    public Task<long> CountRunsOfAsync(EntityAddress address, CancellationToken cancellationToken) => inner.CountRunsOfAsync(address, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static CoreRequest Request(HttpMethod method, RunAddress address, string rest = "") => new(method, CorePaths.Run(address) + rest) { Subject = CoreSubject.Run(address) };

    private static CoreRequest Listing(RunQuery query) => new(HttpMethod.Get, CorePaths.Runs(query.Project)) { Subject = new CoreSubject("run", null, query.Project) };

    private static CoreRequest Creation(OrderedDictionary document) =>
        new(HttpMethod.Post, CorePaths.Runs(document.Text("project"))) { Subject = new CoreSubject("run", document.Text("id"), document.Text("project")) };

    private async Task<T> MeetAsync<T>(string operation, CoreRequest request, Func<Task<T>> action, StoredDocument? run = null)
    {
        Meet(operation, request, run);
        return await action().ConfigureAwait(false);
    }

    private void Meet(string operation, CoreRequest request, StoredDocument? run)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            if (!faults[i].On.Contains(operation) || faults[i].Matcher is { } matcher && (run is null || !matcher.Matches(run))) continue;
            // Several may ask at the same time.
            if (Volatile.Read(ref _left[i]) > 0 && Interlocked.Decrement(ref _left[i]) >= 0) throw _errors.Of(faults[i].Error, request);
        }
    }
}

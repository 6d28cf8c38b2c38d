using System.Collections.Specialized;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>What holds for every backend, on a core in memory with states of its own.</summary>
public sealed class MemoryCoreContract : BackendContract
{
    protected override string Kind => "python+job:run";

    protected override int Many => 1500;

    internal override IBackend Create() => new LocalRuns(new CoreBackend(new MemoryCore(15, "other")));
}

/// <summary>The same on one that stores states as they are sent.</summary>
public sealed class RawMemoryCoreContract : BackendContract
{
    protected override string Kind => "python+job:run";

    protected override int Many => 1500;

    internal override IBackend Create() => new LocalRuns(new CoreBackend(new MemoryCore(14, "other")));
}

/// <summary>A core whose runs are all local: the contract's runs have no task, and nothing executes them.</summary>
internal sealed class LocalRuns(IBackend core) : IBackend
{
    public BackendStatus? Known => core.Known;

    public Task<BackendStatus> CheckAsync(CancellationToken cancellationToken) => core.CheckAsync(cancellationToken);

    public Task<StoredDocument> GetProjectAsync(string name, CancellationToken cancellationToken) => core.GetProjectAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => core.ListProjectsAsync(query, cancellationToken);

    public Task<long?> CountProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => core.CountProjectsAsync(query, cancellationToken);

    public Task<StoredDocument> CreateProjectAsync(OrderedDictionary document, CancellationToken cancellationToken) => core.CreateProjectAsync(document, cancellationToken);

    public Task<StoredDocument> UpdateProjectAsync(string name, EntityChange change, CancellationToken cancellationToken) => core.UpdateProjectAsync(name, change, cancellationToken);

    public Task DeleteProjectAsync(string name, bool cascade, CancellationToken cancellationToken) => core.DeleteProjectAsync(name, cascade, cancellationToken);

    public Task<StoredDocument> GetRunAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunAsync(address, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListRunsAsync(RunQuery query, CancellationToken cancellationToken) => core.ListRunsAsync(query, cancellationToken);

    public Task<long?> CountRunsAsync(RunQuery query, CancellationToken cancellationToken) => core.CountRunsAsync(query, cancellationToken);

    public Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken)
    {
        var run = ValueMap.Clone(document);
        if (run["spec"] is null or OrderedDictionary)
        {
            var spec = run.Section("spec");
            spec["task"] ??= $"python+job://{run["project"]}/t1";
            spec["local_execution"] ??= true;
        }
        return core.CreateRunAsync(run, cancellationToken);
    }

    public Task<StoredDocument> UpdateRunAsync(RunAddress address, EntityChange change, CancellationToken cancellationToken) => core.UpdateRunAsync(address, change, cancellationToken);

    public Task<RunDeletion> DeleteRunAsync(RunAddress address, bool force, CancellationToken cancellationToken) => core.DeleteRunAsync(address, force, cancellationToken);

    public Task<StoredDocument> InvokeRunActionAsync(RunAddress address, string action, CancellationToken cancellationToken) => core.InvokeRunActionAsync(address, action, cancellationToken);

    public Task<IReadOnlyList<RunLog>> GetRunLogsAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunLogsAsync(address, cancellationToken);

    public Task<IReadOnlyDictionary<string, RunMetric>> GetRunMetricsAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunMetricsAsync(address, cancellationToken);

    public Task SetRunMetricAsync(RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken) => core.SetRunMetricAsync(address, name, metric, cancellationToken);

    public ValueTask DisposeAsync() => core.DisposeAsync();
}

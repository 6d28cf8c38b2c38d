using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>A run with all that is kept of it: its document as the backend gave it, its logs and its metrics (contract 2.2, 2.7 and 2.8).</summary>
internal sealed record WholeRun(StoredDocument Document, IReadOnlyList<RunLog> Logs, IReadOnlyDictionary<string, RunMetric> Metrics)
{
    private static readonly string[] RemovalMetadata = ["updated", "updated_by"];

    /// <summary>The id.</summary>
    public string Id => Document.Head("id") ?? string.Empty;

    /// <summary>The project.</summary>
    public string Project => Document.Head("project") ?? string.Empty;

    /// <summary>The state.</summary>
    public string State => RunMoves.State(Document.Map);

    /// <summary>Whether its removal is under way already.</summary>
    public bool IsLeaving => State is RunState.Deleting or RunState.Deleted;

    /// <summary>The metrics that are not in the document's status: those are shown first and are kept with it.</summary>
    public IReadOnlyDictionary<string, RunMetric> MetricsBeside =>
        Document.Map.Map("status")?.Map("metrics") is { } own
            ? Metrics.Where(metric => !own.Contains(metric.Key)).ToDictionary(metric => metric.Key, metric => metric.Value)
            : Metrics;

    /// <summary>Reads all that a backend has of a run. A run that goes away meanwhile has no logs and metrics any more.</summary>
    /// <exception cref="EntityNotFoundException"><c>RunNotFound</c></exception>
    /// <exception cref="DigitalHubException">What keeps the run, its logs or its metrics from being read.</exception>
    public static async Task<WholeRun> ReadAsync(IBackend backend, RunAddress address, CancellationToken cancellationToken)
    {
        var document = await backend.GetRunAsync(address, cancellationToken).ConfigureAwait(false);
        var logs = await OrAsync<IReadOnlyList<RunLog>>(backend.GetRunLogsAsync(address, cancellationToken), []).ConfigureAwait(false);
        var metrics = await OrAsync<IReadOnlyDictionary<string, RunMetric>>(backend.GetRunMetricsAsync(address, cancellationToken), new Dictionary<string, RunMetric>()).ConfigureAwait(false);
        return new WholeRun(document, logs, metrics);
    }

    /// <summary>Whether both are the same in every value. The order of names in a document says nothing: core has none (contract 4.1).</summary>
    public bool IsSame(WholeRun other) =>
        (Document.Json == other.Document.Json || ValueMap.Same(Document.Map, other.Document.Map))
        && Logs.SequenceEqual(other.Logs)
        && Same(MetricsBeside, other.MetricsBeside);

    /// <summary>
    /// Whether this is what a removal under way has left of a run: status, extensions, logs and metrics go as a core removes
    /// it, and nothing else is changed.
    /// </summary>
    public bool IsRestOf(WholeRun before) =>
        IsLeaving && ValueMap.Same(Lasting(Document.Map), Lasting(before.Document.Map));

    /// <summary>Whether a backend's answer to the removal of this run shows it as it was; what says no more than where it was does.</summary>
    public bool IsLike(StoredDocument removed) =>
        removed.Head("kind") is null || ValueMap.Same(Lasting(Document.Map), Lasting(removed.Map));

    private static bool Same(IReadOnlyDictionary<string, RunMetric> left, IReadOnlyDictionary<string, RunMetric> right) =>
        left.Count == right.Count
        && left.All(metric => right.TryGetValue(metric.Key, out var same) && metric.Value.IsSeries == same.IsSeries && metric.Value.Values.SequenceEqual(same.Values));

    private static OrderedDictionary Lasting(OrderedDictionary document)
    {
        var lasting = ValueMap.Clone(document);
        lasting.Remove("status");
        lasting.Remove("extensions");
        foreach (var name in RemovalMetadata) lasting.Map("metadata")?.Remove(name);
        return lasting;
    }

    private static async Task<T> OrAsync<T>(Task<T> read, T none)
    {
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (EntityNotFoundException)
        {
            return none;
        }
    }
}

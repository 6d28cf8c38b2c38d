using System.Collections.Specialized;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>Logs and metrics of runs (contract 2.7 and 2.8; transcripts <c>runs-parts</c>, <c>runs-remote-logs</c>).</summary>
internal static class RunParts
{
    public static async Task<IReadOnlyList<RunLog>> LogsAsync(ICoreTransport transport, RunAddress address, CancellationToken cancellationToken) =>
        [.. (await LogEntriesAsync(transport, address, cancellationToken).ConfigureAwait(false)).Select(entry => entry.Log)];

    /// <summary>The logs with what is noted beside them.</summary>
    public static async Task<IReadOnlyList<LogEntry>> LogEntriesAsync(ICoreTransport transport, RunAddress address, CancellationToken cancellationToken)
    {
        var request = new CoreRequest(HttpMethod.Get, $"{CorePaths.Run(address)}/logs") { Subject = CoreSubject.Run(address) };
        return await PartAsync(transport, request, LogReader.Read, cancellationToken).ConfigureAwait(false) ?? [];
    }

    public static async Task<IReadOnlyDictionary<string, RunMetric>> MetricsAsync(ICoreTransport transport, RunAddress address, CancellationToken cancellationToken)
    {
        var request = new CoreRequest(HttpMethod.Get, $"{CorePaths.Run(address)}/metrics") { Subject = CoreSubject.Run(address) };
        var answer = await PartAsync(transport, request, CoreDocuments.Value, cancellationToken).ConfigureAwait(false);
        if (answer is not (null or OrderedDictionary)) throw CoreErrors.Unexpected(request, "metrics by name");
        var metrics = new Dictionary<string, RunMetric>(StringComparer.Ordinal);
        if (answer is OrderedDictionary values) RunMetricMap.Add(metrics, values);
        return metrics;
    }

    public static async Task SetMetricAsync(ICoreTransport transport, RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken)
    {
        MetricAddition.CheckName(name);
        var request = new CoreRequest(HttpMethod.Put, $"{CorePaths.Run(address)}/metrics/{Uri.EscapeDataString(name)}")
        {
            Body = JsonText.Write(RunMetricMap.Value(metric)),
            Subject = CoreSubject.Run(address),
        };
        for (var attempts = new Attempts(transport); ; attempts.Next())
        {
            try
            {
                await transport.SendAsync(attempts.Repeated(request), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DigitalHubException exception) when (CoreErrors.IsLost(exception) && !attempts.AreOver)
            {
                // The whole series is replaced: once more changes nothing.
            }
        }
    }

    // A core that does not know logs or metrics has none.
    private static async Task<T?> PartAsync<T>(ICoreTransport transport, CoreRequest request, Func<CoreRequest, CoreAnswer, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return read(request, await transport.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (ServerException exception) when (exception.NoSuchAddress)
        {
            return null;
        }
    }
}

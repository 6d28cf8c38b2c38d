using System.Collections.Specialized;
using System.Text;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>Logs and metrics of runs (contract 2.7 and 2.8; transcripts <c>runs-parts</c>, <c>runs-remote-logs</c>).</summary>
internal static class RunParts
{
    public static async Task<IReadOnlyList<RunLog>> LogsAsync(ICoreTransport transport, RunAddress address, CancellationToken cancellationToken)
    {
        var request = new CoreRequest(HttpMethod.Get, $"{CorePaths.Run(address)}/logs") { Subject = CoreSubject.Run(address) };
        var answer = await PartAsync(transport, request, cancellationToken).ConfigureAwait(false);
        if (answer is not (null or Array)) throw CoreErrors.Unexpected(request, "a list of logs");
        return [.. (answer as Array ?? Array.Empty<object>()).OfType<OrderedDictionary>().Select(log => Log(request, log))];
    }

    public static async Task<IReadOnlyDictionary<string, RunMetric>> MetricsAsync(ICoreTransport transport, RunAddress address, CancellationToken cancellationToken)
    {
        var request = new CoreRequest(HttpMethod.Get, $"{CorePaths.Run(address)}/metrics") { Subject = CoreSubject.Run(address) };
        var answer = await PartAsync(transport, request, cancellationToken).ConfigureAwait(false);
        if (answer is not (null or OrderedDictionary)) throw CoreErrors.Unexpected(request, "metrics by name");
        var metrics = new Dictionary<string, RunMetric>(StringComparer.Ordinal);
        if (answer is OrderedDictionary values) RunMetricMap.Add(metrics, values);
        return metrics;
    }

    public static async Task SetMetricAsync(ICoreTransport transport, RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken)
    {
        if (name is "" or "k8s") throw Errors.Value($"'{name}' can't be the name of a metric.", name, "Give another name; k8s is the server's own.");
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
    private static async Task<object?> PartAsync(ICoreTransport transport, CoreRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return CoreDocuments.Value(request, await transport.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (ServerException exception) when (exception.NoSuchAddress)
        {
            return null;
        }
    }

    // Where the container stands moved from status to extensions (contract 13).
    private static RunLog Log(CoreRequest request, OrderedDictionary log)
    {
        var place = log.Map("extensions") ?? log.Map("status");
        try
        {
            return new RunLog(place?.Text("pod"), place?.Text("container"), Encoding.UTF8.GetString(Convert.FromBase64String(log.Text("content") ?? string.Empty)));
        }
        catch (FormatException exception)
        {
            throw CoreErrors.Unexpected(request, "logs in base64", exception);
        }
    }
}

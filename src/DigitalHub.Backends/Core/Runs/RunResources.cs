using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub.Backends.Core.Runs;

/// <summary>
/// What a run's containers use: the samples that core notes beside their logs, and what they use now, summed up by core from
/// 0.15 on (contract 2.7 and 2.8).
/// </summary>
internal static class RunResources
{
    private const string WhoTells = "Cores from 0.15 on tell it, where Kubernetes measures it and while the run is at work.";

    /// <exception cref="DigitalHubException"><c>ResourceUseUnavailable</c></exception>
    public static async Task<IReadOnlyList<ResourceSample>> ReadAsync(ICoreTransport transport, RunAddress address, CancellationToken cancellationToken)
    {
        var entries = await RunParts.LogEntriesAsync(transport, address, cancellationToken).ConfigureAwait(false);
        var samples = entries.SelectMany(entry => entry.Metrics.OfType<OrderedDictionary>().Select(sample => Sample(entry.Log, sample))).OfType<ResourceSample>().OrderBy(sample => sample.Time).ToList();
        try
        {
            var request = new CoreRequest(HttpMethod.Get, $"{CorePaths.Run(address)}/metrics/k8s") { Subject = CoreSubject.Run(address) };
            var answer = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var usage = Usage((CoreDocuments.Value(request, answer) as OrderedDictionary)?["usage"]);
            if (usage.Count > 0) samples.Add(new ResourceSample(null, null, answer.Date ?? transport.Clock.GetUtcNow(), usage));
        }
        catch (ServerException exception) when (exception.NoSuchAddress || exception.StatusCode == 500)
        {
            if (samples.Count == 0) throw ResourceSample.Unavailable(address.Id, $"the server says: {exception.ServerMessage ?? exception.Message}", WhoTells);
            Notices.Verbose($"What run '{address.Id}' uses now is not known: {exception.ServerMessage ?? exception.Message}");
        }
        return samples.Count > 0
            ? samples
            : throw ResourceSample.Unavailable(address.Id, "the server has measured none", WhoTells);
    }

    private static ResourceSample? Sample(RunLog log, OrderedDictionary sample) =>
        Usage(sample["usage"]) is { Count: > 0 } usage ? new ResourceSample(log.Pod, log.Container, Timestamp.Parse(sample.Text("timestamp")), usage) : null;

    private static Dictionary<string, double> Usage(object? value)
    {
        var usage = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in value as OrderedDictionary ?? [])
        {
            if (Quantity.Parse(entry.Value) is { } number) usage[(string)entry.Key] = number;
        }
        return usage;
    }
}

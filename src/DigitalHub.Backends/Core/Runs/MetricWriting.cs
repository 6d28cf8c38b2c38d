namespace DigitalHub.Backends.Core.Runs;

/// <summary>
/// Adds to metrics on a core, which only knows to replace one (contract 2.8): what is there is read, the whole is written, and
/// then it is looked whether it stayed. Where somebody else wrote what he had read before, what was added is added again. So
/// two that both look lose nothing; what another loses who does not look can't be seen from here.
/// </summary>
internal static class MetricWriting
{
    private const int MostRounds = 6;

    /// <exception cref="ConflictException"><c>MetricChanged</c>, <c>MetricHidden</c></exception>
    public static async Task<RunMetric> AddAsync(ICoreTransport transport, RunAddress address, MetricAddition addition, CancellationToken cancellationToken)
    {
        MetricAddition.CheckName(addition.Name);
        var before = await ReadAsync(transport, address, addition.Name, cancellationToken).ConfigureAwait(false);
        for (var round = 1; round <= MostRounds; round++)
        {
            var wanted = addition.To(before, address.Id);
            await RunParts.SetMetricAsync(transport, address, addition.Name, wanted, cancellationToken).ConfigureAwait(false);
            var after = await ReadAsync(transport, address, addition.Name, cancellationToken).ConfigureAwait(false);
            if (after is not null && Holds(after, wanted)) return after;
            // What did not move at all is hidden by the status.
            if (after is not null && before is not null && RunMetricMap.Same(after, before) && await IsInStatusAsync(transport, address, addition.Name, cancellationToken).ConfigureAwait(false)) throw RunMetricMap.Hidden(address.Id, addition.Name);
            Notices.Verbose($"Somebody else wrote the metric '{addition.Name}' of run '{address.Id}' at the same time: it is added again.");
            before = after;
        }
        throw new ConflictException("MetricChanged", $"Others write the metric '{addition.Name}' of run '{address.Id}' all the time: what was to be added is not in it.")
        {
            Target = addition.Name,
            RecommendedAction = "Let one writer add to a metric, or give each a metric of its own. Look at what is there with Get-DhRunMetric.",
        };
    }

    // Others may have added to it already.
    private static bool Holds(RunMetric after, RunMetric wanted) =>
        RunMetricMap.Same(after, wanted)
        || (after.IsSeries && after.Values.Count > wanted.Values.Count && after.Values.Take(wanted.Values.Count).SequenceEqual(wanted.Values));

    private static async Task<RunMetric?> ReadAsync(ICoreTransport transport, RunAddress address, string name, CancellationToken cancellationToken) =>
        (await RunParts.MetricsAsync(transport, address, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(name);

    private static async Task<bool> IsInStatusAsync(ICoreTransport transport, RunAddress address, string name, CancellationToken cancellationToken)
    {
        var request = new CoreRequest(HttpMethod.Get, CorePaths.Run(address)) { Subject = CoreSubject.Run(address) };
        var run = await transport.DocumentAsync(request, cancellationToken).ConfigureAwait(false);
        return run.Map.Map("status")?.Map("metrics")?.Contains(name) == true;
    }
}

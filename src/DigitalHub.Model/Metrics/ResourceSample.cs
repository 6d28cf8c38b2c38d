namespace DigitalHub;

/// <summary>What a container of a run used at one time; without pod and container the sum over all (contract 2.7 and 2.8).</summary>
/// <param name="Pod">The pod; null for the sum.</param>
/// <param name="Container">The container; null for the sum.</param>
/// <param name="Time">When; null where the backend does not say.</param>
/// <param name="Usage">By name: <c>cpu</c> in cores, <c>memory</c> in bytes.</param>
internal sealed record ResourceSample(string? Pod, string? Container, DateTimeOffset? Time, IReadOnlyDictionary<string, double> Usage)
{
    /// <summary>That a backend has none.</summary>
    public static DigitalHubException Unavailable(string run, string why, string action) =>
        new("ResourceUseUnavailable", ErrorKind.ResourceUnavailable, $"There is no resource use of run '{run}': {why}.")
        {
            Target = run,
            RecommendedAction = action,
        };
}

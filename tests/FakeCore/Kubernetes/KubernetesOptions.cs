namespace DigitalHub.FakeCore.Kubernetes;

/// <summary>How remote runs go on. All times are by the server's clock, from one change to the next.</summary>
public sealed record KubernetesOptions
{
    /// <summary>From READY to PENDING.</summary>
    public TimeSpan PendingAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>From PENDING to RUNNING.</summary>
    public TimeSpan RunningAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>From RUNNING to the end of a job.</summary>
    public TimeSpan FinishAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>From STOP to STOPPED.</summary>
    public TimeSpan StopAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>From DELETING to the removal.</summary>
    public TimeSpan DeleteAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a removed run is still seen in DELETED (<c>runs-remote-delete.json</c>); zero removes it at once.</summary>
    public TimeSpan LingerAsDeleted { get; init; }

    /// <summary>Whether runs only move by <see cref="Cluster.Step"/>.</summary>
    public bool Manual { get; init; }

    /// <summary>The namespace.</summary>
    public string Namespace { get; init; } = "default";
}

namespace DigitalHub.Backends.Local;

/// <summary>What tests set otherwise than users have it.</summary>
internal sealed record StoreTuning
{
    public static readonly StoreTuning Default = new();

    /// <summary>How long a write waits for other processes before it gives up with <c>StoreBusy</c>.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a read waits for others who write before it works out what is due for itself, without storing it.</summary>
    public TimeSpan ReadPatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The schema's steps; their number is the version.</summary>
    public IReadOnlyList<string> Schema { get; init; } = Local.Schema.Steps;

    /// <summary>How large the file may grow, in pages of 4096 bytes; null for no bound of our own.</summary>
    public int? MaxPages { get; init; }

    /// <summary>How long the log may grow, in pages of 4096 bytes, before a change merges it into the file.</summary>
    public int LogPages { get; init; } = 4000;
}

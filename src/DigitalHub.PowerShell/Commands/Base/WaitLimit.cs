using System.Diagnostics;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The time that a wait may take, from now on.</summary>
internal sealed class WaitLimit(TimeSpan time)
{
    // A timer takes no more than some 49 days.
    private static readonly TimeSpan MostTime = TimeSpan.FromDays(40);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The whole.</summary>
    public TimeSpan Time => time;

    /// <summary>What is left of it; less than nothing when it is over.</summary>
    public TimeSpan Left => time - _clock.Elapsed;

    /// <summary>The limit that a parameter sets; null for none.</summary>
    public static WaitLimit? Of(TimeSpan? timeout) => timeout is { } time ? new WaitLimit(time < MostTime ? time : MostTime) : null;
}

namespace DigitalHub.Backends.Core;

/// <summary>
/// How often a change is sent whose answer was lost: a few times, and not once more when the time that one request may take
/// has gone by. What became of it is looked for in any case.
/// </summary>
internal sealed class Attempts(ICoreTransport transport)
{
    private const int Most = 4;

    private readonly long _started = transport.Clock.GetTimestamp();
    private int _number = 1;

    public bool IsFirst => _number == 1;

    /// <summary>How long it is since the first began.</summary>
    public TimeSpan Elapsed => transport.Clock.GetElapsedTime(_started);

    /// <summary>Whether this was the last.</summary>
    public bool AreOver => _number == Most || (transport.Timeout > TimeSpan.Zero && Elapsed >= transport.Timeout);

    public void Next() => _number++;
}

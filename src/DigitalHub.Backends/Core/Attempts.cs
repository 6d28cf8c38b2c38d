namespace DigitalHub.Backends.Core;

/// <summary>
/// How often a change is sent whose answer was lost: a few times, and not once more when the time that one request may take
/// has gone by. What became of it is looked for in any case.
/// </summary>
internal sealed class Attempts(ICoreTransport transport)
{
    private const int Most = 4;

    // To look what became of a request takes a server that answers at all no longer.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly long _started = transport.Clock.GetTimestamp();
    private int _number = 1;

    /// <summary>Which one it is, from 1 on.</summary>
    public int Number => _number;

    public bool IsFirst => _number == 1;

    /// <summary>How long it is since the first began.</summary>
    public TimeSpan Elapsed => transport.Clock.GetElapsedTime(_started);

    /// <summary>Whether this was the last.</summary>
    public bool AreOver => _number == Most || (transport.Timeout > TimeSpan.Zero && Elapsed >= transport.Timeout);

    public void Next() => _number++;

    /// <summary>
    /// A request that follows one whose answer was lost: it has the time that is left of what one request may take, or just
    /// enough for a look.
    /// </summary>
    public CoreRequest Following(CoreRequest request)
    {
        if (transport.Timeout <= TimeSpan.Zero) return request;
        var left = transport.Timeout - Elapsed;
        var least = transport.Timeout < Look ? transport.Timeout : Look;
        return request with { Within = left > least ? left : least };
    }

    /// <summary>A request that is repeated: the first time it has all the time that one request may take.</summary>
    public CoreRequest Repeated(CoreRequest request) => IsFirst ? request : Following(request);
}

namespace DigitalHub;

/// <summary>
/// Keeps what is read below a rate: whoever wants to read waits until what was read before is paid off. What one answer
/// brings is known only afterwards, so that it may overdraw; and after a pause a little may be read at once.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="rate">Bytes a second.</param>
/// <param name="credit">Bytes that may be read at once.</param>
internal sealed class Pace(TimeProvider clock, double rate, double credit)
{
    private readonly object _gate = new();
    private long _at = clock.GetTimestamp();
    private double _debt = -credit;

    /// <summary>What is left to pay off.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_gate)
            {
                Pay();
                return TimeSpan.FromSeconds(Math.Max(0, _debt) / rate);
            }
        }
    }

    /// <summary>Waits until more may be read.</summary>
    public async ValueTask ReadyAsync(CancellationToken cancellationToken)
    {
        while (Wait is { Ticks: > 0 } wait)
        {
            // A timer may ring a little early.
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes note of what was read.</summary>
    public void Read(long bytes)
    {
        lock (_gate)
        {
            Pay();
            _debt += bytes;
        }
    }

    private void Pay()
    {
        var now = clock.GetTimestamp();
        _debt = Math.Max(-credit, _debt - (clock.GetElapsedTime(_at, now).TotalSeconds * rate));
        _at = now;
    }
}

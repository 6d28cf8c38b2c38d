namespace DigitalHub.Backends.Core;

/// <summary>The time that a request may take with all its repetitions; ends also when the caller or the session does.</summary>
internal sealed class TimeLimit : IDisposable
{
    // The longest that a timer can be set to.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly TimeProvider _clock;
    private readonly TimeSpan? _length;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenRegistration _caller;
    private readonly CancellationTokenRegistration _closing;
    private readonly long _started;
    private TimeSpan _paused;
    private volatile bool _wasStopped;

    public TimeLimit(TimeSpan length, TimeProvider clock, CancellationToken caller, CancellationToken closing)
    {
        _clock = clock;
        _length = length > TimeSpan.Zero && length < Longest ? length : null;
        _started = clock.GetTimestamp();
        _end = _length is { } limited ? new CancellationTokenSource(limited, clock) : new CancellationTokenSource();
        _caller = caller.UnsafeRegister(static limit => ((TimeLimit)limit!).Stop(), this);
        _closing = closing.UnsafeRegister(static limit => ((TimeLimit)limit!).Stop(), this);
    }

    /// <summary>Cancelled by the limit, the caller, or the end of the session.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Whether the time is up.</summary>
    public bool IsOver => _end.IsCancellationRequested && !_wasStopped;

    /// <summary>What is left.</summary>
    public TimeSpan Remaining => _length is { } length ? length - Elapsed : TimeSpan.MaxValue;

    /// <summary>What has passed.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_started) - _paused;

    /// <summary>When the time is up, by the clock on the wall; null where there is no limit.</summary>
    public DateTimeOffset? Until => _length is null ? null : _clock.GetLocalNow() + Remaining;

    /// <summary>Does what a person takes part in; his time does not count.</summary>
    public async ValueTask<T> OutsideAsync<T>(Func<ValueTask<T>> action)
    {
        var began = _clock.GetTimestamp();
        _end.CancelAfter(Timeout.InfiniteTimeSpan);
        try
        {
            return await action().ConfigureAwait(false);
        }
        finally
        {
            _paused += _clock.GetElapsedTime(began);
            if (_length is not null) _end.CancelAfter(Remaining > TimeSpan.Zero ? Remaining : TimeSpan.Zero);
        }
    }

    public void Dispose()
    {
        _caller.Dispose();
        _closing.Dispose();
        _end.Dispose();
    }

    private void Stop()
    {
        if (_end.IsCancellationRequested) return;
        _wasStopped = true;
        _end.Cancel();
    }
}

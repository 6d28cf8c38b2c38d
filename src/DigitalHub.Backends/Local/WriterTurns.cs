using System.Diagnostics;

namespace DigitalHub.Backends.Local;

/// <summary>
/// When to leave the lock to other processes. SQLite has no queue: those who wait sleep and look again, and one who writes
/// without a pause is always there before them, until they give up. So a writer pauses for as long as anybody sleeps: after
/// each transaction while others write too, and else, since nobody can see who waits, once a second.
/// </summary>
internal sealed class WriterTurns
{
    // SQLite sleeps up to 25 ms before it looks again.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(1);

    // So long others are expected back.
    private static readonly TimeSpan Company = TimeSpan.FromSeconds(1);

    private long? _version;
    private long _met = long.MinValue;
    private long _left = Stopwatch.GetTimestamp();
    private long _begun = Stopwatch.GetTimestamp();

    /// <summary>Waits for a moment if it is others' turn; to be called before the lock is taken.</summary>
    public void Wait()
    {
        if (Stopwatch.GetElapsedTime(_left) >= Pause)
        {
            _begun = Stopwatch.GetTimestamp();
            return;
        }
        var hasCompany = _met != long.MinValue && Stopwatch.GetElapsedTime(_met) < Company;
        if (!hasCompany && Stopwatch.GetElapsedTime(_begun) < Alone) return;
        Thread.Sleep(Pause);
        _begun = Stopwatch.GetTimestamp();
    }

    /// <summary>The lock was taken.</summary>
    /// <param name="version">SQLite's <c>data_version</c>, which others' changes alone make another one.</param>
    public void Took(long? version)
    {
        if (_version is not null && version != _version) _met = Stopwatch.GetTimestamp();
        _version = version;
    }

    /// <summary>The lock was given back.</summary>
    public void Left() => _left = Stopwatch.GetTimestamp();
}

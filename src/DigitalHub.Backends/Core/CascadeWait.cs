namespace DigitalHub.Backends.Core;

/// <summary>Waits a while for the last of the runs that a core removes with something else, which it does later (contract 2.5).</summary>
internal static class CascadeWait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="clock">The clock.</param>
    /// <param name="what">What is gone, for the warning that runs are left.</param>
    /// <param name="left">Tells how many are left.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task WaitAsync(TimeProvider clock, string what, Func<CancellationToken, Task<long>> left, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = TimeSpan.FromMilliseconds(Math.Min(2 * pause.TotalMilliseconds, 1000)))
        {
            var count = await left(cancellationToken).ConfigureAwait(false);
            if (count == 0) return;
            if (clock.GetElapsedTime(started) > Patience)
            {
                Notices.Warning($"{what} is gone, and the server is still removing {count} of its runs.");
                return;
            }
            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
        }
    }
}

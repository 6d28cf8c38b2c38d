using DigitalHub.Backends.Local.Rehearsals;

namespace DigitalHub.Backends.Local;

/// <summary>A local store as the archive of other backends' runs.</summary>
internal sealed class LocalArchive(LocalStore store) : IRunArchive
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(50);

    public string Path => store.Path;

    public Task CheckAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    // Two files share no lock: while one's is held, another's can be had. That also finds hard links and mounts.
    public async Task<bool> IsFileOfAsync(IBackend backend, bool mayLock, CancellationToken cancellationToken)
    {
        if ((backend is FaultyBackend faulty ? faulty.Inner : backend) is not LocalStore other) return false;
        if (store.IsPathOf(other)) return true;
        if (!mayLock) return false;
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (await store.MayBeFileOfAsync(other, cancellationToken).ConfigureAwait(false))
        {
            // Another process may hold the other store's lock; not for long.
            if (waited.Elapsed > LockPatience) return true;
            await Task.Delay(LockPause, cancellationToken).ConfigureAwait(false);
        }
        return false;
    }

    public Task CheckAsync(WholeRun run, CancellationToken cancellationToken) => store.HasArchivedAsync(run, cancellationToken);

    public Task KeepAsync(WholeRun run, CancellationToken cancellationToken) => store.ArchiveAsync(run, null, cancellationToken);

    public Task ReplaceAsync(WholeRun before, WholeRun run, CancellationToken cancellationToken) => store.ArchiveAsync(run, before, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}

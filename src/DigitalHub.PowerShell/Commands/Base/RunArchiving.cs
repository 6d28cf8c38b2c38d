using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>
/// Puts runs into an archive before they are removed. What it has acknowledged is on the disk, so that a removal may follow;
/// what it has not must not be removed.
/// </summary>
/// <param name="path">The full path of the archive's file.</param>
internal sealed class RunArchiving(string path) : IDisposable
{
    // Ctrl+C must not wait for a slow disk; what is not closed in time is closed behind.
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromMilliseconds(500);

    private readonly IRunArchive _archive = Bridge.Factory.OpenArchive(new LocalStoreOptions(path));

    private readonly HashSet<Session> _sources = [];

    /// <summary>The full path of the archive's file.</summary>
    public string Path => _archive.Path;

    /// <summary>Looks whether the file, where there is one, can be used.</summary>
    /// <exception cref="StoreException">What is wrong with it.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => _archive.CheckAsync(cancellationToken);

    /// <summary>Refuses to archive runs into the store that they come from. To be called from one thread.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public async Task CheckSourceAsync(Session source, bool whatIf, CancellationToken cancellationToken)
    {
        if (_sources.Contains(source)) return;
        if (await _archive.IsFileOfAsync(source.Client, mayLock: !whatIf, cancellationToken).ConfigureAwait(false))
        {
            throw Errors.Value($"-Archive is {Path}, which is the store that the runs come from.", Path, "Give another file: a run can't be kept where it is removed.");
        }
        _sources.Add(source);
    }

    /// <summary>Looks whether a run could be archived; changes nothing.</summary>
    /// <exception cref="DigitalHubException">What <see cref="ArchiveAsync"/> would say, as far as can be told without writing.</exception>
    public async Task TryAsync(RunAddress address, Session source, CancellationToken cancellationToken) =>
        await _archive.CheckAsync(await WholeRun.ReadAsync(source.Client, address, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads all there is of a run and puts it into the archive.</summary>
    /// <exception cref="DigitalHubException">It can't be read, or not be written; then it must not be removed.</exception>
    public async Task<WholeRun> ArchiveAsync(RunAddress address, Session source, CancellationToken cancellationToken)
    {
        var run = await WholeRun.ReadAsync(source.Client, address, cancellationToken).ConfigureAwait(false);
        await _archive.KeepAsync(run, cancellationToken).ConfigureAwait(false);
        Notices.Verbose($"Archived run {address} in {Path}.");
        if (source.Type == BackendType.Core && RunState.IsActive(run.State) && !RunFacts.IsLocal(run.Document.Map))
        {
            Notices.Warning($"Run '{run.Id}' was {run.State} when it was archived: what it wrote after that is not in the archive.");
        }
        return run;
    }

    /// <summary>Closes the file.</summary>
    public Task CloseAsync() => _archive.DisposeAsync().AsTask();

    public void Dispose() => Task.Run(CloseAsync).Wait(ClosingPatience);
}

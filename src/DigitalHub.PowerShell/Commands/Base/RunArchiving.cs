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

    // Each has found a change; a writer that leaves no moment between two is none to wait for.
    private const int MostTries = 100;

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

    /// <summary>
    /// Archives a run and asks for its removal, in this order: what is lost between the two is nothing. Where somebody changes it
    /// meanwhile and it could be kept from being removed, it is archived and asked for again; else what came last follows.
    /// </summary>
    /// <param name="address">The run.</param>
    /// <param name="source">Where it is.</param>
    /// <param name="remove">Asks for the removal of what was read; null where it was another by then, and stays.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConflictException"><c>RunChanged</c>: it is changed all the time.</exception>
    /// <exception cref="DigitalHubException">It can't be read, or not be written, and was not removed; or not be removed.</exception>
    public async Task<RunDeletion> RemoveAsync(RunAddress address, Session source, Func<WholeRun, Task<RunDeletion?>> remove, CancellationToken cancellationToken)
    {
        var read = await ArchiveAsync(address, source, cancellationToken).ConfigureAwait(false);
        for (var tries = 1; ; tries++)
        {
            if (await remove(read).ConfigureAwait(false) is { } deletion)
            {
                await FollowAsync(read, deletion, source, cancellationToken).ConfigureAwait(false);
                return deletion;
            }
            if (tries == MostTries) throw NeverStill(address.Id);
            read = await ArchiveAgainAsync(read, address, source, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<WholeRun> ArchiveAsync(RunAddress address, Session source, CancellationToken cancellationToken)
    {
        var run = await WholeRun.ReadAsync(source.Client, address, cancellationToken).ConfigureAwait(false);
        await _archive.KeepAsync(run, cancellationToken).ConfigureAwait(false);
        Notices.Verbose($"Archived run {address} in {Path}.");
        if (IsAtWork(run, source))
        {
            Notices.Warning($"Run '{run.Id}' was {run.State} when it was archived: what it wrote after that is not in the archive.");
        }
        return run;
    }

    private async Task<WholeRun> ArchiveAgainAsync(WholeRun before, RunAddress address, Session source, CancellationToken cancellationToken)
    {
        var run = await WholeRun.ReadAsync(source.Client, address, cancellationToken).ConfigureAwait(false);
        await _archive.ReplaceAsync(before, run, cancellationToken).ConfigureAwait(false);
        if (run.IsLeaving && !before.IsLeaving) Notices.Warning(WasChanged(run.Id));
        else Notices.Verbose($"Run {address} was changed meanwhile, and is archived again.");
        return run;
    }

    // The run is on its way out, or gone: nothing of this may hide that.
    private async Task FollowAsync(WholeRun read, RunDeletion deletion, Session source, CancellationToken cancellationToken)
    {
        var missing = deletion.Unseen;
        if (deletion.Late is { } late)
        {
            try
            {
                await _archive.ReplaceAsync(read, late, cancellationToken).ConfigureAwait(false);
                Notices.Verbose($"What came to run '{read.Id}' while it was archived is in {Path} as well.");
            }
            catch (DigitalHubException exception)
            {
                Notices.Warning($"{WasChanged(read.Id)} {exception.Message}");
                return;
            }
        }
        else if (!read.IsLike(deletion.Answer))
        {
            Notices.Warning(WasChanged(read.Id));
            return;
        }
        if (missing is not null && !IsAtWork(read, source)) Notices.Warning($"The {missing} of run '{read.Id}' could not be looked at again as it was removed: what came to them after it was archived is not in the archive.");
    }

    // What a core executes goes on while it is archived: that is said before its removal.
    private static bool IsAtWork(WholeRun run, Session source) =>
        source.Type == BackendType.Core && RunState.IsActive(run.State) && !RunFacts.IsLocal(run.Document.Map);

    private static string WasChanged(string id) => $"Run '{id}' was changed while it was archived: the archive has it as it was before.";

    private ConflictException NeverStill(string id) => new("RunChanged", $"Run '{id}' is changed all the time, and was not removed: {Path} has it as it was a moment ago.")
    {
        Target = id,
        RecommendedAction = "Let come to its end what writes to it, and repeat the command with another file; or remove it without -Archive.",
    };

    /// <summary>Closes the file.</summary>
    public Task CloseAsync() => _archive.DisposeAsync().AsTask();

    public void Dispose() => Task.Run(CloseAsync).Wait(ClosingPatience);
}

namespace DigitalHub;

/// <summary>
/// A local store's file that runs are kept in, as they were, when they are removed elsewhere. Nothing is made before the
/// first run is kept.
/// </summary>
internal interface IRunArchive : IAsyncDisposable
{
    /// <summary>The full path of the file.</summary>
    string Path { get; }

    /// <summary>Looks whether the file, where there is one, can be used.</summary>
    /// <exception cref="StoreException"><c>StoreInvalid</c>, <c>StoreNewer</c>, <c>StoreDamaged</c>, <c>StoreUnavailable</c></exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Whether the file may be the very one that a backend keeps its runs in.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="mayLock">
    /// Whether to make sure of it by the files' locks, which finds out about every way to one file by two paths; else by the
    /// paths alone, which follows links.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<bool> IsFileOfAsync(IBackend backend, bool mayLock, CancellationToken cancellationToken);

    /// <summary>Looks whether a run could be kept; changes nothing.</summary>
    /// <exception cref="EntityExistsException"><c>RunExists</c>: as for <see cref="KeepAsync"/>.</exception>
    Task CheckAsync(WholeRun run, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a run, in one transaction that has reached the disk when this returns; its project is made where it is missing.
    /// A run that is in the archive already stays as it is there.
    /// </summary>
    /// <exception cref="EntityExistsException"><c>RunExists</c>: there is a run of this id, and it is another one, or not in every value the same.</exception>
    /// <exception cref="StoreException">The file can't be written.</exception>
    Task KeepAsync(WholeRun run, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a run as it is by now in the place of what was kept of it before, on the disk when this returns. What a removal under
    /// way has left of it takes no place.
    /// </summary>
    /// <param name="before">What was kept.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="EntityExistsException"><c>RunExists</c>: what is in the archive is neither of both.</exception>
    /// <exception cref="StoreException">The file can't be written.</exception>
    Task ReplaceAsync(WholeRun before, WholeRun run, CancellationToken cancellationToken);
}

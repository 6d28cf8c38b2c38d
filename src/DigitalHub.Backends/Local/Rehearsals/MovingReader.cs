namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>
/// Reads of runs: what is due of runs under rehearsal is stored first, so that nothing moves in the background. Where it can't
/// be stored, it is worked out for the reader alone.
/// </summary>
internal sealed class MovingReader(StoreReader reader, StoreWriter writer, StoreTuning tuning, TimeProvider clock)
{
    // So many in one transaction: others must not wait long for the lock.
    private const int MaxBatch = 500;

    /// <summary>The time, in milliseconds.</summary>
    public long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc cref="StoreReader.Parse"/>
    public StoredDocument Parse(string json) => reader.Parse(json);

    /// <summary>Reads without a look at what is due.</summary>
    public Task<T> ReadStoredAsync<T>(Func<StoreConnection, T> work, Func<T> missing, CancellationToken cancellationToken) => reader.ReadAsync(work, missing, cancellationToken);

    /// <summary>Reads.</summary>
    /// <param name="work">What is read; may be repeated.</param>
    /// <param name="missing">The answer where there is no store yet.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The answer, and whether something was due that could not be stored.</returns>
    public async Task<(T Answer, bool IsStale)> ReadAsync<T>(Func<StoreConnection, T> work, Func<T> missing, CancellationToken cancellationToken)
    {
        var now = Now;
        var (isDue, answer) = await reader.ReadAsync(
            connection => RehearsalTable.IsDue(connection, now) ? (true, default!) : (false, work(connection)),
            () => (false, missing()),
            cancellationToken).ConfigureAwait(false);
        if (!isDue) return (answer, false);
        var isStored = await TrySettleAsync(now, cancellationToken).ConfigureAwait(false);
        return (await reader.ReadAsync(work, missing, cancellationToken).ConfigureAwait(false), !isStored);
    }

    private async Task<bool> TrySettleAsync(long now, CancellationToken cancellationToken)
    {
        if (DryRun.IsOn) return false;
        try
        {
            int count;
            do
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(tuning.ReadPatience);
                count = await writer.WriteAsync(connection => RehearsedRuns.Settle(connection, now, MaxBatch), static () => 0, alone: true, patience.Token).ConfigureAwait(false);
            }
            while (count == MaxBatch);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (StoreException exception) when (exception.ErrorId is "StoreReadOnly" or "StoreBusy" or "StoreFull")
        {
            return false;
        }
    }
}

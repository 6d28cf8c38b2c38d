using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace DigitalHub.Backends.Local;

/// <summary>
/// Reads of the store, each in a short transaction of its own. While this process writes, connections are kept and share
/// the log; otherwise, where nobody else writes either, the file alone is read and nothing beside it is made.
/// </summary>
internal sealed class StoreReader(StoreFile file, StoreTuning tuning) : IDisposable
{
    private const int MaxConnections = 4;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _free = new(MaxConnections);
    private readonly Stack<Reading> _idle = new();
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Whether this process has the file open for writing.</summary>
    public Func<bool> HasWriter { get; init; } = static () => false;

    /// <summary>Reads.</summary>
    /// <param name="work">What is read; may be repeated.</param>
    /// <param name="missing">The answer where there is no store yet.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<T> ReadAsync<T>(Func<StoreConnection, T> work, Func<T> missing, CancellationToken cancellationToken)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                return await Task.Run(() => ReadOnWorkerAsync(work, missing, either.Token), CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                _free.Release();
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw StoreErrors.Closed(file.Path);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Reads a document's text once the transaction that fetched it has ended.</summary>
    /// <exception cref="StoreException"><c>StoreDamaged</c></exception>
    public StoredDocument Parse(string json)
    {
        try
        {
            return StoredDocument.Read(json);
        }
        catch (JsonException exception)
        {
            throw StoreErrors.Damaged(file.Path, exception);
        }
    }

    /// <summary>Ends what is being read and closes all handles.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        for (var i = 0; i < MaxConnections; i++) await _free.WaitAsync().ConfigureAwait(false);
        lock (_idle)
        {
            while (_idle.TryPop(out var reading)) reading.Connection.Dispose();
        }
        _free.Release(MaxConnections);
    }

    public void Dispose()
    {
        _closing.Dispose();
        _free.Dispose();
    }

    private async Task<T> ReadOnWorkerAsync<T>(Func<StoreConnection, T> work, Func<T> missing, CancellationToken token)
    {
        var waited = Stopwatch.StartNew();
        var onlyAlone = false;
        while (true)
        {
            token.ThrowIfCancellationRequested();
            StoreStamp? stamp = null;
            try
            {
                if (!file.Exists()) return missing();
                stamp = HasWriter() ? null : await file.TryStampAsync(onlyAlone, token).ConfigureAwait(false);
                var answer = Read(work, stamp, token);
                if (stamp is null || file.Is(stamp.Value, onlyAlone)) return answer;
            }
            catch (SqliteException exception) when (StoreErrors.IsBusy(exception))
            {
                if (waited.Elapsed > tuning.LockTimeout) throw StoreErrors.Busy(file.Path, waited.Elapsed, exception);
                await Task.Delay(BusyPause, token).ConfigureAwait(false);
            }
            catch (SqliteException exception) when (stamp is null && !onlyAlone && StoreErrors.NeedsLog(exception))
            {
                // No log can be made beside the file: where we may not write, or there is no room, that is the only way to read.
                onlyAlone = true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // What was read while another process wrote over it proves nothing.
                if (stamp is not null && !file.Is(stamp.Value, onlyAlone)) continue;
                // A store whose making was cut short holds nothing; the next writer clears it away.
                if (exception is SqliteException { SqliteExtendedErrorCode: SQLitePCL.raw.SQLITE_READONLY_ROLLBACK }) return missing();
                throw StoreErrors.Translate(exception, file.Path, writing: false);
            }
        }
    }

    private T Read<T>(Func<StoreConnection, T> work, StoreStamp? stamp, CancellationToken token)
    {
        var reading = Take(stamp);
        var keep = false;
        try
        {
            reading.Connection.Watch(token);
            reading.Connection.Run("BEGIN");
            file.Verify(reading.Connection);
            var answer = work(reading.Connection);
            keep = true;
            return answer;
        }
        catch (Exception exception) when (exception is DigitalHubException or OperationCanceledException)
        {
            keep = true;
            throw;
        }
        finally
        {
            reading.Connection.Watch(default);
            Return(reading, keep);
        }
    }

    private Reading Take(StoreStamp? stamp)
    {
        lock (_idle)
        {
            while (_idle.TryPop(out var known))
            {
                if (known.Stamp == stamp && file.IsOf(known.Connection)) return known;
                known.Connection.Dispose();
            }
        }
        if (stamp is null) file.Probe();
        return new Reading(file.Open(stamp is null ? StoreAccess.Read : StoreAccess.Frozen), stamp);
    }

    private void Return(Reading reading, bool keep)
    {
        if (!reading.Connection.IsIdle) reading.Connection.Rollback();
        // Beside another process's writer a kept connection would hinder it from clearing away its log.
        if (!keep || (reading.Stamp is null && !HasWriter()))
        {
            reading.Connection.Dispose();
            return;
        }
        lock (_idle) _idle.Push(reading);
    }

    private sealed record Reading(StoreConnection Connection, StoreStamp? Stamp);
}

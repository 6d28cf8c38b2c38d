using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace DigitalHub.Backends.Local;

/// <summary>
/// Writes to the store, one after the other on one connection. What waits at the same time shares a transaction and so one
/// flush of the disk; nobody gets his answer before it is done.
/// </summary>
internal sealed class StoreWriter(StoreFile file, StoreTuning tuning, bool durable)
{
    private const int MaxBatch = 64;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly object _gate = new();
    private readonly WriterTurns _turns = new();
    private readonly LinkedList<WriteRequest> _waiting = new();
    private Task _pump = Task.CompletedTask;
    private bool _pumping;
    private bool _closed;
    private StoreConnection? _connection;

    /// <summary>Whether the file is open for writing.</summary>
    public bool IsOpen => Volatile.Read(ref _connection) is not null;

    /// <summary>Writes in a transaction shared with what else is waiting.</summary>
    /// <param name="work">What is done; may be repeated.</param>
    /// <param name="missing">What holds where there is no store; null makes one.</param>
    /// <param name="alone">Whether it gets a transaction for itself, because it may take long.</param>
    /// <param name="cancellationToken">Ends the waiting, and what is being executed alone.</param>
    public Task<T> WriteAsync<T>(Func<StoreConnection, T> work, Func<T>? missing, bool alone, CancellationToken cancellationToken)
    {
        var request = new WriteRequest<T>(work, missing, alone, cancellationToken);
        lock (_gate)
        {
            if (_closed) throw StoreErrors.Closed(file.Path);
            _waiting.AddLast(request);
            if (!_pumping)
            {
                _pumping = true;
                _pump = Task.Run(Pump, CancellationToken.None);
            }
        }
        return request.Task;
    }

    /// <summary>Lets what is waiting come to its end and stops taking more.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            _closed = true;
            return _pump;
        }
    }

    /// <summary>Closes the file; the last process to do so clears away the log.</summary>
    public void Close()
    {
        var connection = Interlocked.Exchange(ref _connection, null);
        connection?.Dispose();
    }

    private void Pump()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                Execute(batch);
            }
            catch (Exception exception)
            {
                var error = StoreErrors.Translate(exception, file.Path, writing: true);
                foreach (var request in batch.Where(request => request.TryStart())) request.Fail(StoreErrors.Again(error));
                if (StoreErrors.IsOfFile(exception) && error is not OperationCanceledException) Close();
            }
            foreach (var request in batch) request.Deliver();
        }
    }

    private List<WriteRequest> TakeBatch()
    {
        var batch = new List<WriteRequest>();
        lock (_gate)
        {
            while (_waiting.First is { } next && batch.Count < MaxBatch)
            {
                if (next.Value.Alone && batch.Count > 0) break;
                _waiting.RemoveFirst();
                if (next.Value.IsEnded) continue;
                batch.Add(next.Value);
                if (next.Value.Alone) break;
            }
            if (batch.Count == 0) _pumping = false;
        }
        return batch;
    }

    private void Execute(List<WriteRequest> batch)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                TryExecute(batch);
                return;
            }
            catch (SqliteException exception) when (StoreErrors.IsBusy(exception))
            {
                // SQLite does not wait for everything itself, for example for those who still read when it changes over to the log.
                if (waited.Elapsed > tuning.LockTimeout) throw StoreErrors.Busy(file.Path, waited.Elapsed, exception);
                Thread.Sleep(BusyPause);
            }
        }
    }

    private void TryExecute(List<WriteRequest> batch)
    {
        if (!IsOpen && !file.Exists() && !batch.Exists(request => request.MakesStore && !request.IsEnded))
        {
            foreach (var request in batch.Where(request => request.TryStart())) request.ExecuteMissing();
            return;
        }
        if (IsOpen && !file.Exists())
        {
            Close();
            throw StoreErrors.Vanished(file.Path);
        }
        if (Begin(batch) is not { } connection) return;
        try
        {
            foreach (var request in batch.Where(request => request.TryStart())) ExecuteOne(connection, request, batch.Count > 1);
            if (durable) _turns.Took(connection.Number("PRAGMA data_version"));
            connection.Run("COMMIT");
            _turns.Left();
        }
        catch (SqliteException exception) when (batch.Count > 1 && StoreErrors.IsOfFile(exception) && !StoreErrors.IsBusy(exception))
        {
            // Perhaps one was too large for the disk: the others must not fail for it.
            connection.Rollback();
            foreach (var request in batch) ExecuteAgain(request);
        }
        finally
        {
            connection.Rollback();
        }
    }

    private void ExecuteAgain(WriteRequest request)
    {
        try
        {
            Execute([request]);
        }
        catch (Exception exception)
        {
            request.Fail(StoreErrors.Translate(exception, file.Path, writing: true));
        }
    }

    private void ExecuteOne(StoreConnection connection, WriteRequest request, bool shared)
    {
        // One that shares its transaction is short, and ends the others' work if it is interrupted.
        if (!shared) connection.Watch(request.Token);
        if (shared) connection.Run("SAVEPOINT one");
        try
        {
            request.Execute(connection);
            connection.Watch(default);
            if (shared) connection.Run("RELEASE one");
        }
        catch (Exception exception) when (!StoreErrors.IsOfFile(exception))
        {
            connection.Watch(default);
            request.Fail(StoreErrors.Translate(exception, file.Path, writing: true));
            if (shared) connection.Script("ROLLBACK TO one; RELEASE one");
            else connection.Rollback();
            if (!shared) connection.Run("BEGIN");
        }
        finally
        {
            connection.Watch(default);
        }
    }

    /// <summary>Begins a transaction in the file that is at the path now; null if nobody is waiting for it any more.</summary>
    private StoreConnection? Begin(List<WriteRequest> batch)
    {
        while (true)
        {
            var connection = _connection ?? Open(batch);
            if (connection is null) return null;
            if (durable) _turns.Wait();
            if (!TryLock(connection, batch)) return null;
            // Another file may have taken its place: what is written to this one, nobody would find. Or another program
            // has put back an older store, or brought it to a newer version.
            if (file.IsOf(connection) && IsCurrent(connection)) return connection;
            connection.Rollback();
            Close();
            if (!file.Exists()) throw StoreErrors.Vanished(file.Path);
        }
    }

    private bool IsCurrent(StoreConnection connection)
    {
        try
        {
            return file.Verify(connection) == tuning.Schema.Count;
        }
        catch
        {
            connection.Rollback();
            throw;
        }
    }

    /// <summary>Opens the store and brings it up to date; null if nobody is waiting for it any more.</summary>
    private StoreConnection? Open(List<WriteRequest> batch)
    {
        if (file.Exists()) file.Probe();
        else file.Make();
        var connection = file.Open(StoreAccess.Write);
        var isReady = false;
        try
        {
            // Asked before the file is touched: SQLite would leave a log beside a file that it can't write.
            if (connection.IsReadOnly) throw StoreErrors.ReadOnly(file.Path);
            file.Limit(connection);
            connection.Script(durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
            // Each run touches some twenty indexes: with SQLite's own 2 MB many of their pages are read again for each.
            connection.Script("PRAGMA cache_size=-32000");
            connection.Script(FormattableString.Invariant($"PRAGMA wal_autocheckpoint={tuning.LogPages}"));
            // What a request that shares a transaction would need for its way back goes to memory instead of a file each time.
            connection.Script("PRAGMA temp_store=MEMORY");
            if (!TryLock(connection, batch)) return null;
            Upgrade(connection);
            if (connection.Text("PRAGMA journal_mode") != "wal") connection.Script("PRAGMA journal_mode=WAL");
            isReady = true;
        }
        finally
        {
            if (!isReady) connection.Dispose();
        }
        Volatile.Write(ref _connection, connection);
        return connection;
    }

    private void Upgrade(StoreConnection connection)
    {
        try
        {
            var version = file.Verify(connection);
            if (version < tuning.Schema.Count)
            {
                file.Upgrade(connection, version);
                connection.Run("COMMIT");
            }
        }
        finally
        {
            connection.Rollback();
        }
    }

    /// <summary>Takes the write lock; false if nobody is waiting for it any more.</summary>
    private bool TryLock(StoreConnection connection, List<WriteRequest> batch)
    {
        var waited = Stopwatch.StartNew();
        while (batch.Exists(request => !request.IsEnded))
        {
            if (connection.TryBegin()) return true;
            if (waited.Elapsed > tuning.LockTimeout) throw StoreErrors.Busy(file.Path, waited.Elapsed);
        }
        return false;
    }
}

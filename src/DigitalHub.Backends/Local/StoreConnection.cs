using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DigitalHub.Backends.Local;

/// <summary>How a connection meets the file.</summary>
internal enum StoreAccess
{
    /// <summary>Reads and writes; the file must be there.</summary>
    Write,

    /// <summary>Reads, with the locks and the write-ahead log of the processes that write.</summary>
    Read,

    /// <summary>
    /// Reads the file alone, as if nobody could change it: takes no lock and looks at no other file. An ordinary reader
    /// of a WAL database makes <c>-wal</c> and <c>-shm</c> and can't remove them again.
    /// </summary>
    Frozen,
}

/// <summary>One connection to the store's file; used by one thread at a time.</summary>
internal sealed class StoreConnection : IDisposable
{
    private const int BusyMilliseconds = 80;
    private const int StepsBetweenLooks = 10_000;
    private const int MaxStatements = 100;
    private const int HasMoved = 20;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private CancellationToken _token;

    private StoreConnection(SqliteConnection connection, string path)
    {
        _connection = connection;
        Path = path;
    }

    /// <summary>The file's path when it was opened.</summary>
    public string Path { get; }

    /// <summary>
    /// Whether the file that this connection has open is no longer the one at its path: it was removed, renamed, or another
    /// one was put over it. Windows doesn't allow that to an open file.
    /// </summary>
    public bool IsMoved
    {
        get
        {
            var moved = 0;
            return FileControl(Handle, 0, HasMoved, ref moved) == raw.SQLITE_OK && moved != 0;
        }
    }

    /// <summary>Whether SQLite could open the file for reading only.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(Handle, "main") != 0;

    /// <summary>Whether no transaction is open; SQLite ends one on its own after some errors.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(Handle) != 0;

    private sqlite3 Handle => _connection.Handle!;

    public static StoreConnection Open(string path, StoreAccess access)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = access == StoreAccess.Frozen ? FrozenUri(path) : path,
            Mode = access == StoreAccess.Write ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly,
            // A pooled connection would keep the file open after the store was closed.
            Pooling = false,
        };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            var store = new StoreConnection(connection, path);
            raw.sqlite3_busy_timeout(store.Handle, BusyMilliseconds);
            // Unlike an interrupt, which is lost when it comes between two statements, this is asked again and again.
            raw.sqlite3_progress_handler(store.Handle, StepsBetweenLooks, _ => store._token.IsCancellationRequested ? 1 : 0, null);
            store.Run("PRAGMA trusted_schema=OFF");
            store.Run("PRAGMA cell_size_check=ON");
            if (access != StoreAccess.Write) TextFunctions.Register(connection);
            return store;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>From here on statements end early when this token is cancelled.</summary>
    public void Watch(CancellationToken token) => _token = token;

    /// <summary>Executes a statement that gives no rows; its rows, where there are any, are left out.</summary>
    /// <returns>How many rows it changed.</returns>
    public long Run(string sql, params ReadOnlySpan<object?> values)
    {
        Each(sql, static _ => { }, values);
        return raw.sqlite3_changes(Handle);
    }

    /// <summary>The number in the first column of the first row, or null.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values)
    {
        long? number = null;
        Each(sql, row => number ??= row.IsNull(0) ? null : row.Number(0), values);
        return number;
    }

    /// <summary>The text in the first column of the first row, or null.</summary>
    public string? Text(string sql, params ReadOnlySpan<object?> values)
    {
        string? text = null;
        Each(sql, row => text ??= row.TextOrNull(0), values);
        return text;
    }

    public void Each(string sql, Action<Statement> visit, params ReadOnlySpan<object?> values)
    {
        var statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            while (statement.Step())
            {
                _token.ThrowIfCancellationRequested();
                visit(statement);
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Executes several statements.</summary>
    public void Script(string sql) => StoreResult.Check(raw.sqlite3_exec(Handle, sql), Handle);

    /// <summary>Tries to take the write lock; false while another process or connection has it.</summary>
    public bool TryBegin()
    {
        try
        {
            Run("BEGIN IMMEDIATE");
            return true;
        }
        catch (SqliteException exception) when (StoreErrors.IsBusy(exception))
        {
            return false;
        }
    }

    /// <summary>Ends a transaction without a trace, where one is still open.</summary>
    public void Rollback()
    {
        if (IsIdle) return;
        // The token that ended the work must not end the way back.
        _token = default;
        Run("ROLLBACK");
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }

    private Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known)) return known;
        // Filters make endless variants; forgetting all of them now and then is enough.
        if (_statements.Count >= MaxStatements)
        {
            foreach (var statement in _statements.Values) statement.Dispose();
            _statements.Clear();
        }
        var made = new Statement(Handle, sql);
        _statements.Add(sql, made);
        return made;
    }

    // Asks SQLite, since any other handle on the file would drop its locks, and every platform has its own layout of stat.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    private static extern int FileControl(sqlite3 database, nint name, int operation, ref int argument);

    private static string FrozenUri(string path)
    {
        var text = OperatingSystem.IsWindows() ? "/" + path.Replace('\\', '/') : path;
        return $"file://{string.Join('/', text.Split('/').Select(Uri.EscapeDataString))}?immutable=1";
    }
}

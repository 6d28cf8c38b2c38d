using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DigitalHub.Backends.Local;

/// <summary>What is wrong with the store's file, in the words of design section 7.</summary>
internal static class StoreErrors
{
    public static bool IsBusy(SqliteException exception) =>
        exception.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL;

    /// <summary>Whether reading failed because no log, or the memory that readers share, can be made beside the file: nobody may, or there is no room.</summary>
    public static bool NeedsLog(SqliteException exception) =>
        exception.SqliteExtendedErrorCode switch
        {
            raw.SQLITE_READONLY_ROLLBACK => false,
            raw.SQLITE_IOERR_SHMOPEN or raw.SQLITE_IOERR_SHMSIZE or raw.SQLITE_IOERR_SHMMAP => true,
            _ => exception.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_FULL,
        };

    /// <summary>Whether the failure is of the file rather than of one request, so that nothing in the same transaction counts.</summary>
    public static bool IsOfFile(Exception exception) => exception is SqliteException { SqliteErrorCode: not raw.SQLITE_TOOBIG };

    public static StoreException Folder(string path) =>
        Make("StoreInvalid", ErrorKind.InvalidArgument, path, "is a folder, not a file", "Give the path of a file inside it.");

    public static StoreException NoPath(string path) =>
        Make("StoreInvalid", ErrorKind.InvalidArgument, Errors.Shorten(path.Replace('\0', '?')), "has a path that no file can have", "Give a shorter path without control characters.");

    public static StoreException Foreign(string path, Exception? inner = null) =>
        Make("StoreInvalid", ErrorKind.InvalidArgument, path, "is no store of DigitalHub", "Give another path: this file belongs to something else and was left as it is.", inner);

    public static StoreException Newer(string path, long version, int known) =>
        Make(
            "StoreNewer",
            ErrorKind.InvalidOperation,
            path,
            $"was made by a newer version of this module (format {Number(version)}; this one knows {Number(known)})",
            "Update the module, or use another file.");

    public static StoreException Damaged(string path, Exception? inner = null) =>
        Make("StoreDamaged", ErrorKind.InvalidData, path, "is damaged", "Put back a copy of the file, or move it away to begin a new store.", inner);

    /// <summary>A row that must be there is not: the error that SQLite itself would raise for a damaged file.</summary>
    public static SqliteException Incomplete() => new("A run has no document.", raw.SQLITE_CORRUPT);

    public static StoreException Busy(string path, TimeSpan waited, Exception? inner = null) =>
        Make(
            "StoreBusy",
            ErrorKind.ResourceBusy,
            path,
            $"has been locked by another process for {Number((long)waited.TotalSeconds)} seconds",
            "Try again when the other process has ended.",
            inner);

    public static StoreException ReadOnly(string path, Exception? inner = null) =>
        Make("StoreReadOnly", ErrorKind.PermissionDenied, path, "can't be written", "Make the file and its folder writable for you, or use another file.", inner);

    public static StoreException Full(string path, Exception? inner = null) =>
        Make("StoreFull", ErrorKind.WriteError, path, "can't grow: the disk or a limit is full", "Free some space and try again. Nothing was changed.", inner);

    public static StoreException Closed(string path) =>
        Make("StoreUnavailable", ErrorKind.ResourceUnavailable, path, "was disconnected", "Connect again with Connect-DhBackend -Local.");

    public static StoreException Vanished(string path) =>
        Make("StoreUnavailable", ErrorKind.ResourceUnavailable, path, "was removed while it was in use", "Repeat the command to begin a new store, or put the file back first.");

    public static StoreException Unavailable(string path, Exception inner) =>
        Make("StoreUnavailable", ErrorKind.ResourceUnavailable, path, $"can't be used: {inner.Message}", "Check that the folder is there, that you may use it, and that the disk works.", inner);

    /// <summary>The same error once more: each caller gets one of his own, since he may add to it.</summary>
    public static Exception Again(Exception error) =>
        error is StoreException store
            ? new StoreException(store.ErrorId, store.Kind, store.Message, store.InnerException ?? store) { Target = store.Target, RecommendedAction = store.RecommendedAction }
            : error;

    /// <summary>The error in place of one that SQLite or the file system raised.</summary>
    /// <param name="exception">What was raised.</param>
    /// <param name="path">The store's file.</param>
    /// <param name="writing">Whether something was to be written.</param>
    public static Exception Translate(Exception exception, string path, bool writing) => exception switch
    {
        SqliteException sqlite => Translate(sqlite, path, writing),
        JsonException => Damaged(path, exception),
        UnauthorizedAccessException => writing ? ReadOnly(path, exception) : Unavailable(path, exception),
        IOException io => StoreResult.IsFull(io.HResult & 0xFFFF) ? Full(path, exception) : Unavailable(path, exception),
        _ => exception,
    };

    private static Exception Translate(SqliteException exception, string path, bool writing) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_INTERRUPT => new OperationCanceledException(),
        raw.SQLITE_CORRUPT => Damaged(path, exception),
        raw.SQLITE_NOTADB => Foreign(path, exception),
        raw.SQLITE_FULL => Full(path, exception),
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM when writing => ReadOnly(path, exception),
        raw.SQLITE_TOOBIG => Errors.Value("The document is too large to be stored.", action: "Keep large data in files and refer to them."),
        _ => Unavailable(path, exception),
    };

    private static StoreException Make(string id, ErrorKind kind, string path, string what, string action, Exception? inner = null) =>
        new(id, kind, $"The local store '{path}' {what}.", inner) { Target = path, RecommendedAction = action };

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DigitalHub.Backends.Local;

/// <summary>What SQLite answers. It takes only a full disk for full; a quota or a limit of the file's size is an unknown fault of the disk to it.</summary>
internal static class StoreResult
{
    private const int NoSpace = 28;
    private const int FileTooLarge = 27;

    private static int QuotaExceeded => OperatingSystem.IsMacOS() ? 69 : 122;

    /// <exception cref="SqliteException">The answer is an error.</exception>
    public static void Check(int result, sqlite3 database)
    {
        var isFull = (result & 0xFF) == raw.SQLITE_IOERR && IsFull(SystemError(database));
        SqliteException.ThrowExceptionForRC(isFull ? raw.SQLITE_FULL : result, database);
    }

    /// <summary>Whether an error of the system says that nothing more can be written. Of Windows SQLite and .NET know all of them.</summary>
    public static bool IsFull(int error) => !OperatingSystem.IsWindows() && (error is NoSpace or FileTooLarge || error == QuotaExceeded);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_system_errno", CallingConvention = CallingConvention.Cdecl)]
    private static extern int SystemError(sqlite3 database);
}

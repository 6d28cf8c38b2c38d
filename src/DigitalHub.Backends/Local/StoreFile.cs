using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DigitalHub.Backends.Local;

/// <summary>
/// The store's file: whether it is there, whether it is ours, and how it is made. Never opened but through SQLite: closing
/// any other handle of the same file drops the locks that this process holds on it (POSIX).
/// </summary>
internal sealed class StoreFile(string path, StoreTuning tuning)
{
    private static readonly TimeSpan ClockTick = TimeSpan.FromMilliseconds(50);

    // FAT counts in two seconds of local time, of whatever zone.
    private static readonly TimeSpan CoarseClockTick = TimeSpan.FromHours(26);

    private static readonly TimeSpan UnfinishedAge = TimeSpan.FromHours(1);

    private string _target = path;

    /// <summary>The path as the user gave it.</summary>
    public string Path { get; } = path;

    private int Version => tuning.Schema.Count;

    /// <summary>Where the path's links led when <see cref="Exists"/> was last asked; what all work is done with.</summary>
    private string Target => Volatile.Read(ref _target);

    /// <summary>Whether there is a store; an empty file is none yet. To be asked first, since it follows links anew.</summary>
    /// <exception cref="StoreException"><c>StoreInvalid</c>: the path is a folder, or none that a file can have.</exception>
    public bool Exists()
    {
        if (!RealPath.CanBe(Path)) throw StoreErrors.NoPath(Path);
        Volatile.Write(ref _target, RealPath.Of(Path));
        if (Directory.Exists(Target)) throw StoreErrors.Folder(Path);
        return new FileInfo(Target) is { Exists: true, Length: > 0 };
    }

    public StoreConnection Open(StoreAccess access) => StoreConnection.Open(Target, access);

    /// <summary>Whether a connection is to the file that is at the path now.</summary>
    public bool IsOf(StoreConnection connection) => connection.Path == Target && !connection.IsMoved;

    /// <summary>
    /// Whether nobody is writing, so that the file alone is the whole store; and if so a stamp that is another one as soon
    /// as anybody has written.
    /// </summary>
    /// <param name="onlyAlone">
    /// Whether the file can be read in no other way: then a file system that counts in whole seconds is believed too, and so is
    /// an empty log, whoever has it open. What was acknowledged is in the file or in a log that is not empty.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting for the next tick of the file system's clock.</param>
    public async Task<StoreStamp?> TryStampAsync(bool onlyAlone, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (IsInUse(onlyAlone)) return null;
            var stamp = Stamp();
            if (stamp is null) return null;
            // Within one tick of the file system's clock two changes can't be told apart.
            var age = (DateTime.UtcNow - stamp.Value.Written).Duration();
            if (stamp.Value.IsCoarse && !onlyAlone && age < CoarseClockTick) return null;
            if (age > ClockTick) return stamp;
            await Task.Delay(ClockTick, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the file is still as it was when the stamp was taken.</summary>
    /// <param name="stamp">The stamp.</param>
    /// <param name="onlyAlone">As it was when the stamp was taken.</param>
    public bool Is(StoreStamp stamp, bool onlyAlone) => !IsInUse(onlyAlone) && Stamp() == stamp;

    /// <summary>Whether both paths end at the same place once links are followed.</summary>
    public bool IsPathOf(StoreFile other)
    {
        var comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return string.Equals(RealPath.Of(Path), RealPath.Of(other.Path), comparison);
    }

    /// <summary>Whether the write lock can be had now; gives it back at once.</summary>
    public bool IsFree()
    {
        using var connection = Open(StoreAccess.Write);
        // Nobody can lock what nobody can write.
        if (connection.IsReadOnly) return true;
        var free = connection.TryBegin();
        connection.Rollback();
        return free;
    }

    /// <summary>Looks into the header without a lock and without a trace.</summary>
    /// <exception cref="StoreException"><c>StoreInvalid</c>, <c>StoreNewer</c>, <c>StoreDamaged</c></exception>
    public void Probe()
    {
        try
        {
            using var connection = Open(StoreAccess.Frozen);
            Verify(connection);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CORRUPT && IsInUse())
        {
            // A process that died amid a checkpoint leaves a file that is whole only together with its log.
        }
    }

    /// <summary>Whether the file is ours and not newer than this module.</summary>
    /// <returns>The version of its schema.</returns>
    /// <exception cref="StoreException"><c>StoreInvalid</c>, <c>StoreNewer</c></exception>
    public long Verify(StoreConnection connection)
    {
        if (connection.Number("PRAGMA application_id") != Schema.ApplicationId) throw StoreErrors.Foreign(Path);
        var version = connection.Number("PRAGMA user_version") ?? 0;
        return version <= Version ? version : throw StoreErrors.Newer(Path, version, Version);
    }

    /// <summary>Makes a complete store under another name and puts it in place, so that nobody ever meets half of one.</summary>
    public void Make()
    {
        var path = Target;
        var file = new FileInfo(path);
        CreateFolder(file.DirectoryName!);
        if (file is { Exists: true, Length: 0 })
        {
            Fill(path);
            return;
        }
        RemoveUnfinished(path);
        var unfinished = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            CreateFile(unfinished);
            Fill(unfinished);
            File.Move(unfinished, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was quicker; its store is as good.
        }
        finally
        {
            foreach (var rest in (ReadOnlySpan<string>)["", "-journal", "-wal", "-shm"]) File.Delete(unfinished + rest);
        }
    }

    /// <summary>Removes what makers of this store left when they were killed; one that is at work takes seconds.</summary>
    private static void RemoveUnfinished(string path)
    {
        var name = Regex.Escape(System.IO.Path.GetFileName(path));
        var unfinished = new Regex($@"\A{name}\.[0-9a-f]{{32}}\.new(-journal|-wal|-shm)?\z", RegexOptions.CultureInvariant);
        try
        {
            foreach (var file in new FileInfo(path).Directory!.EnumerateFiles("*.new*"))
            {
                if (unfinished.IsMatch(file.Name) && DateTime.UtcNow - file.LastWriteTimeUtc > UnfinishedAge) file.Delete();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It does no harm, and there will be another time.
        }
    }

    /// <summary>Brings an older store up to date; the caller has begun the transaction.</summary>
    public void Upgrade(StoreConnection connection, long version)
    {
        for (var step = (int)version; step < Version; step++) connection.Script(tuning.Schema[step]);
        connection.Script(FormattableString.Invariant($"PRAGMA user_version={Version}"));
    }

    private void Fill(string path)
    {
        using var connection = StoreConnection.Open(path, StoreAccess.Write);
        if (connection.IsReadOnly) throw StoreErrors.ReadOnly(Path);
        Limit(connection);
        var waited = Stopwatch.StartNew();
        while (!connection.TryBegin())
        {
            if (waited.Elapsed > tuning.LockTimeout) throw StoreErrors.Busy(Path, waited.Elapsed);
        }
        try
        {
            if (connection.Number("PRAGMA application_id") == Schema.ApplicationId) return;
            connection.Script(FormattableString.Invariant($"PRAGMA application_id={Schema.ApplicationId}"));
            Upgrade(connection, 0);
            connection.Run("COMMIT");
        }
        finally
        {
            connection.Rollback();
        }
        connection.Script("PRAGMA journal_mode=WAL");
    }

    /// <summary>Applies the bound that a test sets.</summary>
    public void Limit(StoreConnection connection)
    {
        if (tuning.MaxPages is { } pages) connection.Script(FormattableString.Invariant($"PRAGMA max_page_count={pages}"));
    }

    private bool IsInUse(bool allowsEmptyLog = false)
    {
        var path = Target;
        return new FileInfo(path + "-wal") is { Exists: true } log && (log.Length > 0 || (!allowsEmptyLog && File.Exists(path + "-shm"))) || File.Exists(path + "-journal");
    }

    private StoreStamp? Stamp() =>
        new FileInfo(Target) is { Exists: true } file ? new StoreStamp(file.FullName, file.LastWriteTimeUtc, file.Length, file.CreationTimeUtc) : null;

    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        // The mode goes to the innermost folder only, so each is made by itself.
        if (System.IO.Path.GetDirectoryName(folder) is { } outer) CreateFolder(outer);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // SQLite gives its -wal and -shm the mode of the file.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }
}

/// <summary>What tells one state of the file from the next.</summary>
internal readonly record struct StoreStamp(string Path, DateTime Written, long Length, DateTime Made)
{
    /// <summary>Whether the file system seems to count in whole seconds.</summary>
    public bool IsCoarse => Written.Ticks % TimeSpan.TicksPerSecond == 0;
}

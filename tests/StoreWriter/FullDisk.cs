using System.Runtime.InteropServices;
using DigitalHub.Backends.Profiles;

namespace DigitalHub.OtherProcess;

/// <summary>
/// Every change on a disk that is full, a little later each time: the limit of how long this process's files may become is set
/// just before the change and taken away behind it, so that each of its writes is once the one that fails.
/// </summary>
internal static class FullDisk
{
    private const string Project = "full";
    private const int Signal = 25;
    private const int FileSize = 1;
    private const int MuchRoom = 100_000;

    /// <summary>
    /// Prints a line for each try: the change, <c>ok</c> or the error, whether the store is as it was before or after, and the same
    /// as it was read while the disk was full: <c>log</c> if that needed a log for which there was no room.
    /// </summary>
    public static async Task TryAllAsync(string path)
    {
        // The signal that would end the process; without it a write fails.
        _ = SetSignal(Signal, 1);
        await using var store = new ChangedStore(path);
        await using var model = new ChangedStore(null);
        for (var number = 0; number < Changes.Count; number++)
        {
            var before = await model.StateAsync(Project);
            await Changes.MakeAsync(model, Project, number);
            var after = await model.StateAsync(Project);
            // Closer steps where the first pages are written than towards the end.
            for (var (room, step) = (0, 1); room < MuchRoom; (room, step) = (room + step, step * 2))
            {
                var (result, read) = await TryAsync(path, room, () => Changes.MakeAsync(store, Project, number), () => store.StateAsync(Project));
                var state = await store.StateAsync(Project);
                Console.Out.WriteLine($"{Changes.Name(number)}|{result}|{Word(state)}|{Word(read)}");
                if (Changes.IsRead(number) ? state == after : result == "ok") break;
            }

            string Word(string state) => state == before ? "before" : state == after ? "after" : state;
        }
    }

    /// <summary>
    /// The same for the change that brings a store of an older version up to date, on a copy of it each time, which is closed
    /// while the disk is full. Prints the version that it was of, <c>ok</c> or the error, the version that it is of then, and
    /// whether it holds what it held before or after the change, now and as it was read while the disk was full; all in words
    /// as above. At last each is changed where there is room, and the version is printed that it is of then.
    /// </summary>
    public static async Task TryUpgradesAsync(string folder)
    {
        _ = SetSignal(Signal, 1);
        for (var version = 1; version < Upgrades.Version; version++)
        {
            var (before, after) = (string.Empty, string.Empty);
            await OnCopyAsync(folder, version, async path =>
            {
                (before, _) = await Upgrades.ReadAsync(path);
                await Upgrades.ChangeAsync(path);
                (after, _) = await Upgrades.ReadAsync(path);
            });
            var isMade = false;
            for (var room = 0; room < MuchRoom && !isMade; room++)
            {
                await OnCopyAsync(folder, version, async path =>
                {
                    var (result, read) = await TryAsync(path, room, () => Upgrades.ChangeAsync(path), async () => (await Upgrades.ReadAsync(path)).State);
                    isMade = result == "ok";
                    var (state, found) = await Upgrades.ReadAsync(path);
                    if (!isMade) await Upgrades.ChangeAsync(path);
                    var (last, newest) = await Upgrades.ReadAsync(path);
                    Console.Out.WriteLine($"{version}|{result}|{found}|{Word(state)}|{Word(read)}|{Word(last)}|{newest}");
                });
            }

            string Word(string state) => state == before ? "before" : state == after ? "after" : state;
        }
    }

    /// <summary>
    /// The same for a file of profiles, whose token becomes a longer one: with room for one more byte each time. Prints <c>ok</c> or
    /// the error, and whether the file is as it was before or after.
    /// </summary>
    public static async Task TryProfileAsync(string path)
    {
        _ = SetSignal(Signal, 1);
        var file = new ProfileFile(path);
        var before = await File.ReadAllTextAsync(path);
        for (ulong room = 0; ; room++)
        {
            string result;
            Limit(room);
            try
            {
                using (await file.LockAsync(TimeSpan.Zero, CancellationToken.None)) file.Change(document => document.Set("lab", "dhcore_access_token", "token-that-is-longer"));
                result = "ok";
            }
            catch (DigitalHubException exception)
            {
                result = $"{exception.ErrorId}: {exception.Message}";
            }
            finally
            {
                Limit(ulong.MaxValue);
            }
            Console.Out.WriteLine($"{result}|{(await File.ReadAllTextAsync(path) == before ? "before" : "after")}");
            if (result == "ok") return;
        }
    }

    private static async Task OnCopyAsync(string folder, int version, Func<string, Task> action)
    {
        var path = Path.Combine(folder, "copy.db");
        Upgrades.Copy(folder, version, path);
        await action(path);
        Upgrades.Check(path);
        // There is no log beside it any more.
        File.Delete(Directory.EnumerateFiles(folder, "copy.db*").Single());
    }

    // Room is in pages of the log, and always such that the last one is written in part.
    private static async Task<(string Result, string Read)> TryAsync(string path, int room, Func<Task> change, Func<Task<string>> read)
    {
        var log = new FileInfo(path + "-wal");
        Limit((ulong)((log.Exists ? log.Length : 0) + (room * 4120) + (room == 0 ? 0 : 1000)));
        try
        {
            return (await MakeAsync(change), await ReadAsync(read, log));
        }
        finally
        {
            Limit(ulong.MaxValue);
        }
    }

    private static async Task<string> MakeAsync(Func<Task> change)
    {
        try
        {
            await change();
            return "ok";
        }
        catch (DigitalHubException exception)
        {
            return $"{exception.ErrorId}: {exception.Message} {exception.InnerException?.Message}";
        }
    }

    private static async Task<string> ReadAsync(Func<Task<string>> read, FileInfo log)
    {
        try
        {
            return await read();
        }
        catch (StoreException exception)
        {
            log.Refresh();
            return exception.ErrorId == "StoreFull" && log is { Exists: true, Length: > 0 } ? "log" : exception.Message;
        }
    }

    private static void Limit(ulong bytes)
    {
        // The hard limit stays as it is, so that the soft one can be raised again.
        if (GetLimit(FileSize, out var limit) != 0) throw new InvalidOperationException("The limit can't be read.");
        limit.Soft = Math.Min(bytes, limit.Hard);
        if (SetLimit(FileSize, limit) != 0) throw new InvalidOperationException("The limit can't be set.");
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetSignal(int number, nint handler);

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int GetLimit(int resource, out Bounds bounds);

    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, in Bounds bounds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Bounds
    {
        public ulong Soft;
        public ulong Hard;
    }
}

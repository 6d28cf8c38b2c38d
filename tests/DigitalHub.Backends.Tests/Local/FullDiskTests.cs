using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.OtherProcess;
using DigitalHub.PowerShell.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>A disk that is full in the middle of a change, and what can be read meanwhile.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FullDiskTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Disk => _folder.File("disk");

    private string Path => System.IO.Path.Combine(Disk, "store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_change_is_made_whole_or_refused()
    {
        var path = _folder.File("store.db");
        using var child = Child.Start("fill", path);
        var tries = (await child.ReadToEndAsync()).Select(line => line.Split('|')).ToList();

        output.WriteLine($"{tries.Count} tries of {Changes.Count} changes.");
        var reads = Enumerable.Range(0, Changes.Count).Where(Changes.IsRead).Select(Changes.Name).ToHashSet(StringComparer.Ordinal);
        // What a read could not store of what is due, a later one does.
        Assert.All(tries, line => Assert.True(line[1] == "ok" ? line[2] == "after" || (line[2] == "before" && reads.Contains(line[0])) : IsFull(line[1], path) && line[2] == "before", string.Join('|', line)));
        // Only where acknowledged changes are in a log that can't be opened for want of room, nothing is read until there is some.
        Assert.All(tries, line => Assert.True(line[3] == line[2] || line[3] == "log", string.Join('|', line)));
        Assert.All(tries.Where(line => reads.Contains(line[0])), line => Assert.True(line[1] == "ok" || line[3] == "log", string.Join('|', line)));
        Assert.Contains(tries, line => line[1] != "ok" && line[3] == "before");
        output.WriteLine($"{tries.Count(line => line[3] == "log")} of them could not be read from at once.");
        foreach (var change in Enumerable.Range(0, Changes.Count).Select(Changes.Name))
        {
            Assert.Single(tries, line => line[0] == change && line[2] == "after");
            Assert.Contains(tries, line => line[0] == change && line[2] == "before");
        }
        Assert.Equal(["store.db"], _folder.Files());
        Assert.Equal("ok", RawSql.Run(path, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_store_of_an_older_version_is_brought_up_to_date_whole_or_stays_as_it_is()
    {
        await Upgrades.MakeOlderAsync(_folder.Path);
        using var child = Child.Start("fill-upgrade", _folder.Path);
        var tries = (await child.ReadToEndAsync()).Select(line => line.Split('|')).ToList();

        output.WriteLine($"{tries.Count} tries.");
        var newest = $"{Upgrades.Version}";
        Assert.All(tries, line => Assert.True(
            line[1] == "ok" ? line[2] == newest && line[3] == "after" : IsFull(line[1], _folder.File("copy.db")) && (line[2] == newest || line[2] == line[0]) && line[3] == "before",
            string.Join('|', line)));
        Assert.All(tries, line => Assert.True(line[4] == line[3] || line[4] == "log", string.Join('|', line)));
        Assert.All(tries, line => Assert.Equal(("after", newest), (line[5], line[6])));
        for (var version = 1; version < Upgrades.Version; version++)
        {
            Assert.Single(tries, line => line[0] == $"{version}" && line[1] == "ok");
            Assert.Contains(tries, line => line[0] == $"{version}" && line[2] == line[0]);
        }
        Assert.Contains(tries, line => line[1] != "ok" && line[2] == newest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_closed_store_holds_is_read_while_the_disk_is_full(bool areMovesDue)
    {
        if (!TryMount(kilobytes: 4096)) return;
        try
        {
            var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 20, 9, 49, 18, TimeSpan.Zero));
            var rules = RehearsalReader.Read([Docs.Json("""{"After":100}""")]);
            var ids = Enumerable.Range(0, 50).Select(number => FormattableString.Invariant($"r{number}")).ToList();
            await using (var store = Open())
            {
                await store.CreateProjectAsync(Docs.Project("alpha"), default);
                foreach (var id in ids) await store.CreateRunAsync(Docs.Run("alpha", id), default);
            }
            ids.Reverse();
            Fill();
            var state = areMovesDue ? "COMPLETED" : "CREATED";
            if (areMovesDue) clock.Advance(TimeSpan.FromSeconds(100));

            await using (var store = Open())
            {
                await ReadAllAsync(store);
                Assert.Equal("StoreFull", (await Assert.ThrowsAsync<StoreException>(() => store.CreateRunAsync(Docs.Run("alpha", "new"), default))).ErrorId);
                await ReadAllAsync(store);
                Assert.True(new FileInfo(Path + "-wal") is { Exists: true, Length: 0 });
                await ReadAsOtherAsync(ids);
                Assert.StartsWith($"StoreFull WriteError The local store '{Path}'", Assert.Single(await ChildAsync("write", Path)), StringComparison.Ordinal);
                await ReadAsOtherAsync(ids);
                await using (var other = Open()) await ReadAllAsync(other);
                await ReadAllAsync(store);
            }
            await ReadAsOtherAsync(ids);

            Empty();
            await using (var store = Open())
            {
                await ReadAllAsync(store);
                await store.CreateRunAsync(Docs.Run("alpha", "new"), default);
                Assert.Equal(["new", .. ids], await store.IdsAsync(new RunQuery()));
            }
            Assert.Equal([Path], Directory.GetFiles(Disk));
            Assert.Equal("ok", RawSql.Run(Path, "PRAGMA integrity_check"));

            LocalStore Open() => new(new LocalStoreOptions(Path) { Clock = clock, Rehearsal = rules });

            async Task ReadAllAsync(LocalStore store)
            {
                Assert.True((await store.CheckAsync(default)).Exists);
                Assert.Equal(ids, await store.IdsAsync(new RunQuery()));
                Assert.Equal(ids, await store.IdsAsync(new RunQuery { States = [state] }));
                Assert.Equal(50, await store.CountRunsAsync(new RunQuery { States = [state] }, default));
                Assert.Equal(state, (await store.GetRunAsync(new("alpha", "r7"), default)).State());
            }
        }
        finally
        {
            SmallDisk.Unmount(Disk);
        }
    }

    [Fact]
    public async Task What_was_acknowledged_until_the_disk_was_full_is_read()
    {
        if (!TryMount(kilobytes: 4096)) return;
        try
        {
            var ids = new List<string>();
            await using (var store = new LocalStore(new LocalStoreOptions(Path)))
            {
                await store.CreateProjectAsync(Docs.Project("alpha"), default);
                await store.CreateRunAsync(Docs.Run("alpha", "first"), default);
                ids.Add("first");
                Fill(pages: 768);
                StoreException? error = null;
                while (error is null)
                {
                    var id = FormattableString.Invariant($"r{ids.Count}");
                    try
                    {
                        await store.CreateRunAsync(Docs.Run("alpha", id, spec: Docs.Map(("text", new string('x', 3000)))), default);
                        ids.Insert(0, id);
                    }
                    catch (StoreException exception)
                    {
                        error = exception;
                    }
                }
                Assert.Equal("StoreFull", error.ErrorId);
                Assert.True(new FileInfo(Path + "-wal") is { Exists: true, Length: > 0 });
                Fill();
                Assert.Equal(ids, await store.IdsAsync(new RunQuery()));
                await ReadAsOtherAsync(ids);
                Assert.Equal(ids, await store.IdsAsync(new RunQuery()));
            }
            await ReadAsOtherAsync(ids);

            Empty();
            Assert.Equal(["ok"], await ChildAsync("write", Path));
            await ReadAsOtherAsync(ids);
            Assert.Equal([Path], Directory.GetFiles(Disk));
            Assert.Equal("ok", RawSql.Run(Path, "PRAGMA integrity_check"));
        }
        finally
        {
            SmallDisk.Unmount(Disk);
        }
    }

    private static bool IsFull(string result, string path) => result.StartsWith($"StoreFull: The local store '{path}'", StringComparison.Ordinal);

    private static async Task<string[]> ChildAsync(string command, string path)
    {
        using var child = Child.Start(command, path);
        return await child.ReadToEndAsync();
    }

    private async Task ReadAsOtherAsync(List<string> ids) => Assert.Equal(ids.Append("ok"), await ChildAsync("read", Path));

    private bool TryMount(int kilobytes)
    {
        Directory.CreateDirectory(Disk);
        if (OperatingSystem.IsLinux() && SmallDisk.TryMount(Disk, kilobytes)) return true;
        output.WriteLine("not run: this user can't mount a small disk");
        Console.WriteLine($"{nameof(FullDiskTests)}: not run: this user can't mount a small disk.");
        return false;
    }

    private void Fill(int pages = int.MaxValue)
    {
        using var file = new FileStream(System.IO.Path.Combine(Disk, "filling"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var page = 0; page < pages; page++) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Now it is full.
        }
    }

    private void Empty() => File.Delete(System.IO.Path.Combine(Disk, "filling"));
}

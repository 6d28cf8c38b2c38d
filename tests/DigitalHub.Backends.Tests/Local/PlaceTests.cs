using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>What a path leads to: through links, and after somebody has put another file there.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("link.db")]
    [InlineData("chain.db")]
    [InlineData("in/store.db")]
    [InlineData("in/link.db")]
    [InlineData("in/up.db")]
    public async Task A_link_leads_to_the_store(string name)
    {
        Directory.CreateDirectory(_folder.File("far/away"));
        var real = _folder.File("far/away/store.db");
        File.CreateSymbolicLink(_folder.File("link.db"), "far/away/store.db");
        File.CreateSymbolicLink(_folder.File("chain.db"), _folder.File("link.db"));
        Directory.CreateSymbolicLink(_folder.File("in"), _folder.File("far/away"));
        File.CreateSymbolicLink(_folder.File("far/away/link.db"), "./store.db");
        File.CreateSymbolicLink(_folder.File("far/away/up.db"), "../away/../away/store.db");
        var path = _folder.File(name);

        // The first write makes it at the link's end.
        await MakeAsync(path, "a");
        Assert.True(new FileInfo(real) is { Length: > 0, LinkTarget: null });
        await using var reader = Open(path);
        Assert.Equal(["a"], await reader.IdsAsync(new RunQuery()));
        Assert.Equal(["a"], await reader.IdsAsync(new RunQuery()));
        await AddAsync(real, "b");
        Assert.Equal(["b", "a"], await reader.IdsAsync(new RunQuery()));
        await using (var other = Open(real))
        {
            await other.CreateRunAsync(Docs.Run("alpha", "c"), default);
            Assert.Equal(["c", "b", "a"], await reader.IdsAsync(new RunQuery()));
            await reader.CreateRunAsync(Docs.Run("alpha", "d"), default);
            Assert.Equal(["d", "c", "b", "a"], await other.IdsAsync(new RunQuery()));
        }
        await reader.DisposeAsync();
        Assert.Equal(["link.db", "store.db", "up.db"], Directory.GetFiles(_folder.File("far/away")).Select(System.IO.Path.GetFileName).Order());
        Assert.Equal(["chain.db", "far", "in", "link.db"], _folder.Files());
    }

    [Fact]
    public async Task A_link_to_nowhere_gets_its_folder_and_its_store()
    {
        File.CreateSymbolicLink(Path, "not/yet/there.db");
        await using (var store = Open(Path))
        {
            Assert.False((await store.CheckAsync(default)).Exists);
            Assert.Equal(["store.db"], _folder.Files());
            await store.CreateProjectAsync(Docs.Project("alpha"), default);
        }
        Assert.NotNull(new FileInfo(Path).LinkTarget);
        Assert.True(File.Exists(_folder.File("not/yet/there.db")));
    }

    [Fact]
    public async Task Links_in_a_circle_are_an_error_and_no_endless_loop()
    {
        File.CreateSymbolicLink(Path, _folder.File("other.db"));
        File.CreateSymbolicLink(_folder.File("other.db"), Path);
        await using var store = Open(Path);
        await Assert.ThrowsAnyAsync<StoreException>(() => store.CreateProjectAsync(Docs.Project("alpha"), default));
        Assert.Equal(["other.db", "store.db"], _folder.Files());
    }

    // The long one ended the whole process once: for each of its folders a call called another.
    [Theory]
    [InlineData("a\0b", 1)]
    [InlineData("a/", 100_000)]
    public async Task A_path_that_no_file_can_have_is_said_to_be_none(string part, int times)
    {
        await using var store = Open(_folder.File(string.Concat(Enumerable.Repeat(part, times)) + "store.db"));
        Assert.Equal("StoreInvalid", (await Assert.ThrowsAsync<StoreException>(() => store.IdsAsync(new RunQuery()))).ErrorId);
        Assert.Equal("StoreInvalid", (await Assert.ThrowsAsync<StoreException>(() => store.CreateProjectAsync(Docs.Project("alpha"), default))).ErrorId);
        Assert.Empty(_folder.Files());
    }

    [Theory]
    [InlineData("made anew")]
    [InlineData("made anew and open")]
    [InlineData("renamed over")]
    [InlineData("folder renamed")]
    [InlineData("link turned")]
    public async Task What_is_written_goes_to_the_store_that_is_at_the_path_now(string how)
    {
        var path = _folder.File("at/store.db");
        if (how == "link turned")
        {
            Directory.CreateDirectory(_folder.File("old"));
            Directory.CreateSymbolicLink(_folder.File("at"), "old");
        }
        await using var session = Open(path);
        await session.CreateProjectAsync(Docs.Project("alpha"), default);
        await session.CreateRunAsync(Docs.Run("alpha", "lost"), default);
        Assert.Equal(["lost"], await session.IdsAsync(new RunQuery()));

        await using var other = Open(path);
        switch (how)
        {
            case "made anew" or "made anew and open":
                foreach (var file in Directory.GetFiles(_folder.File("at"))) File.Delete(file);
                await other.CreateProjectAsync(Docs.Project("alpha"), default);
                await other.CreateRunAsync(Docs.Run("alpha", "new"), default);
                if (how == "made anew") await other.DisposeAsync();
                break;
            case "renamed over":
                await MakeAsync(_folder.File("next.db"), "new");
                foreach (var rest in (string[])["-wal", "-shm"]) File.Delete(path + rest);
                File.Move(_folder.File("next.db"), path, overwrite: true);
                break;
            case "folder renamed":
                await MakeAsync(_folder.File("next/store.db"), "new");
                Directory.Move(_folder.File("at"), _folder.File("old"));
                Directory.Move(_folder.File("next"), _folder.File("at"));
                break;
            default:
                await MakeAsync(_folder.File("next/store.db"), "new");
                Directory.Delete(_folder.File("at"));
                Directory.CreateSymbolicLink(_folder.File("at"), "next");
                break;
        }

        // What was kept open for reading is of the old one too.
        Assert.Equal(["new"], await session.IdsAsync(new RunQuery()));
        await session.CreateRunAsync(Docs.Run("alpha", "kept"), default);
        await using (var third = Open(path)) Assert.Equal(["kept", "new"], await third.IdsAsync(new RunQuery()));
        Assert.Equal(["kept", "new"], await session.IdsAsync(new RunQuery()));
        await other.DisposeAsync();
        await session.DisposeAsync();
        Assert.Equal("ok", RawSql.Run(path, "PRAGMA integrity_check"));
        Assert.Equal("2", RawSql.Run(path, "SELECT count(*) FROM runs"));
        Assert.Equal([path], Directory.GetFiles(_folder.File("at")));
    }

    [Fact]
    public async Task A_file_of_another_kind_in_the_stores_place_is_left_alone()
    {
        await using var session = Open(Path);
        await session.CreateProjectAsync(Docs.Project("alpha"), default);
        await session.CountRunsAsync(new RunQuery(), default);
        foreach (var file in Directory.GetFiles(_folder.Path)) File.Delete(file);
        await File.WriteAllTextAsync(Path, "Something else.");
        Assert.Equal("StoreInvalid", (await Assert.ThrowsAsync<StoreException>(() => session.CreateRunAsync(Docs.Run("alpha", "a"), default))).ErrorId);
        Assert.Equal("StoreInvalid", (await Assert.ThrowsAsync<StoreException>(() => session.IdsAsync(new RunQuery()))).ErrorId);
        await session.DisposeAsync();
        Assert.Equal("Something else.", await File.ReadAllTextAsync(Path));
        Assert.Equal(["store.db"], _folder.Files());
    }

    [Fact]
    public async Task A_reader_knows_another_file_of_the_same_size_and_time()
    {
        await MakeAsync(Path, "a");
        await MakeAsync(_folder.File("next.db"), "b");
        await using var reader = Open(Path);
        Assert.Equal(["a"], await reader.IdsAsync(new RunQuery()));
        Assert.Equal(new FileInfo(Path).Length, new FileInfo(_folder.File("next.db")).Length);
        File.SetLastWriteTimeUtc(_folder.File("next.db"), File.GetLastWriteTimeUtc(Path));
        File.Move(_folder.File("next.db"), Path, overwrite: true);
        Assert.Equal(["b"], await reader.IdsAsync(new RunQuery()));
    }

    [Fact]
    public async Task A_change_within_a_coarse_tick_of_the_file_system_is_seen()
    {
        await MakeAsync(Path, "a");
        var second = new DateTime(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path, second);
        await using var reader = Open(Path);
        Assert.Equal("a", (await reader.GetRunAsync(new("alpha", "a"), default)).Map.Text("name"));
        await Task.Delay(200);
        Assert.Equal("a", (await reader.GetRunAsync(new("alpha", "a"), default)).Map.Text("name"));
        var length = new FileInfo(Path).Length;
        await using (var other = Open(Path)) await other.UpdateRunAsync(new("alpha", "a"), new EntityChange { Name = "b" }, default);
        Assert.Equal(length, new FileInfo(Path).Length);
        File.SetLastWriteTimeUtc(Path, second);
        Assert.Equal("b", (await reader.GetRunAsync(new("alpha", "a"), default)).Map.Text("name"));
    }

    [Fact]
    public async Task A_store_with_an_old_time_in_whole_seconds_is_read_without_a_trace()
    {
        await MakeAsync(Path, "a");
        File.SetLastWriteTimeUtc(Path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var reader = Open(Path);
        Assert.Equal(["a"], await reader.IdsAsync(new RunQuery()));
        Assert.Equal(["store.db"], _folder.Files());
    }

    [Fact]
    public async Task A_store_with_a_coarse_time_in_a_folder_that_is_not_ours_is_read()
    {
        using var programs = new TemporaryFolder();
        await MakeAsync(Path, "a");
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        File.SetUnixFileMode(Path, (UnixFileMode)Convert.ToInt32("644", 8));
        File.SetLastWriteTimeUtc(Path, new DateTime(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc));
        Assert.Equal(["a", "ok"], await Child.StartAsNobody(programs, "read", Path).ReadToEndAsync());
        Assert.Equal(["store.db"], _folder.Files());
    }

    [Fact]
    public async Task What_a_killed_maker_left_is_cleaned_when_it_is_old()
    {
        var old = $"store.db.{Guid.NewGuid():N}.new";
        var young = $"store.db.{Guid.NewGuid():N}.new";
        string[] foreign = ["store.db.mine.new", $"other.db.{Guid.NewGuid():N}.new", $"store.db.{Guid.NewGuid():N}.new.txt", $"store.db.{Guid.NewGuid():N}"];
        foreach (var name in (string[])[old, old + "-journal", old + "-wal", old + "-shm", young, .. foreign])
        {
            await File.WriteAllTextAsync(_folder.File(name), "x");
            if (name != young) File.SetLastWriteTimeUtc(_folder.File(name), DateTime.UtcNow.AddHours(-2));
        }
        Directory.CreateDirectory(_folder.File($"store.db.{Guid.Empty:N}.new"));
        Directory.SetLastWriteTimeUtc(_folder.File($"store.db.{Guid.Empty:N}.new"), DateTime.UtcNow.AddHours(-2));
        await MakeAsync(Path);
        Assert.Equal(((string[])["store.db", young, .. foreign, $"store.db.{Guid.Empty:N}.new"]).Order(StringComparer.Ordinal), _folder.Files());
    }

    private static LocalStore Open(string path) => new(new LocalStoreOptions(path));

    private static async Task AddAsync(string path, string id)
    {
        await using var store = Open(path);
        await store.CreateRunAsync(Docs.Run("alpha", id), default);
    }

    private static async Task MakeAsync(string path, params string[] ids)
    {
        await using var store = Open(path);
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        foreach (var id in ids) await store.CreateRunAsync(Docs.Run("alpha", id), default);
    }
}

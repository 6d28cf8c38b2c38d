using System.Security.Cryptography;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>What the store does to its file, its folder, and to files that are none of its own.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_store_reads_as_empty_and_is_not_made()
    {
        var path = _folder.File("deep/er/store.db");
        await using (var store = Open(path))
        {
            Assert.False((await store.CheckAsync(default)).Exists);
            Assert.Empty(await store.IdsAsync(new RunQuery()));
            await Fails("ProjectNotFound", () => store.IdsAsync(new RunQuery { Project = "alpha" }));
            Assert.Empty(await store.ListProjectsAsync(new ProjectQuery(), default).ToListAsync());
            Assert.Equal(0, await store.CountRunsAsync(new RunQuery(), default));
            await Fails("ProjectNotFound", () => store.GetProjectAsync("alpha", default));
            await Fails("ProjectNotFound", () => store.CreateRunAsync(Docs.Run("alpha", "a"), default));
            await Fails("ProjectNotFound", () => store.DeleteProjectAsync("alpha", true, default));
            await Fails("RunNotFound", () => store.GetRunAsync(new("alpha", "a"), default));
            await Fails("RunNotFound", () => store.UpdateRunAsync(new("alpha", "a"), new EntityChange { Name = "x" }, default));
        }
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task A_store_is_private_and_leaves_one_file()
    {
        var path = _folder.File("deep/er/store.db");
        await using (var store = Open(path))
        {
            await store.CreateProjectAsync(Docs.Project("alpha"), default);
            var status = await store.CheckAsync(default);
            Assert.True(status.Exists);
            Assert.Equal($"{Schema.Steps.Count}", status.Version);
            Assert.Null(status.ApiLevel);
            foreach (var file in Directory.GetFiles(_folder.File("deep/er"))) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(3, Directory.GetFiles(_folder.File("deep/er")).Length);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.File("deep/er")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.File("deep")));
        }
        Assert.Equal(path, Assert.Single(Directory.GetFiles(_folder.File("deep/er"))));
        File.Delete(path);
    }

    [Fact]
    public async Task Reading_changes_nothing_and_leaves_nothing()
    {
        await MakeAsync(Path, "a", "b");
        var before = Hash(Path);
        await using (var store = Open(Path))
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(["b", "a"], await store.IdsAsync(new RunQuery { Project = "alpha" }));
                Assert.Equal("a", (await store.GetRunAsync(new("alpha", "a"), default)).Id());
                Assert.Equal(["store.db"], _folder.Files());
            }
        }
        Assert.Equal(["store.db"], _folder.Files());
        Assert.Equal(before, Hash(Path));
    }

    [Fact]
    public async Task A_reader_sees_what_other_stores_wrote_meanwhile()
    {
        await MakeAsync(Path, "a");
        await using var reader = Open(Path);
        Assert.Equal(["a"], await reader.IdsAsync(new RunQuery()));
        await using (var writer = Open(Path))
        {
            await writer.CreateRunAsync(Docs.Run("alpha", "b"), default);
            Assert.Equal(["b", "a"], await reader.IdsAsync(new RunQuery()));
            await writer.CreateRunAsync(Docs.Run("alpha", "c"), default);
            Assert.Equal(["c", "b", "a"], await reader.IdsAsync(new RunQuery()));
        }
        Assert.Equal(["c", "b", "a"], await reader.IdsAsync(new RunQuery()));
        Assert.Equal(["store.db"], _folder.Files());
    }

    [Fact]
    public async Task An_empty_file_is_a_new_store()
    {
        await File.WriteAllBytesAsync(Path, []);
        await using (var store = Open(Path))
        {
            Assert.False((await store.CheckAsync(default)).Exists);
            Assert.Equal(0, new FileInfo(Path).Length);
            await store.CreateProjectAsync(Docs.Project("alpha"), default);
        }
        await using var again = Open(Path);
        Assert.Equal("alpha", (await again.GetProjectAsync("alpha", default)).Id());
        Assert.Equal(["store.db"], _folder.Files());
    }

    [Fact]
    public async Task A_path_with_odd_characters_works()
    {
        var path = _folder.File("a b#c?d%20ü;x='y'.db");
        await MakeAsync(path, "a");
        await using var store = Open(path);
        Assert.Equal(["a"], await store.IdsAsync(new RunQuery()));
        Assert.Equal([System.IO.Path.GetFileName(path)], _folder.Files());
    }

    [Fact]
    public async Task A_folder_is_no_store()
    {
        Directory.CreateDirectory(Path);
        await RefusesAsync("StoreInvalid", ErrorKind.InvalidArgument);
        Assert.Empty(Directory.GetFileSystemEntries(Path));
    }

    [Theory]
    [InlineData("This is a text.")]
    [InlineData("x")]
    [InlineData("SQLite format 3\0 and then something else altogether")]
    public async Task A_file_of_another_kind_is_left_alone(string text)
    {
        await File.WriteAllTextAsync(Path, text);
        await RefusesAsync("StoreInvalid", ErrorKind.InvalidArgument);
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    public async Task A_database_of_another_program_is_left_alone(string mode)
    {
        RawSql.Run(Path, $"PRAGMA journal_mode={mode}; CREATE TABLE runs (id TEXT); INSERT INTO runs VALUES ('theirs');");
        await RefusesAsync("StoreInvalid", ErrorKind.InvalidArgument);
    }

    [Fact]
    public async Task A_newer_store_is_left_alone()
    {
        await MakeAsync(Path, "a");
        RawSql.Run(Path, "PRAGMA user_version=9");
        var error = await RefusesAsync("StoreNewer", ErrorKind.InvalidOperation);
        Assert.Contains("format 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_store_is_damaged()
    {
        await MakeAsync(Path, [.. Enumerable.Range(0, 50).Select(i => $"r{i}")]);
        using (var file = File.OpenWrite(Path)) file.SetLength(file.Length / 2 / 4096 * 4096);
        await RefusesAsync("StoreDamaged", ErrorKind.InvalidData);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 1000)]
    public async Task Garbage_over_pages_is_damage(int firstPage, int pages)
    {
        await MakeAsync(Path, [.. Enumerable.Range(0, 50).Select(i => $"r{i}")]);
        using (var file = File.OpenWrite(Path))
        {
            var garbage = new byte[(int)Math.Min(pages * 4096L, file.Length - (firstPage * 4096L))];
            new Random(7).NextBytes(garbage);
            file.Position = firstPage * 4096L;
            file.Write(garbage);
        }
        await RefusesAsync("StoreDamaged", ErrorKind.InvalidData);
    }

    [Fact]
    public async Task A_document_that_is_no_json_is_damage()
    {
        await MakeAsync(Path, "a");
        RawSql.Run(Path, "UPDATE run_documents SET document = '{\"id\":'; UPDATE projects SET document = '[]'");
        await using var store = Open(Path);
        await Fails("StoreDamaged", () => store.GetRunAsync(new("alpha", "a"), default));
        await Fails("StoreDamaged", () => store.IdsAsync(new RunQuery()));
        await Fails("StoreDamaged", () => store.ListProjectsAsync(new ProjectQuery(), default).ToListAsync());
        var error = await Fails("StoreDamaged", () => store.UpdateRunAsync(new("alpha", "a"), new EntityChange { Name = "x" }, default));
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_store_stays_as_it_was()
    {
        await MakeAsync(Path, "a");
        var pages = (int)(new FileInfo(Path).Length / 4096);
        await using (var store = new LocalStore(new LocalStoreOptions(Path), new StoreTuning { MaxPages = pages + 20 }))
        {
            var large = Docs.Map(("text", new string('x', 200_000)));
            // Those that fit and wait at the same time don't fail with the one that does not.
            var small = Enumerable.Range(0, 5).Select(i => store.CreateRunAsync(Docs.Run("alpha", $"s{i}"), default)).ToList();
            var error = await Fails("StoreFull", () => store.CreateRunAsync(Docs.Run("alpha", "large", spec: large), default));
            Assert.Contains(Path, error.Message, StringComparison.Ordinal);
            await Task.WhenAll(small);
            Assert.Equal(6, await store.CountRunsAsync(new RunQuery(), default));
            await Fails("RunNotFound", () => store.GetRunAsync(new("alpha", "large"), default));
        }
        Assert.Equal("ok", Integrity(Path));
    }

    [Fact]
    public async Task A_store_that_does_not_fit_the_disk_is_not_made()
    {
        await using (var store = new LocalStore(new LocalStoreOptions(Path), new StoreTuning { MaxPages = 3 }))
        {
            await Fails("StoreFull", () => store.CreateProjectAsync(Docs.Project("alpha"), default));
        }
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task A_read_only_file_or_folder_reads_and_refuses_to_write()
    {
        using var programs = new TemporaryFolder();
        await MakeAsync(Path, "a");
        Chmod("755", _folder.Path);
        Chmod("644", Path);
        var before = Hash(Path);
        Assert.Equal(["a", "ok"], await Child.StartAsNobody(programs, "read", Path).ReadToEndAsync());
        var folder = Assert.Single(await Child.StartAsNobody(programs, "write", Path).ReadToEndAsync());
        Assert.StartsWith($"StoreReadOnly PermissionDenied The local store '{Path}'", folder, StringComparison.Ordinal);
        var fresh = Assert.Single(await Child.StartAsNobody(programs, "write", _folder.File("new/store.db")).ReadToEndAsync());
        Assert.StartsWith("StoreReadOnly PermissionDenied", fresh, StringComparison.Ordinal);

        Chmod("777", _folder.Path);
        Assert.Equal(["a", "ok"], await Child.StartAsNobody(programs, "read", Path).ReadToEndAsync());
        var file = Assert.Single(await Child.StartAsNobody(programs, "write", Path).ReadToEndAsync());
        Assert.StartsWith("StoreReadOnly PermissionDenied", file, StringComparison.Ordinal);

        Chmod("600", Path);
        var unreadable = Assert.Single(await Child.StartAsNobody(programs, "read", Path).ReadToEndAsync());
        Assert.StartsWith("StoreUnavailable", unreadable, StringComparison.Ordinal);
        Assert.Equal(["store.db"], _folder.Files());
        Assert.Equal(before, Hash(Path));
    }

    [Fact]
    public async Task An_older_store_is_upgraded_with_the_first_write()
    {
        await MakeAsync(Path, "a");
        var before = Hash(Path);
        var tuning = new StoreTuning { Schema = [.. Schema.Steps, "ALTER TABLE runs ADD COLUMN extra TEXT; CREATE INDEX runs_by_extra ON runs (extra);"] };
        await using (var store = new LocalStore(new LocalStoreOptions(Path), tuning))
        {
            Assert.Equal(["a"], await store.IdsAsync(new RunQuery()));
            Assert.Equal($"{Schema.Steps.Count}", (await store.CheckAsync(default)).Version);
            Assert.Equal(before, Hash(Path));
            await store.CreateRunAsync(Docs.Run("alpha", "b"), default);
            Assert.Equal($"{Schema.Steps.Count + 1}", (await store.CheckAsync(default)).Version);
            Assert.Equal(["b", "a"], await store.IdsAsync(new RunQuery()));
        }
        Assert.Equal($"{Schema.Steps.Count + 1}", RawSql.Run(Path, "PRAGMA user_version"));
        Assert.Equal("0", RawSql.Run(Path, "SELECT count(extra) FROM runs"));
    }

    [Fact]
    public async Task A_failed_upgrade_leaves_the_store_as_it_was()
    {
        await MakeAsync(Path, "a");
        var before = Hash(Path);
        var tuning = new StoreTuning { Schema = [.. Schema.Steps, "ALTER TABLE runs ADD COLUMN extra TEXT; UPDATE nothing SET x = 1;"] };
        await using (var store = new LocalStore(new LocalStoreOptions(Path), tuning))
        {
            await Assert.ThrowsAsync<StoreException>(() => store.CreateRunAsync(Docs.Run("alpha", "b"), default));
        }
        Assert.Equal(before, Hash(Path));
        Assert.Equal($"{Schema.Steps.Count}", RawSql.Run(Path, "PRAGMA user_version"));
        await using var again = Open(Path);
        Assert.Equal(["a"], await again.IdsAsync(new RunQuery()));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public async Task A_store_is_flushed_with_every_commit_unless_it_is_private(bool isPrivate, long synchronous)
    {
        var file = new StoreFile(Path, StoreTuning.Default);
        var writer = new StoreWriter(file, StoreTuning.Default, durable: !isPrivate);
        Assert.Equal(synchronous, await writer.WriteAsync(connection => connection.Number("PRAGMA synchronous"), null, false, default));
        Assert.Equal("wal", await writer.WriteAsync(connection => connection.Text("PRAGMA journal_mode"), null, false, default));
        await writer.DrainAsync();
        writer.Close();
    }

    [Fact]
    public async Task A_private_store_is_gone_when_closed()
    {
        string folder;
        await using (var store = new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true }))
        {
            folder = System.IO.Path.GetDirectoryName(store.Path)!;
            Assert.False(Directory.Exists(folder));
            await store.CreateProjectAsync(Docs.Project("alpha"), default);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Path));
            await using var other = new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true });
            await Fails("ProjectNotFound", () => other.GetProjectAsync("alpha", default));
        }
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        var store = Open(Path);
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Fails("StoreUnavailable", () => store.GetProjectAsync("alpha", default));
        await Fails("StoreUnavailable", () => store.CreateRunAsync(Docs.Run("alpha", "a"), default));
    }

    [Fact]
    public async Task A_store_that_was_removed_in_use_loses_nothing_in_silence()
    {
        await using var store = Open(Path);
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        foreach (var file in Directory.GetFiles(_folder.Path)) File.Delete(file);
        await Fails("StoreUnavailable", () => store.CreateRunAsync(Docs.Run("alpha", "a"), default));
        await store.CreateProjectAsync(Docs.Project("beta"), default);
        await Fails("ProjectNotFound", () => store.GetProjectAsync("alpha", default));
    }

    private static LocalStore Open(string path) => new(new LocalStoreOptions(path));

    private static async Task MakeAsync(string path, params string[] ids)
    {
        await using var store = Open(path);
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        foreach (var id in ids) await store.CreateRunAsync(Docs.Run("alpha", id), default);
    }

    private static async Task<DigitalHubException> Fails(string errorId, Func<Task> act)
    {
        var error = await Assert.ThrowsAnyAsync<DigitalHubException>(act);
        Assert.Equal(errorId, error.ErrorId);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
        return error;
    }

    /// <summary>Reading and writing fail with this error, and nothing in the folder has changed.</summary>
    private async Task<DigitalHubException> RefusesAsync(string errorId, ErrorKind kind)
    {
        var files = _folder.Files();
        var before = Directory.Exists(Path) ? "folder" : Hash(Path);
        DigitalHubException error;
        await using (var store = Open(Path))
        {
            await Fails(errorId, () => store.IdsAsync(new RunQuery { Project = "alpha" }));
            await Fails(errorId, () => store.CreateRunAsync(Docs.Run("alpha", "new", labels: ["x"]), default));
            error = await Fails(errorId, () => store.CreateProjectAsync(Docs.Project("beta"), default));
        }
        Assert.Equal(kind, error.Kind);
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Equal(files, _folder.Files());
        Assert.Equal(before, Directory.Exists(Path) ? "folder" : Hash(Path));
        return error;
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private static string Integrity(string path) => RawSql.Run(path, "PRAGMA integrity_check");

    private static void Chmod(string mode, string path) => File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
}

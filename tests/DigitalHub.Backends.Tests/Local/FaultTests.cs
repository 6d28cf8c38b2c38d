using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>What a store meets on a machine: a folder that goes, a clock that is put back, a file near its limit, another user.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FaultTests : IDisposable
{
    private const int PageSize = 4096;

    // 10 GB.
    private const int MostPages = 2_621_440;

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_was_removed_in_use_is_said_to_be_gone_and_then_made_anew()
    {
        var path = _folder.File("in/side/store.db");
        await using (var store = new LocalStore(new LocalStoreOptions(path)))
        {
            await store.CreateProjectAsync(Docs.Project("alpha"), default);
            await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
            Assert.Equal(["a"], await store.IdsAsync(new RunQuery()));
            Directory.Delete(_folder.File("in"), recursive: true);

            Assert.Empty(await store.IdsAsync(new RunQuery()));
            var error = await Assert.ThrowsAsync<StoreException>(() => store.CreateRunAsync(Docs.Run("alpha", "b"), default));
            Assert.Equal("StoreUnavailable", error.ErrorId);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.NotNull(error.RecommendedAction);
            Assert.Empty(_folder.Files());

            await store.CreateProjectAsync(Docs.Project("beta"), default);
            await store.CreateRunAsync(Docs.Run("beta", "c"), default);
            Assert.Equal(["c"], await store.IdsAsync(new RunQuery()));
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.File("in/side")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal("ok", RawSql.Run(path, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_clock_that_is_put_back_loses_nothing_from_lists()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 20, 12, 0, 0, TimeSpan.Zero));
        var ids = new List<string>();
        for (var day = 0; day < 3; day++)
        {
            await using var store = new LocalStore(new LocalStoreOptions(Path) { Clock = clock });
            if (day == 0) await store.CreateProjectAsync(Docs.Project("alpha"), default);
            for (var i = 0; i < 70; i++)
            {
                ids.Add($"{day}-{i}");
                await store.CreateRunAsync(Docs.Run("alpha", ids[^1]), default);
                await store.UpdateRunAsync(new("alpha", ids[^1]), new EntityChange { State = "BUILT" }, default);
                clock.Advance(TimeSpan.FromMilliseconds(500));
            }
            clock = new FakeTimeProvider(clock.GetUtcNow() - TimeSpan.FromHours(1));
        }

        await using var reader = new LocalStore(new LocalStoreOptions(Path) { Clock = clock });
        var newest = await reader.ListRunsAsync(new RunQuery { Project = "alpha" }, default).ToListAsync();
        Assert.Equal(ids.Order(StringComparer.Ordinal), newest.Select(run => run.Id()).Order(StringComparer.Ordinal));
        var times = newest.ConvertAll(run => DateTimeOffset.Parse(run.Map.Map("metadata")!.Text("created")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal(newest.Select(run => run.Id()).Reverse(), await reader.IdsAsync(new RunQuery { Project = "alpha", Descending = false }));
        Assert.Equal(ids.Count, await reader.CountRunsAsync(new RunQuery { Project = "alpha", States = ["BUILT"] }, default));
        Assert.Equal(newest.Skip(60).Take(20).Select(run => run.Id()), await reader.IdsAsync(new RunQuery { Project = "alpha", Skip = 60, First = 20 }));
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task A_reader_sees_what_was_written_after_the_systems_clock_was_changed(int seconds)
    {
        await MakeAsync("a");
        File.SetLastWriteTimeUtc(Path, DateTime.UtcNow.AddSeconds(seconds).AddTicks(1));
        await using var reader = new LocalStore(new LocalStoreOptions(Path));
        Assert.Equal(["a"], await reader.IdsAsync(new RunQuery()));
        await using (var writer = new LocalStore(new LocalStoreOptions(Path))) await writer.CreateRunAsync(Docs.Run("alpha", "b"), default);
        Assert.Equal(["b", "a"], await reader.IdsAsync(new RunQuery()));
        Assert.Equal(["store.db"], _folder.Files());
    }

    [Fact]
    public async Task A_store_of_ten_gigabytes_takes_what_fits_and_refuses_what_does_not()
    {
        await MakeAsync("first");
        Enlarge(MostPages - 60);
        var made = new List<string> { "first" };
        var large = Docs.Map(("text", new string('x', 8 * PageSize)));
        await using (var store = new LocalStore(new LocalStoreOptions(Path), new StoreTuning { MaxPages = MostPages }))
        {
            StoreException? full = null;
            while (full is null)
            {
                var id = $"r{made.Count}";
                try
                {
                    await store.CreateRunAsync(Docs.Run("alpha", id, spec: large), default);
                    made.Add(id);
                }
                catch (StoreException exception)
                {
                    full = exception;
                }
            }
            Assert.Equal("StoreFull", full.ErrorId);
            Assert.InRange(made.Count, 4, 8);
            Assert.Equal(made.AsEnumerable().Reverse(), await store.IdsAsync(new RunQuery()));
            // What is removed makes room.
            await store.DeleteRunAsync(new("alpha", made[^1]), false, default);
            await store.CreateRunAsync(Docs.Run("alpha", made[^1], spec: large), default);
        }
        await using (var store = new LocalStore(new LocalStoreOptions(Path)))
        {
            Assert.Equal(made.AsEnumerable().Reverse(), await store.IdsAsync(new RunQuery()));
            Assert.Equal(large["text"], (await store.GetRunAsync(new("alpha", made[^1]), default)).Map.Map("spec")!["text"]);
        }
        // The pages that nothing was written to are no loss of space but holes in the file.
        Assert.Equal("0", RawSql.Run(Path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check NOT LIKE '%never used%'"));
        Assert.InRange(new FileInfo(Path).Length, (MostPages - 60L) * PageSize, (long)MostPages * PageSize);
    }

    [Fact]
    public async Task Another_users_store_is_neither_read_nor_written_and_a_second_one_is_ones_own()
    {
        using var programs = new TemporaryFolder();
        await using var store = new LocalStore(new LocalStoreOptions(Path));
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        // The folder lets everybody in, so that it is the file that doesn't.
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)Convert.ToInt32("777", 8));
        var files = _folder.Files();
        Assert.Equal(3, files.Length);
        foreach (var file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File(file)));

        var read = Assert.Single(await Child.StartAsNobody(programs, "read", Path).ReadToEndAsync());
        Assert.StartsWith($"StoreUnavailable ResourceUnavailable The local store '{Path}'", read, StringComparison.Ordinal);
        var write = Assert.Single(await Child.StartAsNobody(programs, "write", Path).ReadToEndAsync());
        Assert.StartsWith($"StoreReadOnly PermissionDenied The local store '{Path}'", write, StringComparison.Ordinal);
        Assert.Equal(files, _folder.Files());
        Assert.Equal("ok", Assert.Single(await Child.StartAsNobody(programs, "write", _folder.File("theirs.db")).ReadToEndAsync()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("theirs.db")));
        await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
        Assert.Equal(["a"], await store.IdsAsync(new RunQuery()));
    }

    private async Task MakeAsync(params string[] ids)
    {
        await using var store = new LocalStore(new LocalStoreOptions(Path));
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        foreach (var id in ids) await store.CreateRunAsync(Docs.Run("alpha", id), default);
    }

    /// <summary>Lets the file have this many pages, as its header says; those in between are holes that take no space on the disk.</summary>
    private void Enlarge(int pages)
    {
        using var file = new FileStream(Path, FileMode.Open);
        file.SetLength((long)pages * PageSize);
        file.Position = 28;
        var header = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header, pages);
        file.Write(header);
    }
}

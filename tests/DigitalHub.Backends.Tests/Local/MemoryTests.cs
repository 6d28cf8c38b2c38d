using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>Alone, because other tests' memory would be counted.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    [Fact]
    public async Task Ten_thousand_runs_are_listed_and_removed_in_little_memory_and_log()
    {
        const int Count = 10_000;
        using var folder = new TemporaryFolder();
        var path = folder.File("store.db");
        await using var store = new LocalStore(new LocalStoreOptions(path));
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        // A wide document makes what is kept visible.
        var spec = Docs.Map(("text", new string('x', 4000)));
        foreach (var some in Enumerable.Range(0, Count).Chunk(500)) await Task.WhenAll(some.Select(i => store.CreateRunAsync(Docs.Run("alpha", $"r{i:D5}", spec: spec), default)));
        var (seen, most, log) = (0, 0L, 0L);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await foreach (var run in store.ListRunsAsync(new RunQuery { Project = "alpha" }, default))
        {
            Assert.Equal($"r{Count - 1 - seen:D5}", run.Id());
            if (++seen % 2 == 0) await store.DeleteRunAsync(new("alpha", run.Id()), false, default);
            if (seen % 2500 != 500) continue;
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            log = Math.Max(log, new FileInfo(path + "-wal").Length);
        }
        Assert.Equal(Count, seen);
        Assert.Equal(Count / 2, await store.CountRunsAsync(new RunQuery(), default));
        // All documents at once would take 80 MB, and their removal with a reader in the way a log as large.
        Assert.InRange(most, long.MinValue, 25_000_000);
        Assert.InRange(log, 0, 25_000_000);
    }
}

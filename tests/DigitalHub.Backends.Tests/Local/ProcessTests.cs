using System.Globalization;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>Several processes at one store, some of which die.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Four_processes_and_threads_write_at_once_and_lose_nothing()
    {
        const int Count = 150;
        await using (var store = await MakeAsync())
        {
            var children = Enumerable.Range(0, 3).Select(i => Child.Start("insert", Path, "alpha", $"p{i}-", Count.ToString(CultureInfo.InvariantCulture))).ToList();
            var own = Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
            {
                for (var i = 0; i < Count / 4; i++)
                {
                    await store.CreateRunAsync(Docs.Run("alpha", $"t{thread}-{i}"), default);
                    await store.IdsAsync(new RunQuery { Project = "alpha", First = 5 });
                }
            }));
            await Task.WhenAll(own);
            foreach (var child in children)
            {
                Assert.Equal(Count, (await child.ReadToEndAsync()).Length);
                child.Dispose();
            }
            Assert.Equal((3 * Count) + (Count / 4 * 4), await store.CountRunsAsync(new RunQuery { Project = "alpha" }, default));
            Assert.Equal(Count, await store.CountRunsAsync(new RunQuery { Project = "alpha", Labels = ["p1-"] }, default));
        }
        Assert.Equal(["store.db"], _folder.Files());
        Assert.Equal("ok", RawSql.Run(Path, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Several_processes_that_make_the_store_at_once_make_one()
    {
        var children = Enumerable.Range(0, 4).Select(_ => Child.Start("write", Path)).ToList();
        var answers = await Task.WhenAll(children.Select(child => child.ReadToEndAsync()));
        Assert.Single(answers, answer => answer[0] == "ok");
        Assert.Equal(3, answers.Count(answer => answer[0].StartsWith("ProjectExists", StringComparison.Ordinal)));
        Assert.Equal(["store.db"], _folder.Files());
    }

    [Fact]
    public async Task A_process_that_died_amid_a_checkpoint_leaves_a_whole_store()
    {
        await (await MakeAsync()).DisposeAsync();
        var acknowledged = new List<string>();
        using (var child = Child.Start("insert", Path, "alpha", "c", "1000000"))
        {
            while (acknowledged.Count < 20) acknowledged.Add((await child.Output.ReadLineAsync())!);
            child.Kill();
        }
        // The first page of a checkpoint is written and the file has not grown yet.
        using (var file = new FileStream(Path, FileMode.Open))
        {
            file.Position = 28;
            file.Write([0, 0, 0x7f, 0]);
        }
        File.Copy(Path, _folder.File("alone.db"));
        await using (var alone = new LocalStore(new LocalStoreOptions(_folder.File("alone.db"))))
        {
            var error = await Assert.ThrowsAsync<StoreException>(() => alone.IdsAsync(new RunQuery()));
            Assert.Equal("StoreDamaged", error.ErrorId);
        }
        await using (var reader = new LocalStore(new LocalStoreOptions(Path)))
        {
            Assert.Subset((await reader.IdsAsync(new RunQuery())).ToHashSet(), acknowledged.ToHashSet());
        }
        await using (var writer = new LocalStore(new LocalStoreOptions(Path))) await writer.CreateRunAsync(Docs.Run("alpha", "after"), default);
        Assert.Equal("ok", RawSql.Run(Path, "PRAGMA integrity_check"));
        Assert.Equal(["alone.db", "store.db"], _folder.Files());
    }

    [Fact]
    public async Task Waiting_for_another_process_ends_with_cancellation()
    {
        await using var store = await MakeAsync();
        using var child = Child.Start("lock", Path);
        Assert.Equal("locked", await child.Output.ReadLineAsync());

        using var cancel = new CancellationTokenSource();
        var waiting = store.CreateRunAsync(Docs.Run("alpha", "cancelled"), cancel.Token);
        var patient = store.CreateRunAsync(Docs.Run("alpha", "patient"), default);
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);
        // Reading goes on meanwhile.
        Assert.Empty(await store.IdsAsync(new RunQuery { Project = "alpha" }));
        await cancel.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(cancel.Token, error.CancellationToken);

        Assert.False(patient.IsCompleted);
        child.EndInput();
        await patient;
        Assert.Equal(["patient"], await store.IdsAsync(new RunQuery { Project = "alpha" }));
    }

    [Fact]
    public async Task Waiting_for_another_process_ends_with_the_time_limit()
    {
        await (await MakeAsync()).DisposeAsync();
        using var child = Child.Start("lock", Path);
        Assert.Equal("locked", await child.Output.ReadLineAsync());
        await using var store = new LocalStore(new LocalStoreOptions(Path), new StoreTuning { LockTimeout = TimeSpan.FromSeconds(0.3) });
        var error = await Assert.ThrowsAsync<StoreException>(() => store.CreateRunAsync(Docs.Run("alpha", "a"), default));
        Assert.Equal("StoreBusy", error.ErrorId);
        Assert.Equal(ErrorKind.ResourceBusy, error.Kind);
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        child.EndInput();
        // It has the lock until it has ended, which may take longer than this store waits.
        await child.ReadToEndAsync();
        await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
    }

    [Fact]
    public async Task A_long_read_ends_with_cancellation()
    {
        await using var store = await MakeAsync();
        await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
        var reader = new StoreReader(new StoreFile(Path, StoreTuning.Default), StoreTuning.Default);
        using var cancel = new CancellationTokenSource();
        var reading = reader.ReadAsync(
            connection => connection.Number("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"),
            () => null,
            cancel.Token);
        await Task.Delay(200);
        Assert.False(reading.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience.Long));

        var closing = reader.ReadAsync(
            connection => connection.Number("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"),
            () => null,
            default);
        await Task.Delay(100);
        await reader.CloseAsync();
        await Assert.ThrowsAsync<StoreException>(() => closing.WaitAsync(Patience.Long));
        reader.Dispose();
    }

    [Fact]
    public async Task A_long_write_is_undone_by_cancellation_and_the_others_go_on()
    {
        await using var store = await MakeAsync();
        var file = new StoreFile(Path, StoreTuning.Default);
        var writer = new StoreWriter(file, StoreTuning.Default, durable: true);
        using var cancel = new CancellationTokenSource();
        var long_ = writer.WriteAsync(
            connection => connection.Run("INSERT INTO run_documents WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, '' FROM n"),
            () => 0,
            alone: true,
            cancel.Token);
        await Task.Delay(200);
        var other = store.CreateRunAsync(Docs.Run("alpha", "other"), default);
        Assert.False(long_.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => long_.WaitAsync(Patience.Long));
        await other;
        await writer.DrainAsync();
        writer.Close();
        Assert.Equal(["other"], await store.IdsAsync(new RunQuery()));
        Assert.Equal("1", RawSql.Run(Path, "SELECT count(*) FROM run_documents"));
    }

    [Fact]
    public async Task A_cancelled_token_does_nothing()
    {
        await using var store = await MakeAsync();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.CreateRunAsync(Docs.Run("alpha", "a"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetRunAsync(new("alpha", "a"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.IdsAsync(new RunQuery(), cancelled));
        Assert.Empty(await store.IdsAsync(new RunQuery()));
    }

    private async Task<LocalStore> MakeAsync()
    {
        var store = new LocalStore(new LocalStoreOptions(Path));
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
        return store;
    }
}

using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using Microsoft.Data.Sqlite;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>The writer beside others that lock, upgrade or hold on to the same file.</summary>
public sealed class WriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_is_upgraded_also_when_the_first_callers_gave_up()
    {
        await MakeAsync();
        RawSql.Run(Path, "PRAGMA journal_mode=DELETE");
        var tuning = new StoreTuning { Schema = [.. Schema.Steps, "ALTER TABLE runs ADD COLUMN extra TEXT"] };
        var writer = new StoreWriter(new StoreFile(Path, tuning), tuning, durable: true);
        using (var other = OpenRaw())
        {
            Execute(other, "BEGIN IMMEDIATE");
            using var cancel = new CancellationTokenSource(300);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync(connection => connection.Run("DELETE FROM runs"), null, false, cancel.Token));
            await Task.Delay(300);
            Assert.False(writer.IsOpen);
        }
        Assert.Equal(Schema.Steps.Count + 1, await writer.WriteAsync(connection => connection.Number("PRAGMA user_version"), null, false, default));
        Assert.Equal("wal", await writer.WriteAsync(connection => connection.Text("PRAGMA journal_mode"), null, false, default));
        await writer.DrainAsync();
        writer.Close();
    }

    [Fact]
    public async Task A_store_that_was_upgraded_meanwhile_is_not_written()
    {
        await MakeAsync();
        await using var store = new LocalStore(new LocalStoreOptions(Path));
        await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
        RawSql.Run(Path, $"PRAGMA user_version={Schema.Steps.Count + 1}");
        var error = await Assert.ThrowsAsync<StoreException>(() => store.CreateRunAsync(Docs.Run("alpha", "b"), default));
        Assert.Equal("StoreNewer", error.ErrorId);
        Assert.Equal("1", RawSql.Run(Path, "SELECT count(*) FROM runs"));
        RawSql.Run(Path, $"PRAGMA user_version={Schema.Steps.Count}");
        await store.CreateRunAsync(Docs.Run("alpha", "b"), default);
    }

    [Fact]
    public async Task A_store_that_was_put_back_meanwhile_is_upgraded_again()
    {
        await MakeAsync();
        var tuning = new StoreTuning { Schema = [.. Schema.Steps, "CREATE TABLE IF NOT EXISTS extra (x TEXT)"] };
        await using var store = new LocalStore(new LocalStoreOptions(Path), tuning);
        await store.CreateRunAsync(Docs.Run("alpha", "a"), default);
        RawSql.Run(Path, $"DROP TABLE extra; PRAGMA user_version={Schema.Steps.Count}");
        await store.CreateRunAsync(Docs.Run("alpha", "b"), default);
        Assert.Equal($"{Schema.Steps.Count + 1}", RawSql.Run(Path, "PRAGMA user_version"));
        Assert.Equal("0", RawSql.Run(Path, "SELECT count(*) FROM extra"));
    }

    [Fact]
    public async Task A_lock_outside_the_transaction_is_waited_for()
    {
        await MakeAsync();
        RawSql.Run(Path, "PRAGMA journal_mode=DELETE");
        using var other = OpenRaw();
        // A reader lets others write, but not change over to the log.
        Execute(other, "BEGIN; SELECT count(*) FROM runs");
        await using (var hasty = new LocalStore(new LocalStoreOptions(Path), new StoreTuning { LockTimeout = TimeSpan.FromSeconds(0.3) }))
        {
            var error = await Assert.ThrowsAsync<StoreException>(() => hasty.CreateRunAsync(Docs.Run("alpha", "a"), default));
            Assert.Equal("StoreBusy", error.ErrorId);
        }
        await using var patient = new LocalStore(new LocalStoreOptions(Path));
        var write = patient.CreateRunAsync(Docs.Run("alpha", "a"), default);
        using var cancel = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.CreateRunAsync(Docs.Run("alpha", "b"), cancel.Token));
        await Task.Delay(200);
        Assert.False(write.IsCompleted);
        Execute(other, "COMMIT");
        await write;
        Assert.Equal("wal", RawSql.Run(Path, "PRAGMA journal_mode"));
        Assert.Equal(["a"], await patient.IdsAsync(new RunQuery()));
    }

    [Fact]
    public async Task An_empty_file_that_another_has_locked_is_waited_for()
    {
        await File.WriteAllBytesAsync(Path, []);
        using var other = OpenRaw();
        Execute(other, "BEGIN; SELECT count(*) FROM sqlite_master");
        await using var hasty = new LocalStore(new LocalStoreOptions(Path), new StoreTuning { LockTimeout = TimeSpan.FromSeconds(0.3) });
        var error = await Assert.ThrowsAsync<StoreException>(() => hasty.CreateProjectAsync(Docs.Project("alpha"), default));
        Assert.Equal("StoreBusy", error.ErrorId);
        Execute(other, "COMMIT");
        await hasty.CreateProjectAsync(Docs.Project("alpha"), default);
    }

    [Fact]
    public async Task Each_of_many_that_fail_together_gets_an_error_of_its_own()
    {
        await MakeAsync();
        await using var store = new LocalStore(new LocalStoreOptions(Path), new StoreTuning { LockTimeout = TimeSpan.FromSeconds(0.3) });
        using var other = OpenRaw();
        Execute(other, "BEGIN IMMEDIATE");
        await DifferAsync("StoreBusy", store);
        Execute(other, "COMMIT");
        RawSql.Run(Path, $"PRAGMA user_version={Schema.Steps.Count + 1}");
        await DifferAsync("StoreNewer", store);
        other.Dispose();
        File.Delete(Path);
        Directory.CreateDirectory(Path);
        await DifferAsync("StoreInvalid", store);
    }

    private static async Task DifferAsync(string errorId, LocalStore store)
    {
        var writes = Enumerable.Range(0, 20).Select(i => store.CreateRunAsync(Docs.Run("alpha", $"r{i}"), default)).ToList();
        var errors = new List<StoreException>();
        foreach (var write in writes) errors.Add(await Assert.ThrowsAsync<StoreException>(() => write));
        Assert.All(errors, error => Assert.Equal(errorId, error.ErrorId));
        Assert.All(errors, error => Assert.NotNull(error.RecommendedAction));
        Assert.All(errors, error => Assert.NotNull(error.Target));
        Assert.Equal(errors.Count, errors.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    private async Task MakeAsync()
    {
        await using var store = new LocalStore(new LocalStoreOptions(Path));
        await store.CreateProjectAsync(Docs.Project("alpha"), default);
    }

    private SqliteConnection OpenRaw()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}

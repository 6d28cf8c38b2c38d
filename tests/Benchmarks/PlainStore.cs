using Microsoft.Data.Sqlite;

namespace DigitalHub.Benchmarks;

/// <summary>The floor: Microsoft.Data.Sqlite with one table, one index and nothing else, as durable as ours.</summary>
internal sealed class PlainStore : IDisposable
{
    private readonly SqliteConnection _connection;

    public PlainStore(string path)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" }) File.Delete(path + suffix);
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE runs (id TEXT PRIMARY KEY, created INTEGER, document TEXT) WITHOUT ROWID; CREATE INDEX by_created ON runs (created)");
    }

    /// <summary>One transaction a run.</summary>
    public void Insert(IEnumerable<(string Id, string Document)> runs)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT INTO runs VALUES ($id, $created, $document)";
        var (id, created, document) = (command.Parameters.Add("$id", SqliteType.Text), command.Parameters.Add("$created", SqliteType.Integer), command.Parameters.Add("$document", SqliteType.Text));
        foreach (var run in runs)
        {
            (id.Value, created.Value, document.Value) = (run.Id, DateTime.UtcNow.Ticks, run.Document);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The documents, newest first.</summary>
    public IEnumerable<string> Documents()
    {
        using var list = _connection.CreateCommand();
        list.CommandText = "SELECT document FROM runs ORDER BY created DESC";
        using var reader = list.ExecuteReader();
        while (reader.Read()) yield return reader.GetString(0);
    }

    /// <summary>Lists all ids, then removes each in a transaction of its own.</summary>
    public void RemoveAll()
    {
        var ids = new List<string>();
        using (var list = _connection.CreateCommand())
        {
            list.CommandText = "SELECT id, document FROM runs ORDER BY created DESC";
            using var reader = list.ExecuteReader();
            while (reader.Read()) ids.Add(reader.GetString(0));
        }
        using var command = _connection.CreateCommand();
        command.CommandText = "DELETE FROM runs WHERE id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Text);
        foreach (var each in ids)
        {
            id.Value = each;
            command.ExecuteNonQuery();
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

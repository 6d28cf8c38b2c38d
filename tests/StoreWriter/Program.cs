// Another process at a store, for tests of what several processes, killed ones and other users do.
using DigitalHub;
using DigitalHub.Backends.Local;
using Microsoft.Data.Sqlite;

var (command, path) = (args[0], args[1]);
switch (command)
{
    case "insert":
        await InsertAsync(path, project: args[2], prefix: args[3], count: int.Parse(args[4], System.Globalization.CultureInfo.InvariantCulture));
        return;
    case "lock":
        HoldLock(path);
        return;
    case "read":
    case "write":
        await TryAsync(path, write: command == "write");
        return;
    default:
        throw new ArgumentException($"Unknown command {command}.");
}

// Prints each id only after the store has acknowledged it.
static async Task InsertAsync(string path, string project, string prefix, int count)
{
    await using var store = new LocalStore(new LocalStoreOptions(path));
    var next = -1;
    await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
    {
        while (Interlocked.Increment(ref next) is var number && number < count)
        {
            var id = FormattableString.Invariant($"{prefix}{number}");
            var run = StoredDocument.Read($$"""{"kind":"python+run","project":"{{project}}","id":"{{id}}","metadata":{"labels":["{{prefix}}"]} }""");
            await store.CreateRunAsync(run.Map, CancellationToken.None);
            lock (Console.Out)
            {
                Console.Out.WriteLine(id);
                Console.Out.Flush();
            }
        }
    }));
}

// Keeps others from writing until the input ends.
static void HoldLock(string path)
{
    using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
    connection.Open();
    using var command = connection.CreateCommand();
    command.CommandText = "BEGIN IMMEDIATE";
    command.ExecuteNonQuery();
    Console.Out.WriteLine("locked");
    Console.Out.Flush();
    Console.In.ReadToEnd();
}

// Prints "ok", or the error's id, kind and message.
static async Task TryAsync(string path, bool write)
{
    await using var store = new LocalStore(new LocalStoreOptions(path));
    try
    {
        if (write)
        {
            var project = StoredDocument.Read("""{"name":"made-by-child"}""");
            await store.CreateProjectAsync(project.Map, CancellationToken.None);
        }
        else
        {
            await foreach (var run in store.ListRunsAsync(new RunQuery(), CancellationToken.None)) Console.Out.WriteLine(run.Map["id"]);
        }
        Console.Out.WriteLine("ok");
    }
    catch (DigitalHubException exception)
    {
        Console.Out.WriteLine($"{exception.ErrorId} {exception.Kind} {exception.Message}");
    }
}

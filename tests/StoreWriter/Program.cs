// Another process at a store or at a file of profiles, for tests of what several processes, killed ones and other users do.
using System.Globalization;
using DigitalHub;
using DigitalHub.Backends.Local;
using DigitalHub.OtherProcess;
using Microsoft.Data.Sqlite;

var (command, path) = (args[0], args[1]);
switch (command)
{
    case "insert":
        await InsertAsync(path, project: args[2], prefix: args[3], count: Number(args[4]));
        return;
    case "record":
        await RecordAsync(path);
        return;
    case "change":
        await ChangeAsync(path, prefix: args[2], workers: Number(args[3]), isMergedAtOnce: args.Contains("merge"));
        return;
    case "share":
        await ShareAsync(path, name: args[2], count: Number(args[3]));
        return;
    case "fill":
        await FullDisk.TryAllAsync(path);
        return;
    case "upgrade":
        await Upgrades.RepeatAsync(folder: path);
        return;
    case "fill-upgrade":
        await FullDisk.TryUpgradesAsync(folder: path);
        return;
    case "fill-profile":
        await FullDisk.TryProfileAsync(path);
        return;
    case "profile":
        await Profile.UseAsync(path, rounds: Number(args[2]));
        return;
    case "rewrite":
        await Profile.RewriteAsync(path);
        return;
    case "hold":
        await Profile.HoldAsync(path);
        return;
    case "visit":
        using (var http = new HttpClient()) Console.Out.WriteLine((int)(await http.GetAsync(new Uri(path))).StatusCode);
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

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

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
            Parent.Say(id);
        }
    }));
}

// Keeps runs as they were: a document a line from the input, with the metrics in its status.
static async Task RecordAsync(string path)
{
    await using var store = new LocalStore(new LocalStoreOptions(path));
    var projects = new HashSet<string>(StringComparer.Ordinal);
    while (Console.In.ReadLine() is { } line)
    {
        var run = StoredDocument.Read(line);
        var project = run.Head("project")!;
        if (projects.Add(project)) await store.CreateProjectAsync(StoredDocument.Read($$"""{"kind":"project","name":"{{project}}"}""").Map, CancellationToken.None);
        await store.RecordRunAsync(new WholeRun(run, [], new Dictionary<string, RunMetric>()), CancellationToken.None);
    }
}

// Makes every change there is, again and again, in as many projects at once as there are workers, once it is told to begin.
// Prints the worker only after the store has acknowledged the change.
static async Task ChangeAsync(string path, string prefix, int workers, bool isMergedAtOnce)
{
    Parent.Wait();
    await using var file = new ChangedStore(path, isMergedAtOnce);
    await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
    {
        for (var number = 0; ; number++)
        {
            await Changes.MakeAsync(file, FormattableString.Invariant($"{prefix}w{worker}"), number);
            Parent.Say(worker.ToString(CultureInfo.InvariantCulture));
        }
    })));
}

// Writes to what all others write to as well, and reads: once to be warm, and then again and again once it is told to begin. Prints each write.
static async Task ShareAsync(string path, string name, int count)
{
    await using var store = new LocalStore(new LocalStoreOptions(path));
    var shared = new RunAddress("alpha", "shared");
    for (var number = 0; number <= count; number++)
    {
        if (number == 1) Parent.Wait();
        var id = FormattableString.Invariant($"{name}-{number}");
        await store.CreateRunAsync(StoredDocument.Read($$"""{"kind":"python+run","project":"alpha","id":"{{id}}"}""").Map, CancellationToken.None);
        Written();
        await store.AddRunMetricAsync(shared, new MetricAddition("count", [1], false, false), CancellationToken.None);
        Written();
        await store.UpdateRunAsync(shared, new EntityChange { AddLabels = [id] }, CancellationToken.None);
        Written();
        await foreach (var run in store.ListRunsAsync(new RunQuery { Project = "alpha", First = 5 }, CancellationToken.None)) _ = run.Map;
        _ = await store.GetRunAsync(new RunAddress("alpha", id), CancellationToken.None);

        void Written()
        {
            if (number > 0) Parent.Say(id);
        }
    }
}


// Keeps others from writing until the input ends.
static void HoldLock(string path)
{
    using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
    connection.Open();
    using var command = connection.CreateCommand();
    command.CommandText = "BEGIN IMMEDIATE";
    command.ExecuteNonQuery();
    Parent.Say("locked");
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

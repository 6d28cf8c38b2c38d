using System.Globalization;
using DigitalHub.Backends.Local;

namespace DigitalHub.OtherProcess;

/// <summary>Stores of older versions, and how they become stores of this one: by the first change.</summary>
internal static class Upgrades
{
    /// <summary>The project that an older store has.</summary>
    public const string Old = "old";

    /// <summary>The project whose creation brings a store up to date.</summary>
    public const string New = "new";

    private const int Runs = 10;

    private const string Tables = "SELECT group_concat(name || coalesce(sql, ''), ';') FROM (SELECT name, sql FROM sqlite_master ORDER BY name)";

    /// <summary>The version of this module's stores.</summary>
    public static int Version => Schema.Steps.Count;

    /// <summary>Where an older store stands ready to be copied.</summary>
    public static string Template(string folder, int version) => Path.Combine(folder, FormattableString.Invariant($"older{version}.db"));

    /// <summary>Makes a store of each older version.</summary>
    /// <param name="folder">The folder.</param>
    public static async Task MakeOlderAsync(string folder)
    {
        for (var version = 1; version < Version; version++)
        {
            await using var older = new LocalStore(new LocalStoreOptions(Template(folder, version)), new StoreTuning { Schema = [.. Schema.Steps.Take(version)] });
            await older.CreateProjectAsync(Project(Old), default);
            for (var number = 0; number < Runs; number++)
            {
                await older.CreateRunAsync(StoredDocument.Read($$"""{"kind":"python+run","project":"old","id":"r{{number}}","metadata":{"labels":["x","y"]},"spec":{"text":"{{new string('x', 3000)}}"} }""").Map, default);
            }
        }
    }

    /// <summary>
    /// Makes a store, brings one of each older version up to date, and so on again and again, each a file of its own, which is
    /// closed then. Prints the number of each once it has acknowledged a change.
    /// </summary>
    /// <param name="folder">The folder in which the older ones stand ready.</param>
    public static async Task RepeatAsync(string folder)
    {
        // Once to be warm, so that a moment by chance is as likely amid one of its writes as before them.
        var warm = Path.Combine(folder, "warm.db");
        Copy(folder, Version - 1, warm);
        await ChangeAsync(warm);
        Parent.Wait();
        for (var number = 0; ; number++)
        {
            var (path, line) = (Path.Combine(folder, File(number)), number.ToString(CultureInfo.InvariantCulture));
            Copy(folder, number % Version, path);
            await ChangeAsync(path, () => Parent.Say(line));
        }
    }

    /// <summary>The name of one of the files.</summary>
    public static string File(int number) => FormattableString.Invariant($"n{number}.db");

    /// <summary>Puts a copy of an older store in place; of version 0, there is none.</summary>
    public static void Copy(string folder, int version, string path)
    {
        if (version == 0) return;
        System.IO.File.Copy(Template(folder, version), path + ".copy");
        System.IO.File.Move(path + ".copy", path);
    }

    /// <summary>Makes the change in a store of its own.</summary>
    public static Task ChangeAsync(string path) => ChangeAsync(path, static () => { });

    /// <summary>All that a store holds, but for times, on one line, and its version; null where there is none.</summary>
    public static async Task<(string State, string? Version)> ReadAsync(string path)
    {
        await using var store = new LocalStore(new LocalStoreOptions(path));
        return ($"{await Changes.StateAsync(store, Old)} | {await Changes.StateAsync(store, New)}", (await store.CheckAsync(default)).Version);
    }

    /// <summary>Whether a store that was brought up to date is sound, and the same in all its tables and indexes as one that was made so.</summary>
    public static void Check(string path)
    {
        // One that may write clears away its log again.
        using var connection = StoreConnection.Open(path, StoreAccess.Write);
        using var made = StoreConnection.Open(":memory:", StoreAccess.Write);
        foreach (var step in Schema.Steps) made.Script(step);
        foreach (var (question, answer) in ((string, string?)[])[("PRAGMA integrity_check", "ok"), (Tables, made.Text(Tables))])
        {
            if (connection.Text(question) is var found && found != answer) throw new InvalidDataException($"{path}: {found} instead of {answer}");
        }
    }

    private static async Task ChangeAsync(string path, Action acknowledged)
    {
        await using var store = new LocalStore(new LocalStoreOptions(path));
        await store.CreateProjectAsync(Project(New), default);
        acknowledged();
    }

    private static System.Collections.Specialized.OrderedDictionary Project(string name) => ValueMap.From([new("name", name)]);
}

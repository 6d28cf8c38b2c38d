using System.Globalization;
using System.Text.RegularExpressions;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.OtherProcess;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>A process that is killed at any moment while it makes every change there is, several at once, those among them that reads make.</summary>
public sealed partial class KilledWriterTests(ITestOutputHelper output) : IDisposable
{
    private const int Workers = 4;

    private static readonly string[] Tables = ["run_documents", "run_labels", "run_logs", "run_metrics", "rehearsals"];

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("store.db");

    /// <summary>How often a process is killed; raised by <c>DH_TEST_KILLS</c>.</summary>
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("DH_TEST_KILLS") ?? "12", CultureInfo.InvariantCulture);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_is_there_and_nothing_is_half_done()
    {
        var states = await StatesAsync();
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        var (acknowledged, done, undone) = (0, new int[Changes.Count], new int[Changes.Count]);
        // The next one starts while the last one's work is looked at.
        var next = Start(0);
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                var child = next;
                next = Start(kill + 1);
                // Now and then the store itself has yet to be made.
                if (kill % 4 == 0) foreach (var file in _folder.Files()) File.Delete(_folder.File(file));
                var counts = await KillAsync(child, random);
                acknowledged += counts.Sum();

                // First a reader meets what the dead process left, then a writer.
                await using (var store = new ChangedStore(Path))
                {
                    for (var worker = 0; worker < Workers; worker++)
                    {
                        var change = counts[worker] % Changes.Count;
                        var state = await store.StateAsync($"k{kill}w{worker}");
                        Assert.True(state == states[change] || state == states[change + 1], $"Seed {seed}, kill {kill}, {Changes.Name(change)}:\n{state}\nwas\n{states[change]}\nor\n{states[change + 1]}");
                        (state == states[change] ? undone : done)[change]++;
                    }
                    await store.Store.CreateProjectAsync(Docs.Project($"after{kill}"), default);
                }
                CheckFile(kill);
            }
        }
        finally
        {
            next.Dispose();
        }
        output.WriteLine($"{Kills} kills, {acknowledged} acknowledged changes. Of those that were under way, the last that was begun by each worker:");
        for (var change = 0; change < Changes.Count; change++) output.WriteLine($"{Changes.Name(change)}: {done[change]} done, {undone[change]} not");
        Assert.True(acknowledged > Kills);
    }

    // Every other merges the log into the file with each change.
    private Child Start(int kill) => Child.Start(["change", Path, $"k{kill}", Workers.ToString(CultureInfo.InvariantCulture), .. kill % 2 == 1 ? (string[])["merge"] : []]);

    /// <summary>Lets it begin, and kills it: a moment by chance after a number of answers by chance, so that on a busy machine, too, each change is met.</summary>
    /// <returns>How many changes each worker was told to be safe.</returns>
    private static async Task<int[]> KillAsync(Child child, Random random)
    {
        using var killed = child;
        var counts = new int[Workers];
        Assert.Equal("ready", await child.LineAsync());
        child.Say();
        for (var answers = random.Next(Workers * Changes.Count); answers > 0; answers--) Count(await child.LineAsync());
        var lines = Task.Run(async () =>
        {
            while (await child.Output.ReadLineAsync() is { } worker) Count(worker);
        });
        await Task.Delay(random.Next(30));
        child.Kill();
        await lines;
        return counts;

        void Count(string worker) => counts[int.Parse(worker, CultureInfo.InvariantCulture)]++;
    }

    private void CheckFile(int kill)
    {
        // What was being made when its maker was killed; no store, and cleared away by a later one.
        foreach (var unfinished in _folder.Files().Where(file => Unfinished().IsMatch(file))) File.Delete(_folder.File(unfinished));
        Assert.Equal(["store.db"], _folder.Files());
        Assert.Equal("ok", RawSql.Run(Path, "PRAGMA integrity_check"));
        foreach (var table in Tables) Assert.Equal((kill, table, "0"), (kill, table, RawSql.Run(Path, $"SELECT count(*) FROM {table} WHERE seq NOT IN (SELECT seq FROM runs)")));
        foreach (var table in (string[])["runs", "entities"]) Assert.Equal((kill, table, "0"), (kill, table, RawSql.Run(Path, $"SELECT count(*) FROM {table} WHERE project NOT IN (SELECT seq FROM projects)")));
        const string Whole = "d.seq = r.seq AND json_extract(d.document, '$.id') = r.id AND json_extract(d.document, '$.status.state') = r.state AND json_array_length(d.document, '$.metadata.labels') = (SELECT count(*) FROM run_labels l WHERE l.seq = r.seq AND l.state = r.state)";
        Assert.Equal(RawSql.Run(Path, "SELECT count(*) FROM runs"), RawSql.Run(Path, $"SELECT count(*) FROM runs r JOIN run_documents d ON {Whole}"));
        // A run under rehearsal is in the state that its plan has come to, and one that has ended has what it wrote.
        const string Moved = "r.seq = h.seq AND h.due IS json_extract(h.plan, '$.moves[' || h.step || '].at') AND (h.step = 0 OR r.state = json_extract(h.plan, '$.moves[' || (h.step - 1) || '].state'))";
        Assert.Equal(RawSql.Run(Path, "SELECT count(*) FROM rehearsals"), RawSql.Run(Path, $"SELECT count(*) FROM rehearsals h JOIN runs r ON {Moved}"));
        const string Ended = "json_array_length(plan, '$.moves') = 0";
        Assert.Equal((kill, "0"), (kill, RawSql.Run(Path, $"SELECT count(*) FROM rehearsals WHERE {Ended} AND (seq NOT IN (SELECT seq FROM run_logs) OR seq NOT IN (SELECT seq FROM run_metrics))")));
        Assert.Equal((kill, "0"), (kill, RawSql.Run(Path, $"SELECT count(*) FROM rehearsals h JOIN runs r ON r.seq = h.seq WHERE NOT {Ended} AND r.state IN ('COMPLETED', 'ERROR', 'STOPPED')")));
    }

    /// <summary>What a store holds after each number of changes.</summary>
    private static async Task<List<string>> StatesAsync()
    {
        await using var store = new ChangedStore(null);
        List<string> states = [string.Empty];
        for (var number = 0; number < Changes.Count; number++)
        {
            await Changes.MakeAsync(store, "model", number);
            states.Add(await store.StateAsync("model"));
            // A change that can't be seen would prove nothing.
            Assert.NotEqual(states[^2], states[^1]);
        }
        Assert.Empty(states[^1]);
        return states;
    }

    [GeneratedRegex(@"\Astore\.db\.[0-9a-f]{32}\.new")]
    private static partial Regex Unfinished();
}

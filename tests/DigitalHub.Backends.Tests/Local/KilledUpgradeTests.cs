using System.Globalization;
using System.Text.RegularExpressions;
using DigitalHub.OtherProcess;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>A process that is killed at any moment while it makes stores, brings older ones up to date, and closes them.</summary>
public sealed partial class KilledUpgradeTests(ITestOutputHelper output) : IDisposable
{
    private const int MostAnswers = 8;

    private readonly TemporaryFolder _folder = new();

    /// <summary>How often a process is killed.</summary>
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("DH_TEST_KILLS") ?? "12", CultureInfo.InvariantCulture) / 4;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_store_is_old_or_new_and_whole_and_the_next_change_finishes_it()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        await Upgrades.MakeOlderAsync(_folder.Path);
        var (before, after) = (new string[Upgrades.Version], new string[Upgrades.Version]);
        for (var version = 0; version < Upgrades.Version; version++)
        {
            var path = _folder.File("model.db");
            Upgrades.Copy(_folder.Path, version, path);
            (before[version], _) = await Upgrades.ReadAsync(path);
            await Upgrades.ChangeAsync(path);
            (after[version], _) = await Upgrades.ReadAsync(path);
            Assert.NotEqual(before[version], after[version]);
            File.Delete(path);
        }
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var kill = 0; kill < Kills; kill++)
        {
            var last = await KillAsync(random);
            for (var number = Math.Max(last, 0); number <= last + 1; number++)
            {
                var (path, version) = (_folder.File(Upgrades.File(number)), number % Upgrades.Version);
                var where = $"Seed {seed}, kill {kill}, of version {version}, {(number <= last ? "acknowledged" : "under way")}";
                var hasLog = new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };
                var isThere = File.Exists(path);
                Assert.True(isThere || number > last, where);
                // Not even its copy is there yet.
                if (!isThere && version > 0) continue;

                var (state, found) = await Upgrades.ReadAsync(path);
                Assert.True(state == after[version] || (state == before[version] && number > last), $"{where}:\n{state}");
                Assert.True(isThere ? found == $"{Upgrades.Version}" || (found == $"{version}" && state == before[version]) : found is null, $"{where}: {found}");
                Count($"{where[where.IndexOf("of version", StringComparison.Ordinal)..]}: {found ?? "none"}, {(state == after[version] ? "done" : "not done")}{(hasLog ? ", with a log" : "")}");

                if (state == before[version]) await Upgrades.ChangeAsync(path);
                Assert.True((await Upgrades.ReadAsync(path)).State == after[version], where);
                Upgrades.Check(path);
                Assert.Equal([Upgrades.File(number)], _folder.Files().Where(file => file.StartsWith(Upgrades.File(number), StringComparison.Ordinal) && !Unfinished().IsMatch(file)));
            }
            foreach (var file in Directory.GetFiles(_folder.Path).Where(file => !Path.GetFileName(file).StartsWith("older", StringComparison.Ordinal))) File.Delete(file);
        }
        foreach (var (what, count) in counts) output.WriteLine($"{what}: {count}");
        Assert.NotEmpty(counts);

        void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;
    }

    /// <summary>Lets it begin, and kills it: a moment by chance after a number of answers by chance.</summary>
    /// <returns>The last that was told to be safe; -1 for none.</returns>
    private async Task<int> KillAsync(Random random)
    {
        using var child = Child.Start("upgrade", _folder.Path);
        Assert.Equal("ready", await child.LineAsync());
        child.Say();
        var last = -1;
        for (var answers = random.Next(MostAnswers); answers > 0; answers--) last = Number(await child.LineAsync());
        var lines = Task.Run(async () =>
        {
            while (await child.Output.ReadLineAsync() is { } line) last = Number(line);
        });
        await Task.Delay(random.Next(20));
        child.Kill();
        await lines;
        return last;

        static int Number(string line) => int.Parse(line, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\.db(\.copy|\.[0-9a-f]{32}\.new)")]
    private static partial Regex Unfinished();
}

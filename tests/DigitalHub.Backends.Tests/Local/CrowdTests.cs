using System.Collections.Concurrent;
using System.Globalization;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>Many processes at one store at the same time.</summary>
public sealed class CrowdTests(ITestOutputHelper output) : IDisposable
{
    private const int Processes = 16;
    private const int Rounds = 8;

    // Of each round.
    private const int Writes = 3 * Rounds;

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sixteen_processes_write_and_read_at_once_and_each_gets_its_turn()
    {
        await using (var store = new LocalStore(new LocalStoreOptions(Path)))
        {
            await store.CreateProjectAsync(Docs.Project("alpha"), default);
            await store.CreateRunAsync(Docs.Run("alpha", "shared"), default);
        }
        var children = Enumerable.Range(0, Processes).Select(i => Child.Start("share", Path, $"p{i}", Rounds.ToString(CultureInfo.InvariantCulture))).ToList();
        var lines = new ConcurrentQueue<int>();
        try
        {
            foreach (var child in children) Assert.Equal("ready", await child.LineAsync());
            foreach (var child in children) child.Say();
            // An error of one of them, such as that the store was busy, ends it with another exit code.
            await Task.WhenAll(children.Select((child, i) => Task.Run(async () =>
            {
                while (await child.Output.ReadLineAsync() is not null) lines.Enqueue(i);
                await child.ReadToEndAsync();
            })));
        }
        finally
        {
            foreach (var child in children) child.Dispose();
        }

        var written = new int[Processes];
        foreach (var i in lines.TakeWhile(i => ++written[i] < Writes)) _ = i;
        output.WriteLine($"When the first was ready with {Writes} writes, the others had done {string.Join(", ", written.Order())}.");
        Assert.Equal(Processes * Writes, lines.Count);
        // Nobody is kept from writing by those who never pause.
        Assert.All(written, count => Assert.NotEqual(0, count));
        await using (var store = new LocalStore(new LocalStoreOptions(Path)))
        {
            var count = (await store.GetRunMetricsAsync(new("alpha", "shared"), default))["count"];
            Assert.Equal(Processes * (Rounds + 1), count.Values.Count);
            var expected = Enumerable.Range(0, Processes).SelectMany(i => Enumerable.Range(0, Rounds + 1).Select(round => $"p{i}-{round}")).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(expected, (await store.GetRunAsync(new("alpha", "shared"), default)).Labels().Order(StringComparer.Ordinal));
            Assert.Equal(expected, (await store.IdsAsync(new RunQuery { Project = "alpha" })).Where(id => id != "shared").Order(StringComparer.Ordinal));
        }
        Assert.Equal(["store.db"], _folder.Files());
        Assert.Equal("ok", RawSql.Run(Path, "PRAGMA integrity_check"));
    }
}

using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.Benchmarks;

/// <summary>
/// The commands on a core, against a bare HttpClient that asks the same server for the same pages, or sends the same requests
/// eight at once. The server shares the machine.
/// </summary>
internal static class CoreBenchmark
{
    private const string Project = "bench";
    private const int Throttle = 8;
    private const int PageSize = 1000;

    public static void Run(Options options, ResultTable table)
    {
        foreach (var count in (int[])[Math.Min(options.Runs, 5_000), Math.Min(options.Runs, 100_000)]) List(count, options, table);
        Change(Math.Min(options.Bulk, 1_000), table);
    }

    private static void List(int count, Options options, ResultTable table)
    {
        using var bench = new Bench();
        bench.Server.Seed(Project, count);
        var rounds = Math.Min(options.Rounds, 3);
        var (ours, floor) = Clock.Medians(rounds, () => bench.Shell.Run("$null = Get-DhRun"), () => Pages(bench.Http, count).GetAwaiter().GetResult());
        table.Add($"list {count:N0} runs of a core, against reading the same pages", ours, floor, "ms", 1.3);
        var (first, one) = Clock.Medians(rounds, () => bench.Shell.Run("$null = Get-DhRun -First 1"), () => Page(bench.Http, 0, 1).GetAwaiter().GetResult());
        table.Add($"the newest of {count:N0} runs of a core, against one request", first, one, "ms", null);
    }

    private static void Change(int count, ResultTable table)
    {
        using var bench = new Bench();
        var ids = bench.Server.Seed(Project, 2 * count);
        var input = ids.Take(count).ToArray();
        var (ours, floor) = (
            Clock.Time(() => bench.Shell.Run("$null = $input | Get-DhRun", input)),
            Clock.Time(() => Each(ids.Skip(count), id => bench.Http.GetByteArrayAsync(Path(id)))));
        table.Add($"get {count:N0} runs of a core by id, against the same requests", ours, floor, "ms", 1.25);
        ours = Clock.Time(() => bench.Shell.Run($"Get-DhRun -First {count} | Remove-DhRun"));
        floor = Clock.Time(() => Each(ids.Take(count), async id => (await bench.Http.DeleteAsync(Path(id))).EnsureSuccessStatusCode()));
        table.Add($"remove {count:N0} runs of a core with Get-DhRun | Remove-DhRun, against the same requests", ours, floor, "ms", 1.25);
    }

    private static string Path(string id) => $"/api/v1/-/{Project}/runs/{id}";

    private static async Task Pages(HttpClient http, int count)
    {
        for (var page = 0; page * PageSize < count; page++) await Page(http, page, PageSize);
    }

    private static async Task Page(HttpClient http, int page, int size)
    {
        var body = await http.GetByteArrayAsync($"/api/v1/-/{Project}/runs?page={page}&size={size}&sort=created,desc");
        if (body.Length == 0) throw new InvalidOperationException("The page is empty.");
    }

    private static void Each(IEnumerable<string> ids, Func<string, Task> act) =>
        Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = Throttle }, async (id, _) => await act(id)).GetAwaiter().GetResult();

    private sealed class Bench : IDisposable
    {
        public Bench()
        {
            Server = FakeCoreServer.StartAsync(new FakeCoreOptions { KeepRequests = false }).GetAwaiter().GetResult();
            Server.Seed(Project, 1, new SeedOptions { Prefix = "first-" });
            Http = new HttpClient { BaseAddress = Server.Endpoint };
            Shell = new Shell(Server.Endpoint, Project);
        }

        public FakeCoreServer Server { get; }

        public HttpClient Http { get; }

        public Shell Shell { get; }

        public void Dispose()
        {
            Shell.Dispose();
            Http.Dispose();
            Server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}

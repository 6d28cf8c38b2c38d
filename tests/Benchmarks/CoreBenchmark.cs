using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.Benchmarks;

/// <summary>
/// The commands on a core, against a bare HttpClient that asks the same server for the same pages one after the other and
/// reads their bytes, or sends the same requests eight at once. The server shares the process and the machine, has its
/// documents ready, and compresses nothing.
/// </summary>
internal static class CoreBenchmark
{
    private const string Project = "bench";
    private const int Throttle = 8;
    private const int PageSize = 1000;

    // What a listing may hold, however long it is (issue 5); megabytes.
    private const double MostHeld = 40;

    // What a key press may take; milliseconds.
    private const double MostWaited = 300;

    public static void Run(Options options, ResultTable table)
    {
        foreach (var count in (int[])[Math.Min(options.Runs, 5_000), Math.Min(options.Runs, 100_000)]) List(count, options, table);
        Complete(Math.Min(options.Runs, 5_000), options, table);
        Change(Math.Min(options.Bulk, 1_000), options, table);
    }

    private static void List(int count, Options options, ResultTable table)
    {
        using var bench = new Bench();
        bench.Server.Seed(Project, count);
        var (ours, floor) = Clock.Best(options.Rounds, _ => bench.Shell.Run("Get-DhRun > $null"), _ => Wait(Pages(bench.Http, count)));
        table.Add($"list {count:N0} runs of a core, against reading the same pages", ours, floor, "ms", 1.3);
        // Both are called from a script, whose cost is part of both.
        var (first, one) = Clock.Best(
            10 * options.Rounds,
            _ => bench.Shell.Run("Get-DhRun -First 1 > $null"),
            _ => bench.Shell.Run("foreach ($plain in $input) { $plain.Invoke() }", new Action[] { () => Wait(Page(bench.Http, 0, 1)) }));
        table.Add($"the newest of {count:N0} runs of a core, against one request", first, one, "ms", null);
        table.Add($"memory held while streaming {count:N0} runs of a core, against {MostHeld:0} MB", Held(bench, count), MostHeld, "MB", 1);
    }

    // The longest of all rounds counts; a command before each makes it ask anew.
    private static void Complete(int count, Options options, ResultTable table)
    {
        using var bench = new Bench();
        bench.Server.Seed(Project, count);
        foreach (var line in (string[])["Get-DhRun ", "Get-DhRun run-"])
        {
            var longest = Enumerable.Range(0, options.Rounds + 1).Select(_ => Press(bench, line)).Skip(1).Max();
            table.Add($"Tab behind '{line}' with {count:N0} runs of a core, against {MostWaited:0} ms", longest, MostWaited, "ms", 1);
        }
    }

    private static double Press(Bench bench, string line) => (double)bench.Shell.Run($$"""
        Get-DhRun -First 1 > $null
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $null = [Management.Automation.CommandCompletion]::CompleteInput('{{line}}', {{line.Length}}, $null)
        $watch.Elapsed.TotalMilliseconds
        """)[^1].BaseObject;

    private static void Change(int count, Options options, ResultTable table)
    {
        using var bench = new Bench();
        var rounds = options.Rounds;
        var seeded = bench.Server.Seed(Project, count * (rounds + 1));
        var (get, getFloor) = Clock.Best(
            rounds,
            _ => bench.Shell.Run("$input | Get-DhRun > $null", seeded.Take(count).ToArray()),
            _ => Each(seeded.Take(count), id => bench.Http.GetByteArrayAsync(Path(id))));
        table.Add($"get {count:N0} runs of a core by id, against the same requests", get, getFloor, "ms", 1.25);
        var spec = Spec(bench.Http, seeded[0]);
        var create = $"1..{count} | New-DhRun python+job:run -Task {spec.Task} -Function {spec.Function} -LocalExecution > $null";
        var (made, madeFloor) = Clock.Best(rounds, _ => bench.Shell.Run(create), round => Each(Enumerable.Range(0, count), number => Post(bench.Http, Body(spec, $"floor-{round}-{number}"))));
        table.Add($"create {count:N0} runs of a core through the pipeline, against the same requests", made, madeFloor, "ms", 1.25);
        var (removed, removedFloor) = Clock.Best(
            rounds,
            _ => bench.Shell.Run($"Get-DhRun -First {count} | Remove-DhRun"),
            round => Each(seeded.Skip(round * count).Take(count), id => Delete(bench.Http, id)));
        table.Add($"remove {count:N0} runs of a core with Get-DhRun | Remove-DhRun, against the same requests", removed, removedFloor, "ms", 1.25);
    }

    // The largest heap seen after collections on the way, above what was there before.
    private static double Held(Bench bench, int count)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = (long)bench.Shell.Run($$"""
            $n = 0; $max = 0L
            Get-DhRun | ForEach-Object { if (++$n % {{Math.Max(count / 10, 1)}} -eq 0) { $max = [Math]::Max($max, [GC]::GetTotalMemory($true)) } }
            $max
            """)[^1].BaseObject;
        return Math.Max(most - before, 0) / 1e6;
    }

    private static string Path(string id) => $"/api/v1/-/{Project}/runs/{id}";

    private static async Task Pages(HttpClient http, int count)
    {
        for (var page = 0; page * PageSize < count; page++) await Page(http, page, PageSize);
    }

    private static async Task Page(HttpClient http, int page, int size)
    {
        var body = await http.GetByteArrayAsync($"/api/v1/-/{Project}/runs?page={page}&size={size}&sort=created%2Cdesc&sort=id%2Cdesc");
        if (body.Length == 0) throw new InvalidOperationException("The page is empty.");
    }

    private static async Task Post(HttpClient http, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        await Answered(await http.PostAsync($"/api/v1/-/{Project}/runs", content));
    }

    private static async Task Delete(HttpClient http, string id) => await Answered(await http.DeleteAsync(Path(id)));

    private static async Task Answered(HttpResponseMessage response)
    {
        using (response)
        {
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
        }
    }

    private static (string Task, string Function) Spec(HttpClient http, string id)
    {
        var spec = JsonNode.Parse(http.GetStringAsync(Path(id)).GetAwaiter().GetResult())!["spec"]!;
        return ((string)spec["task"]!, (string)spec["function"]!);
    }

    // What New-DhRun sends.
    private static string Body((string Task, string Function) spec, string id) =>
        JsonSerializer.Serialize(new { project = Project, kind = "python+job:run", id, name = id, metadata = new { }, spec = new { task = spec.Task, function = spec.Function, local_execution = true } });

    private static void Each<T>(IEnumerable<T> items, Func<T, Task> act) =>
        Wait(Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Throttle }, async (item, _) => await act(item)));

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

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

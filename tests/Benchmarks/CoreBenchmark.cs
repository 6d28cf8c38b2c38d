using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.Benchmarks;

/// <summary>
/// The commands on a core, against a bare HttpClient that asks the same server for pages of the same size one after the other
/// and reads their bytes, or sends the same requests eight at once. The server shares the process and the machine, has its
/// documents ready, and compresses nothing. Once it answers as quickly as it can, which shows what the commands themselves
/// cost a run; and once after a time that is less than any recorded core took.
/// </summary>
internal static class CoreBenchmark
{
    private const string Project = "bench";
    private const int Throttle = 8;
    private const int PageSize = 1000;

    // What a listing may hold, however long it is; megabytes.
    private const double MostHeld = 40;

    // Of the recorded cores none took less than 13 ms from one creation to the next, nor less than 16 ms a request on the
    // average of several (transcripts runs-every-kind, runs-create).
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(10);

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
        using (var bench = new Bench())
        {
            bench.Server.Seed(Project, count);
            var (ours, floor) = Listing(bench, count, options.Rounds, WarmUps(options, count));
            AddCost($"list {count:N0} runs of a core that answers at once: a run", count, ours, floor, table);
            // Both are called from a script, whose cost is part of both.
            var (first, one) = Clock.Medians(
                10 * options.Rounds,
                10 * options.Rounds,
                _ => bench.Shell.Run("Get-DhRun -First 1 > $null"),
                _ => bench.Shell.Run("foreach ($plain in $input) { $plain.Invoke() }", new Action[] { () => Wait(Page(bench.Http, 0, 1)) }));
            table.Add($"the newest of {count:N0} runs of a core that answers at once, against one request", first, one, "ms", null);
            table.Add($"memory held while streaming {count:N0} runs of a core, against {MostHeld:0} MB", Held(bench, count), MostHeld, "MB", 1);
        }
        using var slow = new Bench(AnswerTime);
        slow.Server.Seed(Project, count);
        var (there, bare) = Listing(slow, count, Few(options), warmUps: 1);
        table.Add($"list {count:N0} runs of a core that answers after {AnswerTime.TotalMilliseconds:0} ms", there, bare, "ms", 1.3);
    }

    private static (double Ours, double Floor) Listing(Bench bench, int count, int rounds, int warmUps) =>
        Clock.Medians(rounds, warmUps, _ => bench.Shell.Run("Get-DhRun > $null"), _ => Wait(Pages(bench.Http, count)));

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
        using (var bench = new Bench())
        {
            var changes = new Changes(bench, count, options.Rounds, WarmUps(options, count));
            AddCost($"get {count:N0} runs by id of a core that answers at once: a run", count, changes.Get(), table);
            AddCost($"create {count:N0} runs through the pipeline on a core that answers at once: a run", count, changes.Create(), table);
            AddCost($"remove {count:N0} runs with Get-DhRun | Remove-DhRun on a core that answers at once: a run", count, changes.Remove(), table);
        }
        using var slow = new Bench(AnswerTime);
        var there = new Changes(slow, count, Few(options), warmUps: 1);
        var after = $"of a core that answers after {AnswerTime.TotalMilliseconds:0} ms";
        Add($"get {count:N0} runs by id {after}", there.Get(), table);
        Add($"create {count:N0} runs through the pipeline {after}", there.Create(), table);
        Add($"remove {count:N0} runs with Get-DhRun | Remove-DhRun {after}", there.Remove(), table);
    }

    // What happens a thousand times in one turn is compiled for good after few.
    private static int WarmUps(Options options, int count) => Math.Max(1, options.Rounds * Math.Clamp(20_000 / count, 1, 10) / 2);

    // Where waiting takes most of the time, it differs little from turn to turn.
    private static int Few(Options options) => Math.Max(1, options.Rounds / 3);

    private static void AddCost(string what, int count, (double Ours, double Floor) times, ResultTable table) => AddCost(what, count, times.Ours, times.Floor, table);

    private static void AddCost(string what, int count, double ours, double floor, ResultTable table) => table.Add(what, 1000 * ours / count, 1000 * floor / count, "µs", null);

    private static void Add(string what, (double Ours, double Floor) times, ResultTable table) => table.Add(what, times.Ours, times.Floor, "ms", 1.25);

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

    /// <summary>The three bulk operations, each with its floor.</summary>
    private sealed class Changes
    {
        private readonly Bench _bench;
        private readonly int _count;
        private readonly int _rounds;
        private readonly int _warmUps;
        private readonly IReadOnlyList<string> _seeded;

        public Changes(Bench bench, int count, int rounds, int warmUps)
        {
            (_bench, _count, _rounds, _warmUps) = (bench, count, rounds, warmUps);
            _seeded = bench.Server.Seed(Project, count * (rounds + warmUps));
        }

        public (double Ours, double Floor) Get()
        {
            var ids = _seeded.Take(_count).ToArray();
            return Clock.Medians(_rounds, _warmUps, _ => _bench.Shell.Run("$input | Get-DhRun > $null", ids), _ => Each(ids, id => _bench.Http.GetByteArrayAsync(Path(id))));
        }

        public (double Ours, double Floor) Create()
        {
            var spec = Spec(_bench.Http, _seeded[0]);
            var create = $"1..{_count} | New-DhRun python+job:run -Task {spec.Task} -Function {spec.Function} -LocalExecution > $null";
            return Clock.Medians(
                _rounds,
                _warmUps,
                _ => _bench.Shell.Run(create),
                round => Each(Enumerable.Range(0, _count), number => Post(_bench.Http, Body(spec, $"floor-{round}-{number}"))));
        }

        // Those created before are newer, and more than enough: the seeded ones are left for the floor.
        public (double Ours, double Floor) Remove()
        {
            return Clock.Medians(
                _rounds,
                _warmUps,
                _ => _bench.Shell.Run($"Get-DhRun -First {_count} | Remove-DhRun"),
                round => Each(_seeded.Skip(round * _count).Take(_count), id => Delete(_bench.Http, id)));
        }
    }

    private sealed class Bench : IDisposable
    {
        public Bench(TimeSpan answerTime = default)
        {
            Server = FakeCoreServer.StartAsync(new FakeCoreOptions { KeepRequests = false, AnswerTime = answerTime }).GetAwaiter().GetResult();
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

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.Benchmarks;

/// <summary>
/// Waiting for a thousand runs that end one after the other: what it reads from the server, against a megabyte a second, and
/// against the cheapest way of doing it by hand with as many looks; and the wait for a run that has ended, against the one
/// request that it takes.
/// </summary>
internal static class WaitBenchmark
{
    private const string Project = "bench";
    private const int Awaited = 1000;
    private const double MostASecond = 1e6;
    private const int Seconds = 30;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    public static void Run(Options options, ResultTable table)
    {
        Ended(options, table);
        // Left to itself it chooses when to look.
        var (bytes, seconds) = Waited("$runs | Wait-DhRun > $null");
        table.Add($"read a second while waiting for {Awaited:N0} runs that end within {Seconds} s, against 1 MB", bytes / seconds / 1e6, MostASecond / 1e6, "MB", 1);
        var (ours, _) = Waited($"$runs | Wait-DhRun -PollInterval {Interval.TotalSeconds:0} > $null");
        var (byHand, _) = ByHand();
        table.Add($"read while waiting for {Awaited:N0} runs with a look every {Interval.TotalSeconds:0} s, against pages of what runs and a request for each that ended", ours / 1e6, byHand / 1e6, "MB", 2);
    }

    private static void Ended(Options options, ResultTable table)
    {
        using var bench = new Bench();
        var id = bench.Server.Seed(Project, 1)[0];
        var (ours, floor) = Clock.Medians(
            10 * options.Rounds,
            10 * options.Rounds,
            _ => bench.Shell.Run($"Wait-DhRun {id} > $null"),
            _ => bench.Shell.Run("foreach ($plain in $input) { $plain.Invoke() }", new Action[] { () => bench.Get($"runs/{id}") }));
        var before = bench.Server.Requests.Count;
        bench.Shell.Run($"Wait-DhRun {id} > $null");
        var requests = bench.Server.Requests.Count - before;
        table.Add("requests of the wait for a run that has ended", requests, 1, "", 1);
        table.Add("the wait for a run that has ended, against one request", ours, floor, "ms", null);
    }

    private static (double Bytes, double Seconds) Waited(string wait)
    {
        using var bench = new Bench();
        var ids = bench.Running();
        bench.Shell.Run("$runs = @(Get-DhRun -State RUNNING)");
        return bench.Measure(ids, () => bench.Shell.Run(wait));
    }

    // Who knows that all he waits for are the project's running ones asks for those, and then for what is among them no more.
    private static (double Bytes, double Seconds) ByHand()
    {
        using var bench = new Bench();
        var ids = bench.Running();
        return bench.Measure(ids, () =>
        {
            var left = ids.ToHashSet();
            while (true)
            {
                var running = bench.Page().ToHashSet();
                foreach (var id in left.Except(running).ToArray())
                {
                    bench.Get($"runs/{id}");
                    left.Remove(id);
                }
                if (left.Count == 0) return;
                Thread.Sleep(Interval);
            }
        });
    }

    private sealed class Bench : IDisposable
    {
        private readonly HttpClient _http;

        public Bench()
        {
            Server = FakeCoreServer.StartAsync(new FakeCoreOptions { KeepRequests = false }).GetAwaiter().GetResult();
            Server.Seed(Project, 4 * Awaited, new SeedOptions { Prefix = "old-" });
            _http = new HttpClient { BaseAddress = Server.Endpoint };
            Shell = new Shell(Server.Endpoint, Project);
        }

        public FakeCoreServer Server { get; }

        public Shell Shell { get; }

        // Local runs: they end when they are told to.
        public IReadOnlyList<string> Running() => Server.Seed(Project, Awaited, new SeedOptions { States = ["RUNNING"] });

        public byte[] Get(string path) => _http.GetByteArrayAsync($"/api/v1/-/{Project}/{path}").GetAwaiter().GetResult();

        public IEnumerable<string> Page()
        {
            using var page = JsonDocument.Parse(Get($"runs?state=RUNNING&size={Awaited}"));
            return [.. page.RootElement.GetProperty("content").EnumerateArray().Select(run => run.GetProperty("id").GetString()!)];
        }

        // Lets the runs end, evenly over the time, while something waits for them.
        public (double Bytes, double Seconds) Measure(IReadOnlyList<string> ids, Action wait)
        {
            var clock = Stopwatch.StartNew();
            var before = Server.Requests.BytesRead;
            var ending = Task.Run(async () =>
            {
                for (var i = 0; i < ids.Count; i++)
                {
                    if (TimeSpan.FromSeconds((double)Seconds * i / ids.Count) - clock.Elapsed is { Ticks: > 0 } rest) await Task.Delay(rest);
                    (await _http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/-/{Project}/runs/{ids[i]}/complete"), null)).EnsureSuccessStatusCode();
                }
            });
            wait();
            var seconds = clock.Elapsed.TotalSeconds;
            ending.GetAwaiter().GetResult();
            return (Server.Requests.BytesRead - before, seconds);
        }

        public void Dispose()
        {
            Shell.Dispose();
            _http.Dispose();
            Server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}

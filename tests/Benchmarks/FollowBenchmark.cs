using System.Diagnostics;
using System.Globalization;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.Benchmarks;

/// <summary>
/// Following a log that grows at 1 MB/s and of which the server keeps the last 2 MB, and sends them whole each time: the
/// processor time that it takes, against a share of one core. The server is a process of its own.
/// </summary>
internal static class FollowBenchmark
{
    /// <summary>The argument that makes this program the server.</summary>
    public const string Serve = "serve-growing-log";

    private const string Project = "bench";
    private const string Run = "grows";
    private const int Seconds = 20;
    private const int LineLength = 100;
    private const int LinesAtOnce = 1000;
    private const int Window = 2_097_152;

    // What may be taken of one core.
    private const double MostOfCore = 0.2;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private static int Steps => (int)(TimeSpan.FromSeconds(Seconds) / Step);

    /// <summary>Takes the figure.</summary>
    /// <exception cref="InvalidOperationException">Lines are missing.</exception>
    public static void Measure(ResultTable table)
    {
        using var server = Start();
        var endpoint = new Uri(server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server did not start."));
        using var shell = new Shell(endpoint, Project);
        shell.Run($"Get-DhRunLog {Run} > $null");
        server.StandardInput.WriteLine();
        using var self = Process.GetCurrentProcess();
        var clock = Stopwatch.StartNew();
        var before = self.TotalProcessorTime;

        var lines = (int)shell.Run($"@(Get-DhRunLog {Run} -Follow).Count")[^1].BaseObject;

        self.Refresh();
        var spent = self.TotalProcessorTime - before;
        var elapsed = clock.Elapsed;
        server.StandardInput.Close();
        server.WaitForExit();
        if (lines != Steps * LinesAtOnce) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{lines} lines came of {Steps * LinesAtOnce}."));
        table.Add(string.Create(CultureInfo.InvariantCulture, $"processor time of following a log that grows at 1 MB/s for {Seconds} s, against {MostOfCore:P0} of one core"), spent.TotalMilliseconds, MostOfCore * elapsed.TotalMilliseconds, "ms", 1);
    }

    /// <summary>Is the server: tells its address, lets the log grow when a line comes in, and ends when the input ends.</summary>
    public static async Task ServeAsync()
    {
        await using var server = await FakeCoreServer.StartAsync(new FakeCoreOptions { KeepRequests = false });
        server.Seed(Project, 1, new SeedOptions { Prefix = "first-" });
        using var http = new HttpClient { BaseAddress = server.Endpoint };
        await MakeAsync(http);
        Console.WriteLine(server.Endpoint);
        if (Console.ReadLine() is null) return;
        var text = string.Empty;
        var clock = Stopwatch.StartNew();
        for (var step = 0; step < Steps; step++)
        {
            text += string.Concat(Enumerable.Range(step * LinesAtOnce, LinesAtOnce).Select(number => $"step {number} ".PadRight(LineLength - 1, '.') + "\n"));
            if (text.Length > Window) text = text[^Window..];
            server.Cluster.ShowLogs(Run, new ContainerLog("c-job", "p", text));
            if ((Step * (step + 1)) - clock.Elapsed is { Ticks: > 0 } rest) await Task.Delay(rest);
        }
        await ActAsync(http, "complete");
        while (Console.ReadLine() is not null)
        {
        }
    }

    // A local run, which is moved on by hand.
    private static async Task MakeAsync(HttpClient http)
    {
        var page = System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync($"/api/v1/-/{Project}/runs"))!;
        var spec = page["content"]![0]!["spec"]!.DeepClone();
        spec["local_execution"] = true;
        var run = new System.Text.Json.Nodes.JsonObject { ["project"] = Project, ["kind"] = "python+job:run", ["id"] = Run, ["spec"] = spec };
        using var content = new StringContent(run.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        (await http.PostAsync($"/api/v1/-/{Project}/runs", content)).EnsureSuccessStatusCode();
        foreach (var action in (string[])["build", "run", "execute"]) await ActAsync(http, action);
    }

    private static async Task ActAsync(HttpClient http, string action) =>
        (await http.PostAsync($"/api/v1/-/{Project}/runs/{Run}/{action}", null)).EnsureSuccessStatusCode();

    private static Process Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(FollowBenchmark).Assembly.Location);
        start.ArgumentList.Add(Serve);
        return Process.Start(start)!;
    }
}

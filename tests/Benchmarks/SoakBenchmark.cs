using System.Diagnostics;

namespace DigitalHub.Benchmarks;

/// <summary>
/// Mixed commands against both backends for as long as is asked, in one process: what it holds near the end, against what it
/// held near the beginning, when everything had been done a few times. The core is a process of its own.
/// </summary>
internal static class SoakBenchmark
{
    // What wanders from sample to sample; whatever leaks grows by more in an hour.
    private const double MostMemory = 1.15;

    private const string Prepare = """
        $ErrorActionPreference = 'Stop'
        $local = Connect-DhBackend -Local -Path $store -PassThru
        Set-DhProject soak
        $core = Connect-DhBackend $endpoint -PassThru
        Set-DhProject soak -Create
        foreach ($session in $local, $core) {
            $null = New-DhFunction -Kind python -Name soak -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_10 -Session $session
            $null = 1..200 | New-DhRun -Function soak -Action job -LocalExecution -Session $session
        }
        """;

    private const string Round = """
        foreach ($session in $local, $core) {
            $place = @{ Session = $session; Project = 'soak' }
            $runs = @(1..4 | New-DhRun -Function soak -Action job -Parameters { @{ n = $_ } } @place)
            $null = Get-DhRun -First 20 @place
            $null = Get-DhRun -State CREATED -Label nothing @place
            if ($session.Type -eq 'Local') {
                foreach ($state in 'BUILT', 'READY', 'RUNNING', 'COMPLETED') { $runs | Update-DhRun -State $state }
            }
            $null = $runs | Wait-DhRun -PollInterval 0.2
            $null = $runs | Get-DhRunLog -ErrorAction Ignore
            $null = $runs | Get-DhRunLog -Follow -ErrorAction Ignore
            $runs | Add-DhRunMetric -Name loss -Value 0.5
            $null = $runs | Get-DhRunMetric
            $runs | Update-DhRun -AddLabel kept -Force
            $text = $runs[0] | Export-DhRun -AsString
            $record = Import-DhRun -Content $text -NewId -LocalExecution @place
            $copy = $record | Copy-DhRun -LocalExecution
            $null = Compare-DhRun $record $copy
            $null = Get-DhRun no-such-run @place -ErrorAction Ignore
            $runs + $record + $copy | Remove-DhRun -Wait
        }
        $again = Connect-DhBackend -Local -Path $store -NoDefault
        $null = Get-DhRun -First 1 -Project soak -Session $again
        Disconnect-DhBackend -Session $again
        $again = Connect-DhBackend $endpoint -NoDefault
        $null = Get-DhRun -First 1 -Project soak -Session $again
        Disconnect-DhBackend -Session $again
        $Error.Clear()
        """;

    public static void Run(Options options, ResultTable table)
    {
        var store = Path.Combine(Places.Scratch, "soak.db");
        foreach (var file in Directory.GetFiles(Places.Scratch, "soak.db*")) File.Delete(file);
        using var server = Start();
        var endpoint = (server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server did not start."))["listening on ".Length..];
        var samples = new List<Sample>();
        using (var shell = new Shell(store))
        {
            shell.Run($"$store = '{store}'; $endpoint = '{endpoint}'");
            shell.Run(Prepare);
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < TimeSpan.FromMinutes(options.Minutes) || samples.Count < 20)
            {
                shell.Run(Round);
                samples.Add(Sample.Take());
            }
        }
        server.StandardInput.Close();
        server.WaitForExit();
        var share = Math.Max(samples.Count / 10, 2);
        var (early, late) = (samples.Skip(share).Take(share).ToList(), samples.TakeLast(share).ToList());
        var what = $"after {samples.Count:N0} rounds of mixed commands in {options.Minutes} min, against the beginning:";
        table.Add($"managed memory {what}", Median(late, sample => sample.Heap) / 1e6, Median(early, sample => sample.Heap) / 1e6, "MB", MostMemory);
        table.Add($"memory of the process {what}", Median(late, sample => sample.Resident) / 1e6, Median(early, sample => sample.Resident) / 1e6, "MB", MostMemory);
        table.Add($"open files and sockets {what}", Median(late, sample => sample.Handles), Median(early, sample => sample.Handles), "", MostMemory);
        table.Add($"threads {what}", Median(late, sample => sample.Threads), Median(early, sample => sample.Threads), "", MostMemory);
    }

    private static double Median(List<Sample> samples, Func<Sample, double> of) => Clock.Median([.. samples.Select(of)]);

    private static Process Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(FakeCore.FakeCoreServer).Assembly.Location, "--kubernetes"]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private readonly record struct Sample(double Heap, double Resident, double Handles, double Threads)
    {
        public static Sample Take()
        {
            var heap = GC.GetTotalMemory(forceFullCollection: true);
            using var self = Process.GetCurrentProcess();
            // Linux names each open file and socket here; elsewhere the process counts its handles.
            const string Open = "/proc/self/fd";
            var handles = Directory.Exists(Open) ? Directory.GetFiles(Open).Length : self.HandleCount;
            return new Sample(heap, self.WorkingSet64, handles, self.Threads.Count);
        }
    }
}

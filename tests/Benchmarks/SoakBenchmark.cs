using System.Diagnostics;
using System.Globalization;

namespace DigitalHub.Benchmarks;

/// <summary>
/// Mixed commands against both backends for as long as is asked, in one process: what it holds near the end, against what it
/// held near the beginning, when everything had been done a few times. The cores are processes of their own: one tells of
/// changes whoever signs in, the other one has to be asked. Each sample stands in <c>artifacts/bench/soak.csv</c>.
/// </summary>
internal static class SoakBenchmark
{
    // What wanders from sample to sample; whatever leaks grows by more in an hour.
    private const double MostMemory = 1.15;

    private const string Prepare = """
        $ErrorActionPreference = 'Stop'
        $credential = [pscredential]::new('admin', [System.Net.NetworkCredential]::new('', 'secret').SecurePassword)
        $local = Connect-DhBackend -Local -Path $store -PassThru
        Set-DhProject soak
        $signedIn = Connect-DhBackend $endpoint -Credential $credential -PassThru
        Set-DhProject soak -Create
        $open = Connect-DhBackend $openEndpoint -PassThru
        Set-DhProject soak -Create
        $ways = @{ $local = 'asking again and again'; $signedIn = 'notifications'; $open = 'asking again and again' }
        foreach ($session in $ways.Keys) {
            $null = New-DhFunction -Kind python -Name soak -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_10 -Session $session
            $null = 1..200 | New-DhRun -Function soak -Action job -LocalExecution -Session $session
        }

        # Who takes the changes makes the next one, so that each happens while the watch looks.
        function Watch-Link([hashtable] $Place, [string] $Way) {
            $words = $seen = ''
            $isRemoved = $false
            do {
                Watch-DhRun -Name link -Timeout 60 -PollInterval 0.1 -Verbose @Place 4>&1 | ForEach-Object {
                    if ($_ -is [System.Management.Automation.VerboseRecord]) {
                        if ("$_" -notlike 'Watching *') { return }
                        $words = "$_"
                        $null = New-DhRun -Function soak -Action job -Name link -LocalExecution @Place
                    }
                    elseif ($_.Action -eq 'CREATE') { $_ | Update-DhRun -AddLabel seen }
                    elseif ($_.Action -eq 'UPDATE') {
                        if (-not $isRemoved) { $_ | Remove-DhRun }
                        $isRemoved = $true
                    }
                    else {
                        $seen = "$_"
                        break
                    }
                }
            } while ($false)
            if (-not $seen -or $words -notlike "*$Way*") { throw "The watch saw '$seen' and said '$words'." }
        }
        """;

    private const string Round = """
        foreach ($session in $ways.Keys) {
            $place = @{ Session = $session; Project = 'soak' }
            $runs = @(1..4 | New-DhRun -Function soak -Action job -Parameters { @{ n = $_ } } @place)
            $null = Get-DhRun -First 20 @place
            $null = Get-DhRun -State CREATED -Label nothing @place
            if ($session.Type -eq 'Local') {
                $next = @{ BUILT = 'READY'; READY = 'RUNNING'; RUNNING = 'COMPLETED' }
                $seen = @($runs | Watch-DhRun -First 16 -Timeout 60 -PollInterval 0.1 -Verbose 4>&1 | ForEach-Object {
                    if ($_ -isnot [System.Management.Automation.VerboseRecord]) {
                        $_
                        if ($next[$_.State]) { $_ | Update-DhRun -State $next[$_.State] }
                    }
                    elseif ("$_" -like 'Watching *') { $runs | Update-DhRun -State BUILT }
                })
            }
            else {
                # A core's runs go on by themselves.
                $seen = @($runs | Watch-DhRun -State COMPLETED -First 4 -Timeout 60)
            }
            if (@($seen | Where-Object State -eq COMPLETED).Count -ne 4) { throw "The watch of four runs saw '$seen'." }
            Watch-Link $place $ways[$session]
            $null = $runs | Wait-DhRun -PollInterval 0.2
            $null = $runs | Get-DhRunLog -ErrorAction Ignore
            $null = $runs | Get-DhRunLog -Follow -ErrorAction Ignore
            $runs | Add-DhRunMetric -Name loss -Value 0.5
            $null = $runs | Get-DhRunMetric
            $runs | Export-DhReport $report
            if ($session.Type -eq 'Core' -and $IsLinux) { $runs | Show-DhRun -WarningAction Ignore }
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
        $again = Connect-DhBackend $endpoint -Credential $credential -NoDefault
        $null = Get-DhRun -First 1 -Project soak -Session $again
        Disconnect-DhBackend -Session $again
        $Error.Clear()
        """;

    public static void Run(Options options, ResultTable table)
    {
        // Without a display no browser is opened; the command says the address instead.
        foreach (var display in (string[])["DISPLAY", "WAYLAND_DISPLAY"]) Environment.SetEnvironmentVariable(display, null);
        var store = Path.Combine(Places.Scratch, "soak.db");
        var report = Path.Combine(Places.Scratch, "soak.html");
        var list = Path.Combine(Places.Scratch, "soak.csv");
        foreach (var file in Directory.GetFiles(Places.Scratch, "soak.db*")) File.Delete(file);
        File.WriteAllLines(list, ["Seconds,ManagedBytes,ProcessBytes,Handles,Threads"]);
        using var server = Start("--auth", "basic", "--user", "admin", "--password", "secret");
        using var open = Start();
        var samples = new List<Sample>();
        using (var shell = new Shell(store))
        {
            shell.Run($"$store = '{store}'; $report = '{report}'; $endpoint = '{Endpoint(server)}'; $openEndpoint = '{Endpoint(open)}'");
            shell.Run(Prepare);
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < TimeSpan.FromMinutes(options.Minutes) || samples.Count < 20)
            {
                shell.Run(Round);
                samples.Add(Sample.Take());
                File.AppendAllLines(list, [samples[^1].Line(clock.Elapsed)]);
            }
        }
        foreach (var core in (Process[])[server, open])
        {
            core.StandardInput.Close();
            core.WaitForExit();
        }
        var share = Math.Max(samples.Count / 10, 2);
        var (early, late) = (samples.Skip(share).Take(share).ToList(), samples.TakeLast(share).ToList());
        var what = $"after {samples.Count:N0} rounds of mixed commands in {options.Minutes} min, against the beginning:";
        table.Add($"managed memory {what}", Median(late, sample => sample.Heap) / 1e6, Median(early, sample => sample.Heap) / 1e6, "MB", MostMemory);
        table.Add($"memory of the process {what}", Median(late, sample => sample.Resident) / 1e6, Median(early, sample => sample.Resident) / 1e6, "MB", MostMemory);
        table.Add($"open files and sockets {what}", Median(late, sample => sample.Handles), Median(early, sample => sample.Handles), "", MostMemory);
        table.Add($"threads {what}", Median(late, sample => sample.Threads), Median(early, sample => sample.Threads), "", MostMemory);
    }

    private static double Median(List<Sample> samples, Func<Sample, double> of) => Clock.Median([.. samples.Select(of)]);

    private static string Endpoint(Process server) =>
        (server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server did not start."))["listening on ".Length..];

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(FakeCore.FakeCoreServer).Assembly.Location, "--kubernetes", .. arguments]) start.ArgumentList.Add(argument);
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

        public string Line(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0},{Heap},{Resident},{Handles},{Threads}");
    }
}

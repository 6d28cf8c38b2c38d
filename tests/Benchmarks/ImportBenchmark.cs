using System.Diagnostics;
using System.Globalization;

namespace DigitalHub.Benchmarks;

/// <summary>Importing the module against an empty binary module, and a cold process to its first listed run, in real pwsh.</summary>
internal static class ImportBenchmark
{
    public static void Run(Options options, ResultTable table)
    {
        var ours = Path.Combine(Places.Module, "DigitalHub.psd1");
        var (import, empty) = Medians(options.Rounds, () => Import(ours), () => Import(Places.EmptyModule));
        table.Add("Import-Module, against an empty binary module", import, empty, "ms", 3);
        var store = Path.Combine(Places.Scratch, "cold.db");
        SampleDocument.Delete(store);
        using (var shell = new Shell(store)) shell.Run("New-DhRun python+run > $null");
        var first = $"Import-Module '{ours}'; Connect-DhBackend -Local -Path '{store}'; $null = Get-DhRun -Project bench -First 1";
        var (cold, bare) = Medians(options.Rounds, () => Process(first), () => Process("$null = 1"));
        table.Add("cold process to the first listed run, against an empty one", cold, bare, "ms", null);
    }

    private static (double First, double Second) Medians(int rounds, Func<double> first, Func<double> second)
    {
        var times = (new List<double>(), new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            times.Item1.Add(first());
            times.Item2.Add(second());
        }
        return (Clock.Median(times.Item1), Clock.Median(times.Item2));
    }

    // Another binary module goes first, so that neither pays for what the engine does once.
    private static double Import(string module) => double.Parse(
        Shell($"Import-Module Microsoft.PowerShell.ThreadJob; $c = [Diagnostics.Stopwatch]::StartNew(); Import-Module '{module}'; $c.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)"),
        CultureInfo.InvariantCulture);

    private static double Process(string script) => Clock.Time(() => Shell(script));

    private static string Shell(string script)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = Places.Repository };
        foreach (var argument in new[] { "pwsh", "-NoProfile", "-NonInteractive", "-Command", script }) start.ArgumentList.Add(argument);
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{script} ended with {process.ExitCode}.");
    }
}

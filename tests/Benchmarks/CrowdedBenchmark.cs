namespace DigitalHub.Benchmarks;

/// <summary>
/// What else a user does every day, in a store full of runs, against the same in a small one. What is made is removed again, so
/// that both stay as large as they were.
/// </summary>
internal static class CrowdedBenchmark
{
    // Each goes on with what those before it made.
    private static readonly (string What, string Script)[] Steps =
    [
        ("Set-DhProject", "Set-DhProject bench"),
        ("1,000 times New-DhRun -Kind python+run", "$made = 1..1000 | New-DhRun -Kind python+run -Label crowded"),
        ("50 times New-DhRun -Function train -Action job", "$jobs = 1..50 | New-DhRun -Function train -Action job -Parameters { @{ seed = $_ } } -LocalExecution"),
        ("Get-DhRun of 1,000 runs by id", "$null = $made | Get-DhRun"),
        ("Update-DhRun -AddLabel of 1,000", "$made | Update-DhRun -AddLabel kept -Force"),
        ("Update-DhRun -State of 1,000, twice", "$made | Update-DhRun -State BUILT -Force; $made | Update-DhRun -State ERROR -Force"),
        ("Wait-DhRun for 1,000 that have ended", "$null = $made | Wait-DhRun -ErrorAction Ignore"),
        ("Get-DhRun -Label crowded", "$null = Get-DhRun -Label crowded"),
        ("Export-DhRun of 1,000 to one file", "$made | Export-DhRun -Path $file -Force"),
        ("Import-DhRun -NewId of 1,000", "$copies = Import-DhRun -Path $file -NewId -LocalExecution"),
        ("Export-DhReport of the newest 1,000", "Get-DhRun -First 1000 | Export-DhReport -Path $report -Force"),
        ("Copy-DhRun of 1,000", "$copies += $made | Copy-DhRun -LocalExecution"),
        ("Remove-DhRun of 3,050", "$made + $jobs + $copies | Remove-DhRun"),
    ];

    public static void Run(FilledStore store, Options options, ResultTable table)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Places.Scratch, "crowded")).FullName;
        foreach (var shell in (Shell[])[store.Large, store.Small])
        {
            shell.Run($"$file = '{folder}/runs.yaml'; $report = '{folder}/report.html'");
            shell.Run("if (-not (Get-DhFunction train)) { $null = New-DhFunction -Kind python -Name train -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_10 }");
        }
        var times = Steps.Select(_ => (Large: new List<double>(), Small: new List<double>())).ToList();
        for (var round = 0; round < options.Rounds + 1; round++)
        {
            foreach (var (step, at) in Steps.Select((step, at) => (step, at)))
            {
                var large = Clock.Time(() => store.Large.Run(step.Script));
                var small = Clock.Time(() => store.Small.Run(step.Script));
                // The first round warms up.
                if (round == 0) continue;
                times[at].Large.Add(large);
                times[at].Small.Add(small);
            }
        }
        foreach (var (step, at) in Steps.Select((step, at) => (step, at)))
        {
            table.Add($"in a store of {options.Runs:N0}, against one of {FilledStore.SmallRuns:N0}: {step.What}", Clock.Median(times[at].Large), Clock.Median(times[at].Small), "ms", 2);
        }
    }
}

using System.Globalization;

namespace DigitalHub.Benchmarks;

/// <summary>
/// What else a user does every day, in a store full of runs, against the same in a small one. What is made is removed again, so
/// that both stay as large as they were.
/// </summary>
internal static class CrowdedBenchmark
{
    // Each goes on with what those before it made; {0} is how many runs.
    private static readonly (string What, string Script)[] Steps =
    [
        ("Set-DhProject", "Set-DhProject bench"),
        ("{0} times New-DhRun -Kind python+run", "$made = 1..$count | New-DhRun -Kind python+run -Label crowded"),
        ("50 times New-DhRun -Function train -Action job", "$jobs = 1..50 | New-DhRun -Function train -Action job -Parameters { @{ seed = $_ } } -LocalExecution"),
        ("New-DhFunction of 20, and Remove-DhFunction", "1..20 | ForEach-Object { New-DhFunction -Kind python -Name \"f$_\" -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_10 } | Remove-DhFunction"),
        ("50 times New-DhRun -Workflow nightly", "$jobs += 1..50 | New-DhRun -Workflow nightly -Parameters { @{ day = $_ } }"),
        ("Get-DhRun of {0} runs by id", "$null = $made | Get-DhRun"),
        ("Update-DhRun -AddLabel of {0}", "$made | Update-DhRun -AddLabel kept -Force"),
        ("Update-DhRun -State of {0}, twice", "$made | Update-DhRun -State BUILT -Force; $made | Update-DhRun -State ERROR -Force"),
        ("Wait-DhRun for {0} that have ended", "$null = $made | Wait-DhRun -ErrorAction Ignore"),
        ("Get-DhRun -Label crowded", "$null = Get-DhRun -Label crowded"),
        ("Export-DhRun of {0} to one file", "$made | Export-DhRun -Path $file -Force"),
        ("Import-DhRun -NewId of {0}", "$copies = Import-DhRun -Path $file -NewId -LocalExecution"),
        ("Export-DhReport of the newest {0}", "Get-DhRun -First $count | Export-DhReport -Path $report -Force"),
        ("Copy-DhRun of {0}", "$copies += $made | Copy-DhRun -LocalExecution"),
        ("Remove-DhRun of all that was made", "$made + $jobs + $copies | Remove-DhRun"),
    ];

    public static void Run(FilledStore store, Options options, ResultTable table)
    {
        var count = options.Bulk / 10;
        var folder = Directory.CreateDirectory(Path.Combine(Places.Scratch, "crowded")).FullName;
        foreach (var shell in (Shell[])[store.Large, store.Small])
        {
            shell.Run($"$file = '{folder}/runs.yaml'; $report = '{folder}/report.html'; $count = {count}");
            shell.Run("if (-not (Get-DhFunction train)) { $null = New-DhFunction -Kind python -Name train -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_10 }");
            shell.Run("if (-not (Get-DhWorkflow nightly)) { $null = New-DhWorkflow -Kind kfp -Name nightly -SourceCode 'def main(): pass' -Handler main }");
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
            var what = string.Format(CultureInfo.InvariantCulture, step.What, count.ToString("N0", CultureInfo.InvariantCulture));
            table.Add($"in a store of {options.Runs:N0}, against one of {FilledStore.SmallRuns:N0}: {what}", Clock.Median(times[at].Large), Clock.Median(times[at].Small), "ms", 2);
        }
    }
}

namespace DigitalHub.Benchmarks;

/// <summary>Removing runs with <c>Get-DhRun | Remove-DhRun</c>, against one plain transaction a run.</summary>
internal static class RemoveBenchmark
{
    public static void Run(Options options, ResultTable table)
    {
        var store = Path.Combine(Places.Scratch, "remove.db");
        SampleDocument.Delete(store);
        using var shell = new Shell(store);
        using var plain = new PlainStore(Path.Combine(Places.Scratch, "remove-plain.db"));
        shell.Run($"1..{options.Bulk} | New-DhRun python+run > $null");
        plain.Insert(Enumerable.Range(0, options.Bulk).Select(_ => (Guid.NewGuid().ToString("N"), SampleDocument.Text)));
        var ours = Clock.Time(() => shell.Run("Get-DhRun | Remove-DhRun"));
        var floor = Clock.Time(plain.RemoveAll);
        if (shell.Run("Get-DhRun").Count > 0) throw new InvalidOperationException("Runs are left.");
        table.Add($"remove {options.Bulk:N0} runs with Get-DhRun | Remove-DhRun", ours, floor, "ms", 2);
    }
}

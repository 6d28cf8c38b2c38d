namespace DigitalHub.Benchmarks;

/// <summary>Creating runs through the pipeline, against one plain transaction a run.</summary>
internal static class CreateBenchmark
{
    public static void Run(Options options, ResultTable table)
    {
        var document = SampleDocument.Text;
        var store = Path.Combine(Places.Scratch, "create.db");
        SampleDocument.Delete(store);
        using var shell = new Shell(store);
        using var plain = new PlainStore(Path.Combine(Places.Scratch, "create-plain.db"));
        shell.Run("1..50 | New-DhRun python+run > $null");
        var ours = Clock.Time(() => shell.Run($"1..{options.Bulk} | New-DhRun -Kind python+job:run -Label bench -Function python://bench/train:1 -Task python+job://bench/t1 -Spec @{{ parameters = @{{ n = 3; x = 0.1 }} }} > $null"));
        var floor = Clock.Time(() => plain.Insert(Enumerable.Range(0, options.Bulk).Select(_ => (Guid.NewGuid().ToString("N"), document))));
        table.Add($"create {options.Bulk:N0} runs through the pipeline", ours, floor, "ms", 2);
    }
}

using Microsoft.Data.Sqlite;

namespace DigitalHub.Benchmarks;

/// <summary>Streaming runs to a consumer that keeps none: the time against plain SQLite, and the memory that is held.</summary>
internal static class StreamBenchmark
{
    public static void Run(FilledStore store, Options options, ResultTable table)
    {
        var count = Math.Min(options.Runs, 100_000);
        var command = $"Get-DhRun -First {count} | ForEach-Object {{ }}";
        var (ours, floor) = Clock.Medians(Math.Min(options.Rounds, 3), () => store.Large.Run(command), () => Plain(store.LargePath, count));
        // The floor has no pipeline; it is the memory that has a bar.
        table.Add($"stream {count:N0} runs through the pipeline, against reading their rows", ours, floor, "ms", null);
        table.Add($"memory held while streaming {count:N0} runs, against {count / 10:N0}", Held(store, count), Held(store, count / 10), "MB", 2);
    }

    // The largest heap seen after collections on the way, above what was there before.
    private static double Held(FilledStore store, int count)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var probe = $$"""
            $n = 0; $max = 0L
            Get-DhRun -First {{count}} | ForEach-Object { if (++$n % {{count / 5}} -eq 0) { $max = [Math]::Max($max, [GC]::GetTotalMemory($true)) } }
            $max
            """;
        var most = (long)store.Large.Run(probe)[^1].BaseObject;
        return Math.Max(most - before, 1_000_000) / 1e6;
    }

    private static void Plain(string path, int count)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT d.document FROM runs r JOIN run_documents d ON d.seq = r.seq WHERE r.project = 1 ORDER BY r.created DESC, r.seq DESC LIMIT {count}";
        using var reader = command.ExecuteReader();
        while (reader.Read()) _ = reader.GetString(0);
    }
}

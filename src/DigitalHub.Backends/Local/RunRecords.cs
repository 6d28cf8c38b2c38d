namespace DigitalHub.Backends.Local;

/// <summary>Logs and metrics of runs (contract 2.7 and 2.8).</summary>
internal static class RunRecords
{
    public static IReadOnlyList<RunLog> Logs(StoreConnection connection, RunAddress address)
    {
        var logs = new List<RunLog>();
        connection.Each(
            "SELECT pod, container, content FROM run_logs WHERE seq = ? ORDER BY number",
            row => logs.Add(new RunLog(row.TextOrNull(0), row.TextOrNull(1), row.Text(2))),
            RunTable.Find(connection, address).Seq);
        return logs;
    }

    public static IReadOnlyDictionary<string, RunMetric> Metrics(StoreConnection connection, RunAddress address)
    {
        var run = RunTable.Find(connection, address);
        var metrics = new Dictionary<string, RunMetric>(StringComparer.Ordinal);
        connection.Each(
            "SELECT name, content FROM run_metrics WHERE seq = ? ORDER BY name",
            row => RunMetricMap.Add(metrics, row.Text(0), JsonText.Parse(row.Text(1))),
            run.Seq);
        if (run.Document.Map.Map("status")?.Map("metrics") is { } own) RunMetricMap.Add(metrics, own);
        return metrics;
    }

    public static void SetMetric(StoreConnection connection, RunAddress address, string name, RunMetric metric)
    {
        connection.Run(
            "INSERT INTO run_metrics (seq, name, content) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET content = excluded.content",
            RunTable.Find(connection, address).Seq,
            name,
            JsonText.Write(RunMetricMap.Value(metric)));
    }
}

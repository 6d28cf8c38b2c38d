namespace DigitalHub.Backends.Local;

/// <summary>Logs and metrics of runs (contract 2.7 and 2.8).</summary>
internal static class RunRecords
{
    public static IReadOnlyList<RunLog> Logs(StoreConnection connection, RunAddress address) => Logs(connection, RunTable.Find(connection, address));

    public static IReadOnlyList<RunLog> Logs(StoreConnection connection, RunRow run)
    {
        var logs = new List<RunLog>();
        connection.Each(
            "SELECT pod, container, content FROM run_logs WHERE seq = ? ORDER BY number",
            row => logs.Add(new RunLog(row.TextOrNull(0), row.TextOrNull(1), row.Text(2))),
            run.Seq);
        return logs;
    }

    public static IReadOnlyDictionary<string, RunMetric> Metrics(StoreConnection connection, RunAddress address) => Metrics(connection, RunTable.Find(connection, address));

    public static Dictionary<string, RunMetric> Metrics(StoreConnection connection, RunRow run)
    {
        var metrics = new Dictionary<string, RunMetric>(StringComparer.Ordinal);
        connection.Each(
            "SELECT name, content FROM run_metrics WHERE seq = ? ORDER BY name",
            row => RunMetricMap.Add(metrics, row.Text(0), JsonText.Parse(row.Text(1))),
            run.Seq);
        if (run.Document.Map.Map("status")?.Map("metrics") is { } own) RunMetricMap.Add(metrics, own);
        return metrics;
    }

    /// <summary>Adds to a metric. The store has one writer at a time: nothing of others is lost.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="run">The run.</param>
    /// <param name="metrics">What it has.</param>
    /// <param name="addition">What comes to it.</param>
    public static RunMetric AddMetric(StoreConnection connection, RunRow run, IReadOnlyDictionary<string, RunMetric> metrics, MetricAddition addition)
    {
        var id = run.Document.Head("id")!;
        if (run.Document.Map.Map("status")?.Map("metrics")?.Contains(addition.Name) == true) throw RunMetricMap.Hidden(id, addition.Name);
        var after = addition.To(metrics.GetValueOrDefault(addition.Name), id);
        SetMetric(connection, run.Seq, addition.Name, after);
        return after;
    }

    public static void SetMetric(StoreConnection connection, RunAddress address, string name, RunMetric metric) =>
        SetMetric(connection, RunTable.Find(connection, address).Seq, name, metric);

    /// <summary>Puts logs and metrics beside a run that has none yet.</summary>
    public static void Add(StoreConnection connection, long seq, IReadOnlyList<RunLog> logs, IReadOnlyDictionary<string, RunMetric> metrics)
    {
        for (var i = 0; i < logs.Count; i++)
        {
            connection.Run("INSERT INTO run_logs (seq, number, pod, container, content) VALUES (?, ?, ?, ?, ?)", seq, (long)i, logs[i].Pod, logs[i].Container, logs[i].Text);
        }
        foreach (var (name, metric) in metrics) SetMetric(connection, seq, name, metric);
    }

    /// <summary>Puts logs beside a run that has none yet, and those metrics that it has not.</summary>
    public static void Fill(StoreConnection connection, long seq, IReadOnlyList<RunLog> logs, IReadOnlyDictionary<string, RunMetric> metrics)
    {
        var own = metrics.Where(metric => connection.Number("SELECT 1 FROM run_metrics WHERE seq = ? AND name = ?", seq, metric.Key) is null);
        Add(connection, seq, logs, new Dictionary<string, RunMetric>(own, StringComparer.Ordinal));
    }

    private static void SetMetric(StoreConnection connection, long seq, string name, RunMetric metric) =>
        connection.Run(
            "INSERT INTO run_metrics (seq, name, content) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET content = excluded.content",
            seq,
            name,
            JsonText.Write(RunMetricMap.Value(metric)));
}

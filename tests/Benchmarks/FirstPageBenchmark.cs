using Microsoft.Data.Sqlite;

namespace DigitalHub.Benchmarks;

/// <summary>
/// The first page under every filter. The floor opens the same file with Microsoft.Data.Sqlite, asks for the same rows in
/// the best SQL there is, and reads their documents as text, as a listing does whose values nobody asks for. Both are called from a script, whose cost is part of both.
/// </summary>
internal static class FirstPageBenchmark
{
    private const int Page = 1000;

    private static readonly (string Filter, string Sql, bool Exact)[] Filters =
    [
        ("", "", true),
        ("-State ERROR", "AND r.state = 'ERROR'", true),
        ("-Name name-5", "AND r.name = 'name-5'", true),
        ("-Kind python+job:run", "AND r.kind = 'python+job:run'", true),
        ("-User user-3", "AND r.user = 'user-3'", true),
        ("-Function python://bench/code-5:v5", "AND r.function = 'python://bench/code-5:v5'", true),
        ("-Function code-5", "AND r.function_name = 'code-5'", true),
        ("-Workflow code-5", "AND r.workflow_name = 'code-5'", true),
        ("-Task python+job://bench/t5", "AND r.task_id = 't5' AND r.task = 'python+job://bench/t5'", true),
        ("-Action job", "AND r.action = 'job'", true),
        ("-Label label-5", "AND r.seq IN (SELECT l.seq FROM run_labels l WHERE l.project = 1 AND l.label = 'label-5' ORDER BY l.created DESC, l.seq DESC LIMIT 1000)", true),
        ("-Name name-5 -State ERROR", "AND r.name = 'name-5' AND r.state = 'ERROR'", true),
        ("-Kind python+job:run -State ERROR", "AND r.kind = 'python+job:run' AND r.state = 'ERROR'", true),
        ("-Function code-5 -State ERROR", "AND r.function_name = 'code-5' AND r.state = 'ERROR'", true),
        ("-Label label-5 -State ERROR", "AND r.seq IN (SELECT l.seq FROM run_labels l WHERE l.project = 1 AND l.label = 'label-5' AND l.state = 'ERROR' ORDER BY l.created DESC, l.seq DESC LIMIT 1000)", true),
        ("-Name *-99?", "AND r.name GLOB '*-99?'", false),
        ("-Function *code-5*", "AND r.function GLOB '*code-5*'", false),
        ("-Query NAME-99", "AND (r.id LIKE '%name-99%' OR r.name LIKE '%name-99%' OR r.function LIKE '%name-99%' OR r.workflow LIKE '%name-99%')", false),
        ("-Query nowhere", "AND (r.id LIKE '%nowhere%' OR r.name LIKE '%nowhere%' OR r.function LIKE '%nowhere%' OR r.workflow LIKE '%nowhere%')", false),
    ];

    public static void Run(FilledStore store, Options options, ResultTable table)
    {
        var runs = options.Runs == 1_000_000 ? "a million" : $"{options.Runs:N0}";
        foreach (var (filter, sql, exact) in Filters)
        {
            var command = $"Get-DhRun {filter} -First {Page} > $null";
            var (ours, floor) = Clock.Medians(options.Rounds, () => store.Large.Run(command), () => store.Large.Run("foreach ($plain in $input) { $plain.Invoke() }", new Action[] { () => Plain(store.LargePath, sql) }));
            table.Add($"first {Page:N0} of {runs}: Get-DhRun {filter}".TrimEnd(), ours, floor, "ms", 2);
            if (!exact) continue;
            // A tree of a million has a level or two more than one of a thousand, and does not fit into a cache.
            var (large, small) = Clock.Medians(options.Rounds, () => store.Large.Run(command.Replace($"-First {Page}", "-First 20", StringComparison.Ordinal)), () => store.Small.Run(command.Replace($"-First {Page}", "-First 20", StringComparison.Ordinal)));
            table.Add($"first 20 of {runs}: Get-DhRun {filter}".TrimEnd() + $", against {FilledStore.SmallRuns:N0}", large, small, "ms", 3);
        }
    }

    private static void Plain(string path, string where)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT r.seq, r.created, d.document FROM runs r JOIN run_documents d ON d.seq = r.seq WHERE r.project = 1 {where} ORDER BY r.created DESC, r.seq DESC LIMIT {Page}";
        using var reader = command.ExecuteReader();
        var count = 0;
        while (reader.Read())
        {
            if (reader.GetString(2).Length > 0) count++;
        }
    }
}

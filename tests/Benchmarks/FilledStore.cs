using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using Microsoft.Data.Sqlite;

namespace DigitalHub.Benchmarks;

/// <summary>A store full of runs, and a small one; made once and kept under artifacts.</summary>
internal sealed class FilledStore : IDisposable
{
    public const int SmallRuns = 1_000;

    private static readonly string[] Kinds = ["kfp+pipeline:run", "python+job:run", "python+serve:run", "container+job:run", "dbt+transform:run"];

    private FilledStore(string large, string small)
    {
        LargePath = large;
        Large = new Shell(large);
        Small = new Shell(small);
    }

    public string LargePath { get; }

    public Shell Large { get; }

    public Shell Small { get; }

    public static FilledStore Open(Options options) =>
        new(Filled(options.Runs), Filled(Math.Min(SmallRuns, options.Runs / 2)));

    public void Dispose()
    {
        Large.Dispose();
        Small.Dispose();
    }

    private static string Filled(int runs)
    {
        var path = Path.Combine(Places.Scratch, $"filled-{runs}.db");
        var done = path + ".done";
        if (File.Exists(path) && File.Exists(done)) return path;
        SampleDocument.Delete(path);
        var clock = Stopwatch.StartNew();
        Console.Error.WriteLine($"Filling a store with {runs:N0} runs ...");
        using (var shell = new Shell(path))
        {
            for (var kind = 0; kind < Kinds.Length; kind++)
            {
                shell.Run($"$input | New-DhRun -Kind {Kinds[kind]} -ThrottleLimit 64 > $null", Rows(runs / Kinds.Length, kind));
            }
        }
        Diversify(path);
        File.WriteAllText(done, string.Empty);
        Console.Error.WriteLine($"... done in {clock.Elapsed.TotalSeconds:0} s.");
        return path;
    }

    private static IEnumerable<PSObject> Rows(int count, int kind)
    {
        for (var i = 0; i < count; i++)
        {
            var row = new PSObject();
            row.Properties.Add(new PSNoteProperty("Name", $"name-{i % 997}"));
            row.Properties.Add(new PSNoteProperty("Label", new[] { $"label-{i % 31}" }));
            row.Properties.Add(new PSNoteProperty("Spec", new Hashtable
            {
                [kind == 0 ? "workflow" : "function"] = $"python://bench/code-{i % 53}:v{i % 7}",
                ["task"] = $"python+job://bench/t{i % 53}",
                ["parameters"] = new Hashtable { ["n"] = i, ["x"] = 0.1 },
            }));
            yield return row;
        }
    }

    // Nothing runs on the local store and there is one user, so states and users are put in by hand.
    private static void Diversify(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            UPDATE runs SET state = CASE seq % 10 WHEN 0 THEN 'ERROR' WHEN 1 THEN 'RUNNING' WHEN 2 THEN 'CREATED' ELSE 'COMPLETED' END, user = 'user-' || (seq % 11);
            UPDATE run_labels SET state = CASE seq % 10 WHEN 0 THEN 'ERROR' WHEN 1 THEN 'RUNNING' WHEN 2 THEN 'CREATED' ELSE 'COMPLETED' END;
            PRAGMA wal_checkpoint(TRUNCATE);
            """;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }
}

using System.Text.Json;

namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>The plans of runs, as rows. Of one that has ended, nothing is due any more.</summary>
internal static class RehearsalTable
{
    /// <summary>The version of the schema that has them: a store that nobody has written to since has none.</summary>
    private const long Version = 3;

    /// <summary>Whether anything is due that was not stored yet.</summary>
    public static bool IsDue(StoreConnection connection, long now) =>
        IsThere(connection) && connection.Number("SELECT 1 FROM rehearsals WHERE due <= ? LIMIT 1", now) is not null;

    /// <summary>Some of the runs of which something is due, those that wait longest first.</summary>
    public static IReadOnlyList<RehearsalRow> Due(StoreConnection connection, long now, int count) =>
        IsThere(connection) ? Read(connection, "SELECT seq, step, plan FROM rehearsals WHERE due <= ? ORDER BY due LIMIT ?", now, (long)count) : [];

    /// <summary>The plan of a run; null for one that has none.</summary>
    public static RehearsalRow? Find(StoreConnection connection, long seq) =>
        IsThere(connection) ? Read(connection, "SELECT seq, step, plan FROM rehearsals WHERE seq = ?", seq).FirstOrDefault() : null;

    /// <summary>Whether a run has a plan.</summary>
    public static bool Has(StoreConnection connection, RunAddress address) =>
        IsThere(connection) && connection.Number("SELECT 1 FROM rehearsals WHERE seq = (SELECT seq FROM runs WHERE id = ?)", address.Id) is not null;

    public static void Put(StoreConnection connection, RehearsalRow row) =>
        connection.Run(
            "INSERT INTO rehearsals (seq, due, step, plan) VALUES (?, ?, ?, ?) ON CONFLICT (seq) DO UPDATE SET due = excluded.due, step = excluded.step, plan = excluded.plan",
            row.Seq,
            row.Step < row.Plan.Moves.Count ? row.Plan.Moves[row.Step].At : null,
            (long)row.Step,
            row.Plan.Write());

    /// <summary>Keeps how far a run has come.</summary>
    public static void Advance(StoreConnection connection, RehearsalRow row) =>
        connection.Run(
            "UPDATE rehearsals SET due = ?, step = ? WHERE seq = ?",
            row.Step < row.Plan.Moves.Count ? row.Plan.Moves[row.Step].At : null,
            (long)row.Step,
            row.Seq);

    public static void Delete(StoreConnection connection, long seq) => connection.Run("DELETE FROM rehearsals WHERE seq = ?", seq);

    private static bool IsThere(StoreConnection connection) => connection.Number("PRAGMA user_version") >= Version;

    private static List<RehearsalRow> Read(StoreConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var rows = new List<RehearsalRow>();
        connection.Each(sql, row => rows.Add(Row(row.Number(0), row.Number(1), RehearsedPlan.Read(row.Text(2)))), values);
        return rows;

        static RehearsalRow Row(long seq, long step, RehearsedPlan plan) =>
            step >= 0 && step <= plan.Moves.Count ? new RehearsalRow(seq, (int)step, plan) : throw new JsonException("A run has come further than its plan goes.");
    }
}

/// <summary>A run's plan, and which of its moves comes next.</summary>
internal sealed record RehearsalRow(long Seq, int Step, RehearsedPlan Plan);

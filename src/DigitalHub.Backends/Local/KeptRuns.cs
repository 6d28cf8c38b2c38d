namespace DigitalHub.Backends.Local;

/// <summary>Runs of other backends, kept as they were: the document to the letter, logs and metrics beside it.</summary>
internal static class KeptRuns
{
    /// <exception cref="EntityExistsException"><c>RunExists</c></exception>
    /// <exception cref="InputException"><c>ValueInvalid</c>: the document is no run's.</exception>
    public static void Insert(StoreConnection connection, long project, WholeRun run, long now)
    {
        foreach (var name in (ReadOnlySpan<string>)["id", "project", "kind"])
        {
            if (run.Document.Map.Text(name) is null or "") throw Errors.Value($"The document has no {name}.", run.Id, "Only runs can be kept.");
        }
        var seq = RunTable.Insert(connection, project, run.Document, now);
        RunRecords.Add(connection, seq, run.Logs, run.MetricsBeside);
    }

    /// <summary>Whether a run is kept already, or what it was before its removal began.</summary>
    /// <exception cref="EntityExistsException"><c>RunExists</c>: there is another one in its place.</exception>
    public static bool Has(StoreConnection connection, WholeRun run, string path)
    {
        if (Find(connection, run.Id) is not var (_, kept)) return false;
        if (run.IsSame(kept) || run.IsRestOf(kept)) return true;
        throw new EntityExistsException("RunExists", $"The archive {path} already has a run '{run.Id}', and it is another one, or this one as it was before somebody changed it.")
        {
            Target = run.Id,
            RecommendedAction = "Archive it into another file, or remove it without -Archive if what the archive has is enough.",
        };
    }

    /// <summary>Removes what was kept of a run before, unless a removal has begun since: what that has left of the run takes no place.</summary>
    public static void MakeRoom(StoreConnection connection, WholeRun before, WholeRun run)
    {
        if (run.IsLeaving && !before.IsLeaving) return;
        if (Find(connection, run.Id) is var (row, kept) && before.IsSame(kept) && !run.IsSame(kept)) RunTable.Delete(connection, row);
    }

    private static (RunRow Row, WholeRun Run)? Find(StoreConnection connection, string id)
    {
        if (connection.Text("SELECT p.name FROM runs r JOIN projects p ON p.seq = r.project WHERE r.id = ?", id) is not { } project) return null;
        var row = RunTable.Find(connection, new RunAddress(project, id));
        return (row, new WholeRun(row.Document, RunRecords.Logs(connection, row), RunRecords.Metrics(connection, row)));
    }
}

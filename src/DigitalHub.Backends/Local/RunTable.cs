using System.Collections.Specialized;
using DigitalHub.Backends.Local.Rehearsals;

namespace DigitalHub.Backends.Local;

/// <summary>Runs as rows: their document, what filters look in, and their labels.</summary>
internal static class RunTable
{
    private const string Columns = "project, kind, name, state, user, created, updated, function, function_name, workflow, workflow_name, task, task_id, action";

    /// <summary>Finds a run by its address.</summary>
    /// <exception cref="EntityNotFoundException"><c>RunNotFound</c></exception>
    /// <exception cref="InputException"><c>ProjectMismatch</c></exception>
    public static RunRow Find(StoreConnection connection, RunAddress address)
    {
        long? seq = null, project = null;
        string? owner = null, document = null;
        connection.Each(
            """
            SELECT r.seq, r.project, p.name, d.document
            FROM runs r JOIN projects p ON p.seq = r.project JOIN run_documents d ON d.seq = r.seq
            WHERE r.id = ?
            """,
            row => (seq, project, owner, document) = (row.Number(0), row.Number(1), row.Text(2), row.Text(3)),
            address.Id);
        if (seq is null) throw Errors.RunNotFound(address.Id, address.Project);
        if (owner != address.Project) throw Errors.ProjectMismatch(address.Id, address.Project);
        return new RunRow(seq.Value, project!.Value, StoredDocument.Read(document!));
    }

    /// <summary>Finds a run by its number; null where it is gone.</summary>
    public static RunRow? Find(StoreConnection connection, long seq)
    {
        RunRow? found = null;
        connection.Each(
            "SELECT r.project, d.document FROM runs r JOIN run_documents d ON d.seq = r.seq WHERE r.seq = ?",
            row => found = new RunRow(seq, row.Number(0), StoredDocument.Read(row.Text(1))),
            seq);
        return found;
    }

    /// <summary>Inserts a document as it is.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="project">The number of its project.</param>
    /// <param name="stored">The document.</param>
    /// <param name="now">The time, in milliseconds: a run under rehearsal whose removal is due by then is gone.</param>
    /// <returns>The number under which the run is kept.</returns>
    /// <exception cref="EntityExistsException"><c>RunExists</c></exception>
    public static long Insert(StoreConnection connection, long project, StoredDocument stored, long now)
    {
        var document = stored.Map;
        var id = document.Text("id")!;
        if (IsTaken(connection, id, now)) throw Errors.RunExists(id);
        connection.Run($"INSERT INTO runs (id, {Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [id, .. Values(project, document)]);
        var seq = connection.Number("SELECT last_insert_rowid()")!.Value;
        connection.Run("INSERT INTO run_documents (seq, document) VALUES (?, ?)", seq, stored.Json);
        InsertLabels(connection, seq, project, document);
        return seq;
    }

    /// <summary>Whether an id is taken by now, in milliseconds; what is due of its run is stored.</summary>
    public static bool IsTaken(StoreConnection connection, string id, long now) =>
        connection.Number("SELECT seq FROM runs WHERE id = ?", id) is { } seq && RehearsedRuns.IsThere(connection, seq, now);

    public static StoredDocument Update(StoreConnection connection, RunRow row, OrderedDictionary document)
    {
        var stored = StoredDocument.Of(document);
        connection.Run(
            $"UPDATE runs SET ({Columns}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE seq = ?",
            [.. Values(row.Project, document), row.Seq]);
        connection.Run("UPDATE run_documents SET document = ? WHERE seq = ?", stored.Json, row.Seq);
        connection.Run("DELETE FROM run_labels WHERE seq = ?", row.Seq);
        InsertLabels(connection, row.Seq, row.Project, document);
        return stored;
    }

    /// <summary>Stores a document of which only the status and the time of the last change are others.</summary>
    public static StoredDocument Move(StoreConnection connection, long seq, OrderedDictionary document)
    {
        var stored = StoredDocument.Of(document);
        var state = RunDocument.State(document);
        connection.Run("UPDATE runs SET state = ?, updated = ? WHERE seq = ?", state, Milliseconds(document.Map("metadata"), "updated"), seq);
        connection.Run("UPDATE run_documents SET document = ? WHERE seq = ?", stored.Json, seq);
        connection.Run("UPDATE run_labels SET state = ? WHERE seq = ?", state, seq);
        return stored;
    }

    public static void Delete(StoreConnection connection, RunRow row)
    {
        foreach (var table in (ReadOnlySpan<string>)["run_labels", "run_documents", "run_logs", "run_metrics", "rehearsals", "runs"])
        {
            connection.Run($"DELETE FROM {table} WHERE seq = ?", row.Seq);
        }
    }

    public static void DeleteAll(StoreConnection connection, long project) => DeleteWhere(connection, new Condition("project = ?", project));

    /// <summary>Deletes the runs that meet a condition on their columns.</summary>
    public static void DeleteWhere(StoreConnection connection, Condition condition)
    {
        foreach (var table in (ReadOnlySpan<string>)["run_labels", "run_documents", "run_logs", "run_metrics", "rehearsals"])
        {
            connection.Run($"DELETE FROM {table} WHERE seq IN (SELECT seq FROM runs WHERE {condition.Sql})", [.. condition.Values]);
        }
        connection.Run($"DELETE FROM runs WHERE {condition.Sql}", [.. condition.Values]);
    }

    public static long CountAll(StoreConnection connection, long project) =>
        connection.Number("SELECT count(*) FROM runs WHERE project = ?", project)!.Value;

    public static string? Document(StoreConnection connection, long seq) =>
        connection.Text("SELECT document FROM run_documents WHERE seq = ?", seq);

    private static object?[] Values(long project, OrderedDictionary document)
    {
        var spec = document.Map("spec");
        var metadata = document.Map("metadata");
        var kind = document.Text("kind")!;
        var function = spec?.Text("function");
        var workflow = spec?.Text("workflow");
        var task = spec?.Text("task");
        return
        [
            project,
            kind,
            document.Text("name") ?? document.Text("id"),
            RunDocument.State(document),
            document.Text("user") ?? metadata?.Text("created_by") ?? string.Empty,
            Milliseconds(metadata, "created"),
            Milliseconds(metadata, "updated"),
            function,
            RunFacts.NameOf(function) ?? function,
            workflow,
            RunFacts.NameOf(workflow) ?? workflow,
            task,
            RunFacts.NameOf(task) ?? task,
            RunFacts.Action(kind, task),
        ];
    }

    private static void InsertLabels(StoreConnection connection, long seq, long project, OrderedDictionary document)
    {
        if (document.Map("metadata")?["labels"] is not Array labels) return;
        foreach (var label in labels.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            connection.Run(
                "INSERT INTO run_labels (seq, label, project, state, created) VALUES (?, ?, ?, ?, ?)",
                seq,
                label,
                project,
                RunDocument.State(document),
                Milliseconds(document.Map("metadata"), "created"));
        }
    }

    // A run that is kept as another backend gave it may lack one; what sorts by it finds it at the end.
    private static long Milliseconds(OrderedDictionary? metadata, string name) => Timestamp.Parse(metadata?.Text(name))?.ToUnixTimeMilliseconds() ?? 0;
}

/// <summary>A run as it was found.</summary>
internal sealed record RunRow(long Seq, long Project, StoredDocument Document);

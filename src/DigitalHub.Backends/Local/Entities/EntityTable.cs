using System.Collections.Specialized;

namespace DigitalHub.Backends.Local.Entities;

/// <summary>Functions, workflows and tasks as rows.</summary>
internal static class EntityTable
{
    /// <summary>Whether the store has them: one that nobody has written to since it was of the first version has not.</summary>
    public static bool IsThere(StoreConnection connection) =>
        connection.Number("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'entities'") is not null;

    /// <exception cref="EntityNotFoundException"><c>FunctionNotFound</c>, <c>WorkflowNotFound</c>, <c>TaskNotFound</c></exception>
    /// <exception cref="InputException"><c>ProjectMismatch</c></exception>
    public static EntityRow Find(StoreConnection connection, EntityAddress address)
    {
        EntityRow? found = null;
        var owner = string.Empty;
        if (IsThere(connection))
        {
            connection.Each(
                "SELECT e.seq, e.project, p.name, e.document FROM entities e JOIN projects p ON p.seq = e.project WHERE e.type = ? AND e.id = ?",
                row => (found, owner) = (new EntityRow(row.Number(0), row.Number(1), StoredDocument.Read(row.Text(3))), row.Text(2)),
                Name(address.Type),
                address.Id);
        }
        if (found is null) throw Errors.NotFound(address.Type, address.Id, address.Project);
        return owner == address.Project ? found : throw Errors.ProjectMismatch(address);
    }

    /// <summary>What has an id, in whatever project; null where nothing has.</summary>
    public static StoredDocument? FindAnywhere(StoreConnection connection, EntityType type, string id) =>
        IsThere(connection) && connection.Text("SELECT document FROM entities WHERE type = ? AND id = ?", Name(type), id) is { } document ? StoredDocument.Read(document) : null;

    /// <exception cref="EntityExistsException"><c>FunctionExists</c>, <c>WorkflowExists</c>, <c>TaskExists</c></exception>
    /// <exception cref="EntityNotFoundException"><c>ReferenceNotFound</c>: what a task is of is not there.</exception>
    public static StoredDocument Insert(StoreConnection connection, EntityType type, long project, OrderedDictionary document, DateTimeOffset now)
    {
        var id = document.Text("id")!;
        if (type == EntityType.Task) CheckOwner(connection, document);
        if (connection.Number("SELECT 1 FROM entities WHERE type = ? AND id = ?", Name(type), id) is not null) throw Errors.Exists(type, id);
        var stored = StoredDocument.Of(document);
        connection.Run(
            "INSERT INTO entities (type, id, project, kind, name, user, created, owner, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            Name(type),
            id,
            project,
            document.Text("kind"),
            document.Text("name"),
            document.Text("user"),
            now.ToUnixTimeMilliseconds(),
            type == EntityType.Task ? EntityRules.Owner(document).Reference.ToString() : null,
            stored.Json);
        return stored;
    }

    public static StoredDocument Update(StoreConnection connection, EntityRow row, OrderedDictionary document)
    {
        var stored = StoredDocument.Of(document);
        connection.Run("UPDATE entities SET document = ? WHERE seq = ?", stored.Json, row.Seq);
        return stored;
    }

    /// <exception cref="DigitalHubException"><c>FunctionNotEmpty</c>, <c>WorkflowNotEmpty</c>, <c>TaskNotEmpty</c></exception>
    public static void Delete(StoreConnection connection, EntityAddress address, bool cascade)
    {
        var row = Find(connection, address);
        var ofIt = RunsOf(connection, address, row);
        var runs = Count(connection, ofIt);
        if (runs > 0 && !cascade) throw Errors.NotEmpty(address, row.Document.Head("name")!, runs);
        RunTable.DeleteWhere(connection, ofIt);
        connection.Run("DELETE FROM entities WHERE type = ? AND project = ? AND owner = ?", Name(EntityType.Task), row.Project, Reference(address, row));
        connection.Run("DELETE FROM entities WHERE seq = ?", row.Seq);
    }

    public static void DeleteAll(StoreConnection connection, long project) => connection.Run("DELETE FROM entities WHERE project = ?", project);

    public static long CountRunsOf(StoreConnection connection, EntityAddress address) => Count(connection, RunsOf(connection, address));

    /// <summary>What the runs of a function, workflow or task have in common.</summary>
    public static Condition RunsOf(StoreConnection connection, EntityAddress address) => RunsOf(connection, address, Find(connection, address));

    /// <summary>One page, newest first.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="query">What is asked for; labels, references and actions are the caller's to check.</param>
    /// <param name="after">The last row of the page before, or null.</param>
    /// <param name="count">How many rows are wanted.</param>
    public static IReadOnlyList<(RunPlace Place, string Document)> Page(StoreConnection connection, EntityQuery query, RunPlace? after, long count)
    {
        var page = new List<(RunPlace, string)>();
        var parts = new List<Condition> { new("e.type = ?", Name(query.Type)) };
        if (query.Project is { } project) parts.Add(new("e.project = ?", ProjectTable.Seq(connection, project)));
        if (!IsThere(connection)) return page;
        parts.Add(new TextFilter("e.name").Add(query.Names).Build());
        parts.Add(new TextFilter("e.kind").Add(query.Kinds).Build());
        parts.Add(new TextFilter("e.user").Add(query.Users).Build());
        if (!query.AllVersions && EntityWords.Of(query.Type).HasVersions)
        {
            parts.Add(new("NOT EXISTS (SELECT 1 FROM entities n WHERE n.project = e.project AND n.type = e.type AND n.name = e.name AND (n.created, n.seq) > (e.created, e.seq))"));
        }
        if (after is { } place) parts.Add(new("(e.created, e.seq) < (?, ?)", place.Created, place.Seq));
        var where = Condition.And([.. parts.Where(part => part != Condition.True)]);
        connection.Each(
            $"SELECT e.created, e.seq, e.document FROM entities e WHERE {where.Sql} ORDER BY e.created DESC, e.seq DESC LIMIT ?",
            row => page.Add((new RunPlace(row.Number(0), row.Number(1)), row.Text(2))),
            [.. where.Values, count]);
        return page;
    }

    private static string Name(EntityType type) => EntityWords.Of(type).Word;

    private static string Reference(EntityAddress address, EntityRow row) =>
        new EntityReference(row.Document.Head("kind")!, address.Project, row.Document.Head("name")!, EntityWords.Of(address.Type).HasVersions ? address.Id : null).ToString();

    private static void CheckOwner(StoreConnection connection, OrderedDictionary task)
    {
        var (type, reference) = EntityRules.Owner(task);
        try
        {
            Find(connection, new EntityAddress(type, reference.Project, reference.Id!));
        }
        catch (EntityNotFoundException)
        {
            throw Errors.ReferenceNotFound(Name(type), reference.ToString());
        }
    }

    // A run names its task and, unless it is only a record, also the function or workflow.
    private static Condition RunsOf(StoreConnection connection, EntityAddress address, EntityRow row)
    {
        var reference = Reference(address, row);
        if (address.Type == EntityType.Task) return new("project = ? AND task_id = ? AND task = ?", row.Project, address.Id, reference);
        var (ids, tasks) = (new List<string>(), new List<string>());
        connection.Each(
            "SELECT id, kind FROM entities WHERE type = ? AND project = ? AND owner = ?",
            task =>
            {
                ids.Add(task.Text(0));
                tasks.Add(new EntityReference(task.Text(1), address.Project, task.Text(0), null).ToString());
            },
            Name(EntityType.Task),
            row.Project,
            reference);
        // Two searches, each by its index: with an OR of them SQLite reads every run of the project.
        return new(
            $"""
            seq IN (
                SELECT seq FROM runs WHERE project = ? AND {Name(address.Type)} = ?
                UNION ALL SELECT seq FROM runs WHERE project = ? AND task_id IN (SELECT value FROM json_each(?)) AND task IN (SELECT value FROM json_each(?)))
            """,
            row.Project,
            reference,
            row.Project,
            JsonText.Write(ids.ToArray()),
            JsonText.Write(tasks.ToArray()));
    }

    private static long Count(StoreConnection connection, Condition runs) =>
        connection.Number($"SELECT count(*) FROM runs WHERE {runs.Sql}", [.. runs.Values])!.Value;
}

/// <summary>A function, workflow or task as it was found.</summary>
internal sealed record EntityRow(long Seq, long Project, StoredDocument Document);

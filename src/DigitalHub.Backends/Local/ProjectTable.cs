using System.Collections.Specialized;
using DigitalHub.Backends.Local.Entities;

namespace DigitalHub.Backends.Local;

/// <summary>Projects as rows.</summary>
internal static class ProjectTable
{
    /// <summary>What a list is in a store that has no file yet: empty, and if it was to be of one project, there is no such project.</summary>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c></exception>
    public static T WithoutFile<T>(string? project, T nothing) => project is null ? nothing : throw Errors.ProjectNotFound(project);

    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c></exception>
    public static ProjectRow Find(StoreConnection connection, string name)
    {
        ProjectRow? found = null;
        connection.Each(
            "SELECT seq, document FROM projects WHERE name = ?",
            row => found = new ProjectRow(row.Number(0), StoredDocument.Read(row.Text(1))),
            name);
        return found ?? throw Errors.ProjectNotFound(name);
    }

    /// <summary>The number under which a project's runs are kept.</summary>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c></exception>
    public static long Seq(StoreConnection connection, string name) => FindSeq(connection, name) ?? throw Errors.ProjectNotFound(name);

    /// <summary>The same, or null where there is no such project.</summary>
    public static long? FindSeq(StoreConnection connection, string name) => connection.Number("SELECT seq FROM projects WHERE name = ?", name);

    public static IReadOnlyList<long> All(StoreConnection connection)
    {
        var all = new List<long>();
        connection.Each("SELECT seq FROM projects", row => all.Add(row.Number(0)));
        return all;
    }

    /// <exception cref="EntityExistsException"><c>ProjectExists</c></exception>
    public static StoredDocument Insert(StoreConnection connection, OrderedDictionary document)
    {
        var name = document.Text("name")!;
        if (connection.Number("SELECT 1 FROM projects WHERE name = ?", name) is not null) throw Errors.ProjectExists(name);
        var stored = StoredDocument.Of(document);
        connection.Run("INSERT INTO projects (name, document) VALUES (?, ?)", name, stored.Json);
        return stored;
    }

    public static StoredDocument Update(StoreConnection connection, ProjectRow row, OrderedDictionary document)
    {
        var stored = StoredDocument.Of(document);
        connection.Run("UPDATE projects SET document = ? WHERE seq = ?", stored.Json, row.Seq);
        return stored;
    }

    public static void Delete(StoreConnection connection, string name, bool cascade)
    {
        var seq = Seq(connection, name);
        if (!cascade && RunTable.CountAll(connection, seq) is > 0 and var runs) throw Errors.ProjectNotEmpty(name, runs);
        RunTable.DeleteAll(connection, seq);
        EntityTable.DeleteAll(connection, seq);
        connection.Run("DELETE FROM projects WHERE seq = ?", seq);
    }

    /// <summary>The names of the projects that match, after a name, in order.</summary>
    public static IReadOnlyList<(string Name, string Document)> Page(StoreConnection connection, ProjectQuery query, string after, long skip, long count)
    {
        var page = new List<(string, string)>();
        var names = new TextFilter("name").Add(query.Names).Build();
        connection.Each(
            $"SELECT name, document FROM projects WHERE name > ? AND {names.Sql} ORDER BY name LIMIT ? OFFSET ?",
            row => page.Add((row.Text(0), row.Text(1))),
            [after, .. names.Values, count, skip]);
        return page;
    }

    public static long Count(StoreConnection connection, ProjectQuery query)
    {
        var names = new TextFilter("name").Add(query.Names).Build();
        return connection.Number($"SELECT count(*) FROM projects WHERE {names.Sql}", [.. names.Values])!.Value;
    }
}

/// <summary>A project as it was found.</summary>
internal sealed record ProjectRow(long Seq, StoredDocument Document);

using System.Globalization;
using System.Text;

namespace DigitalHub.Backends.Local;

/// <summary>
/// The tables, as steps from each version to the next. A step that shipped never changes. Readers don't upgrade a store,
/// so a new step must leave what it finds readable, or the queries must do without it on an older store.
/// </summary>
internal static class Schema
{
    /// <summary>Marks the file as ours in SQLite's header: "DHub".</summary>
    public const long ApplicationId = 0x44487562;

    /// <summary>The columns that exact filters look in; each has an index for itself and one together with the state.</summary>
    public static readonly IReadOnlyList<string> FilterColumns =
        ["name", "task_id", "function", "workflow", "function_name", "workflow_name", "user", "action", "kind"];

    // What runs are made from. AUTOINCREMENT, because versions of the same millisecond are ordered by the sequence.
    private const string Entities =
        """
        CREATE TABLE entities (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            type TEXT NOT NULL,
            id TEXT NOT NULL,
            project INTEGER NOT NULL,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            user TEXT NOT NULL,
            created INTEGER NOT NULL,
            owner TEXT,
            document TEXT NOT NULL,
            UNIQUE (type, id));
        CREATE INDEX entities_by_created ON entities (project, type, created);
        CREATE INDEX entities_by_name ON entities (project, type, name, created);
        CREATE INDEX entities_by_owner ON entities (project, owner) WHERE owner IS NOT NULL;

        """;

    // What becomes of runs under rehearsal. Only those that are to move on are in the index.
    private const string Rehearsals =
        """
        CREATE TABLE rehearsals (
            seq INTEGER PRIMARY KEY,
            due INTEGER,
            step INTEGER NOT NULL,
            plan TEXT NOT NULL);
        CREATE INDEX rehearsals_by_due ON rehearsals (due) WHERE due IS NOT NULL;

        """;

    private static readonly string[] Nullable = ["task_id", "function", "workflow", "function_name", "workflow_name", "action"];

    /// <summary>The steps; the number of those done is the file's <c>user_version</c>.</summary>
    public static readonly IReadOnlyList<string> Steps = [First(), Entities, Rehearsals];

    public static string Index(string? column, bool withState) =>
        (column, withState) switch
        {
            (null, false) => "runs_by_created",
            (null, true) => "runs_by_state",
            (_, false) => $"runs_by_{column}",
            (_, true) => $"runs_by_{column}_state",
        };

    private static string First()
    {
        // Documents are apart from what is searched: a scan reads a tenth of the pages. AUTOINCREMENT, because a listing
        // knows what came after it began by the sequence.
        var sql = new StringBuilder("""
            CREATE TABLE projects (
                seq INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                document TEXT NOT NULL);
            CREATE TABLE runs (
                seq INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                project INTEGER NOT NULL,
                kind TEXT NOT NULL,
                name TEXT NOT NULL,
                state TEXT NOT NULL,
                user TEXT NOT NULL,
                created INTEGER NOT NULL,
                updated INTEGER NOT NULL,
                function TEXT,
                function_name TEXT,
                workflow TEXT,
                workflow_name TEXT,
                task TEXT,
                task_id TEXT,
                action TEXT);
            CREATE TABLE run_documents (
                seq INTEGER PRIMARY KEY,
                document TEXT NOT NULL);
            CREATE TABLE run_labels (
                seq INTEGER NOT NULL,
                label TEXT NOT NULL,
                project INTEGER NOT NULL,
                state TEXT NOT NULL,
                created INTEGER NOT NULL,
                PRIMARY KEY (seq, label)) WITHOUT ROWID;
            CREATE INDEX run_labels_by_label ON run_labels (project, label, created, seq);
            CREATE INDEX run_labels_by_label_state ON run_labels (project, label, state, created, seq);
            CREATE TABLE run_logs (
                seq INTEGER NOT NULL,
                number INTEGER NOT NULL,
                pod TEXT,
                container TEXT,
                content TEXT NOT NULL,
                PRIMARY KEY (seq, number)) WITHOUT ROWID;
            CREATE TABLE run_metrics (
                seq INTEGER NOT NULL,
                name TEXT NOT NULL,
                content TEXT NOT NULL,
                PRIMARY KEY (seq, name)) WITHOUT ROWID;
            CREATE INDEX runs_by_created ON runs (project, created);
            CREATE INDEX runs_by_state ON runs (project, state, created);

            """);
        foreach (var column in FilterColumns)
        {
            var where = Nullable.Contains(column) ? $" WHERE {column} IS NOT NULL" : string.Empty;
            sql.Append(CultureInfo.InvariantCulture, $"CREATE INDEX {Index(column, false)} ON runs (project, {column}, created){where};\n");
            sql.Append(CultureInfo.InvariantCulture, $"CREATE INDEX {Index(column, true)} ON runs (project, {column}, state, created){where};\n");
        }
        return sql.ToString();
    }
}

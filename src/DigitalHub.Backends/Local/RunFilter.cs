namespace DigitalHub.Backends.Local;

/// <summary>A query's filters as SQL over <c>runs r</c>, but for project, states and the time of creation.</summary>
internal sealed class RunFilter
{
    private static readonly string[] TextColumns = ["id", "name", "function", "workflow"];

    private readonly List<(Condition Condition, RunLead? Lead)> _parts = [];

    public RunFilter(RunQuery query)
    {
        AddText("name", query.Names);
        AddText("kind", query.Kinds);
        AddReasons(query.Reasons);
        AddText("user", query.Users);
        AddText("action", query.Actions);
        AddReference("function", query.Functions);
        AddReference("workflow", query.Workflows);
        AddTasks(query.Tasks);
        foreach (var label in query.Labels) AddLabels([label]);
        AddLabels(query.AnyLabels);
        AddTime("updated", ">=", query.UpdatedAfter);
        AddTime("updated", "<=", query.UpdatedBefore);
        if (FilterRules.Text(query.Text) is { } text) Add(Condition.Or([.. TextColumns.Select(column => TextFilter.Contains($"r.{column}", text))]));
    }

    /// <summary>The filter to look up in an index, or null.</summary>
    public RunLead? Lead => _parts
        .Select(part => part.Lead)
        .OfType<RunLead>()
        .OrderBy(lead => RunLead.Preference.ToList().IndexOf(lead.Column))
        .FirstOrDefault();

    /// <summary>All filters, but for what a lead has settled.</summary>
    public Condition Without(RunLead? lead) =>
        Condition.And([.. _parts.Select(part => lead is not null && ReferenceEquals(part.Lead, lead) ? lead.Rest : part.Condition).Where(part => part != Condition.True)]);

    /// <summary>The smallest or largest whole millisecond that is inside an inclusive bound.</summary>
    public static long Bound(DateTimeOffset time, bool lower)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        return lower && time.UtcTicks % TimeSpan.TicksPerMillisecond != 0 ? milliseconds + 1 : milliseconds;
    }

    private void Add(Condition condition, RunLead? lead = null)
    {
        if (condition != Condition.True) _parts.Add((condition, lead));
    }

    private void AddText(string column, IReadOnlyList<string> values)
    {
        var filter = new TextFilter($"r.{column}").Add(values);
        Add(filter.Build(), filter.Exact is { } exact ? new(column, exact, Condition.True) : null);
    }

    // Only a run in one of these states has a reason, and only of those the document is read.
    private void AddReasons(IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        var reason = new TextFilter("dh_reason((SELECT d.document FROM run_documents d WHERE d.seq = r.seq))").Add(values).Build();
        Add(new($"CASE WHEN r.state IN ('{string.Join("', '", RunReason.States)}') THEN {reason.Sql} ELSE FALSE END", reason.Values));
    }

    private void AddReference(string column, IReadOnlyList<string> values)
    {
        var filter = new ReferenceFilter(column, values);
        Add(filter.Build(), filter.Lead());
    }

    private void AddTasks(IReadOnlyList<string> values)
    {
        var full = new TextFilter("r.task").Add(values.Where(IsFull));
        var ids = new TextFilter("r.task_id").Add(values.Where(value => !IsFull(value)));
        var all = new[] { full.Build(), ids.Build() }.Where(condition => condition != Condition.True).ToList();
        RunLead? lead = null;
        if (all.Count == 1 && ids.Exact is { } bare) lead = new("task_id", bare, Condition.True);
        if (all.Count == 1 && full.Exact is { } exact)
        {
            lead = new("task_id", [.. exact.Select(task => RunFacts.NameOf(task) ?? task).Distinct(StringComparer.Ordinal)], all[0]);
        }
        Add(Condition.Or(all), lead);
    }

    private void AddLabels(IReadOnlyList<string> labels)
    {
        if (labels.Count == 0) return;
        var filter = new TextFilter("x.label").Add(labels);
        var any = filter.Build();
        Add(
            new($"EXISTS (SELECT 1 FROM run_labels x WHERE x.seq = r.seq AND {any.Sql})", any.Values),
            filter.Exact is { Count: 1 } exact ? new(RunLead.Label, exact, Condition.True) : null);
    }

    private void AddTime(string column, string comparison, DateTimeOffset? time)
    {
        if (time is { } bound) Add(new($"r.{column} {comparison} ?", Bound(bound, lower: comparison == ">=")));
    }

    private static bool IsFull(string task) => task.Contains("://", StringComparison.Ordinal);
}

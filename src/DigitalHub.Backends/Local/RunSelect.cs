using System.Globalization;

namespace DigitalHub.Backends.Local;

/// <summary>Where a page ended.</summary>
internal readonly record struct RunPlace(long Created, long Seq);

/// <summary>
/// The SQL of a listing. In the order of creation, which never changes, pages follow one another by their last row, each
/// found in an index: one lookup for each project, value and state, merged by SQLite. For every other order the runs are
/// determined first and then read page by page.
/// </summary>
internal sealed class RunSelect
{
    private const int MaxArms = 32;

    private readonly RunQuery _query;
    private readonly RunFilter _filter;
    private readonly RunLead? _lead;
    private readonly TextFilter _states;
    private readonly IReadOnlyList<long> _projects;
    private readonly bool _indexed;

    /// <param name="query">What is asked for.</param>
    /// <param name="projects">The numbers of the projects to look in.</param>
    public RunSelect(RunQuery query, IReadOnlyList<long> projects)
    {
        _query = query;
        _projects = projects;
        _filter = new RunFilter(query);
        _states = new TextFilter("r.state").Add(query.States);
        _lead = _filter.Lead;
        _indexed = projects.Count * (long)(_lead?.Values.Count ?? 1) * (_states.Exact?.Count ?? 1) <= MaxArms;
    }

    /// <summary>Whether pages can follow one another by their last row.</summary>
    public bool IsPaged => _query.Sort == RunSort.Created && _indexed;

    /// <summary>One page in the order of creation: <c>created</c> and <c>seq</c> of each run.</summary>
    /// <param name="newest">The sequence beyond which runs came after the listing began.</param>
    /// <param name="after">The last row of the page before, or null.</param>
    /// <param name="skip">How many rows to leave out.</param>
    /// <param name="count">How many rows are wanted.</param>
    public Condition Page(long newest, RunPlace? after, long skip, long count)
    {
        var order = _query.Descending ? " DESC" : string.Empty;
        var arms = Arms("{0}.created, {0}.seq", newest, after).ToList();
        return new(
            $"{string.Join(" UNION ALL ", arms.Select(arm => arm.Sql))} ORDER BY 1{order}, 2{order} LIMIT ? OFFSET ?",
            [.. arms.SelectMany(arm => arm.Values), count, skip]);
    }

    /// <summary>The <c>seq</c> of every run, in the order asked for.</summary>
    public Condition All()
    {
        var order = _query.Descending ? "DESC" : "ASC";
        var where = Everywhere();
        return new(
            $"SELECT r.seq FROM runs r WHERE {where.Sql} ORDER BY {SortColumn()} {order}, r.seq {order} LIMIT ? OFFSET ?",
            [.. where.Values, _query.First ?? -1, _query.Skip]);
    }

    /// <summary>Statements whose numbers add up to the number of runs.</summary>
    public IEnumerable<Condition> Counts()
    {
        if (_indexed) return Arms("count(*)", long.MaxValue, null);
        var where = Everywhere();
        return [new($"SELECT count(*) FROM runs r WHERE {where.Sql}", where.Values)];
    }

    private IEnumerable<Condition> Arms(string columns, long newest, RunPlace? after) =>
        from project in _projects
        from value in _lead?.Values ?? [null!]
        from state in _states.Exact ?? [null!]
        select Arm(columns, project, value, state, newest, after);

    private Condition Arm(string columns, long project, string? value, string? state, long newest, RunPlace? after)
    {
        var byLabel = _lead?.Column == RunLead.Label;
        var table = byLabel ? "l" : "r";
        var parts = new List<Condition> { new($"{table}.project = ?", project) };
        if (value is not null) parts.Add(new($"{table}.{_lead!.Column} = ?", value));
        if (state is not null) parts.Add(new($"{table}.state = ?", state));
        if (newest != long.MaxValue) parts.Add(new($"{table}.seq <= ?", newest));
        if (after is { } place) parts.Add(new($"({table}.created, {table}.seq) {(_query.Descending ? '<' : '>')} (?, ?)", place.Created, place.Seq));
        // A second bound on the same side could be taken for the start of the lookup, and each page would begin at the top.
        if (_query.CreatedAfter is { } lower && (after is null || _query.Descending)) parts.Add(new($"{table}.created >= ?", RunFilter.Bound(lower, lower: true)));
        if (_query.CreatedBefore is { } upper && (after is null || !_query.Descending)) parts.Add(new($"{table}.created <= ?", RunFilter.Bound(upper, lower: false)));
        if (_states.Exact is null) parts.Add(_states.Build());
        parts.Add(_filter.Without(_lead));
        var where = Condition.And([.. parts.Where(part => part != Condition.True)]);
        var from = byLabel
            ? $"run_labels l INDEXED BY run_labels_by_label{(state is null ? string.Empty : "_state")} CROSS JOIN runs r ON r.seq = l.seq"
            : $"runs r INDEXED BY {Schema.Index(_lead?.Column, state is not null)}";
        return new($"SELECT {string.Format(CultureInfo.InvariantCulture, columns, table)} FROM {from} WHERE {where.Sql}", where.Values);
    }

    private Condition Everywhere()
    {
        var parts = new List<Condition>();
        if (_query.Project is not null) parts.Add(new("r.project = ?", _projects[0]));
        parts.Add(_states.Build());
        if (_query.CreatedAfter is { } lower) parts.Add(new("r.created >= ?", RunFilter.Bound(lower, lower: true)));
        if (_query.CreatedBefore is { } upper) parts.Add(new("r.created <= ?", RunFilter.Bound(upper, lower: false)));
        parts.Add(_filter.Without(null));
        return Condition.And([.. parts.Where(part => part != Condition.True)]);
    }

    private string SortColumn() => _query.Sort switch
    {
        RunSort.Updated => "r.updated",
        RunSort.Id => "r.id",
        RunSort.Name => "r.name",
        RunSort.Kind => "r.kind",
        RunSort.Project => "(SELECT p.name FROM projects p WHERE p.seq = r.project)",
        RunSort.User => "r.user",
        RunSort.State => "r.state",
        RunSort.Task => "r.task",
        RunSort.Function => "r.function",
        RunSort.Workflow => "r.workflow",
        _ => "r.created",
    };
}

using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Gets runs by id, key or object, or lists those that match all filters, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "DhRun", SupportsPaging = true)]
[OutputType(typeof(Run))]
public sealed class GetDhRunCommand : RunCommand
{
    private string? _filter;

    /// <summary>Any of these names.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Any of these kinds.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(KindCompleter))]
    public string[]? Kind { get; set; }

    /// <summary>Any of these states.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(StateCompleter))]
    public string[]? State { get; set; }

    /// <summary>Failed, or not able to start, for any of these reasons.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(ReasonCompleter))]
    public string[]? Reason { get; set; }

    /// <summary>Created by any of these users.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string[]? User { get; set; }

    /// <summary>Of any of these functions: a reference, <c>kind://project/name</c>, or a name.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument(Accepts = typeof(DigitalHub.Function))]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string[]? Function { get; set; }

    /// <summary>Of any of these workflows, in the same forms.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument(Accepts = typeof(DigitalHub.Workflow))]
    [ArgumentCompleter(typeof(WorkflowCompleter))]
    public string[]? Workflow { get; set; }

    /// <summary>Of any of these tasks: a reference or an id.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument(Accepts = typeof(RunTask))]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string[]? Task { get; set; }

    /// <summary>With any of these actions.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(ActionToRunCompleter))]
    public string[]? Action { get; set; }

    /// <summary>With all of these labels.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>With at least one of these labels.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? AnyLabel { get; set; }

    /// <summary>Created at this time or later; local time unless it says otherwise.</summary>
    [Parameter]
    [DateArgument]
    public DateTime? CreatedAfter { get; set; }

    /// <summary>Created at this time or earlier.</summary>
    [Parameter]
    [DateArgument]
    public DateTime? CreatedBefore { get; set; }

    /// <summary>Changed at this time or later.</summary>
    [Parameter]
    [DateArgument]
    public DateTime? UpdatedAfter { get; set; }

    /// <summary>Changed at this time or earlier.</summary>
    [Parameter]
    [DateArgument]
    public DateTime? UpdatedBefore { get; set; }

    /// <summary>Text that id, name, function or workflow contain.</summary>
    [Parameter]
    [TextArgument]
    public string? Query { get; set; }

    /// <summary>The property to sort by.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(SortCompleter))]
    public string? Sort { get; set; }

    /// <summary>Largest first.</summary>
    [Parameter]
    public SwitchParameter Descending { get; set; }

    private protected override void Unselected() => List(Current, ToQuery(Project == "*" ? null : ProjectOf(Current)));

    private protected override void OfProject(Project project) => List(For(project), ToQuery(project.Id));

    private protected override void OfEntity(Entity owner)
    {
        if ((Function ?? Workflow ?? Task) is not null) throw Errors.Value("Runs are selected by what is piped in and by -Function, -Workflow or -Task as well.", owner, "Leave one of them out.");
        List(For(owner), ToQuery(owner.Project) with
        {
            Functions = owner is DigitalHub.Function function ? [function.Reference] : [],
            Workflows = owner is DigitalHub.Workflow workflow ? [workflow.Reference] : [],
            Tasks = owner is RunTask task ? [task.Reference] : [],
        });
    }

    private protected override void Begin()
    {
        base.Begin();
        _filter = Filters.FirstOrDefault();
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Run))) RefuseFilters();
    }

    private void RefuseFilters()
    {
        if (_filter is null) return;
        throw Errors.Value(
            $"-{_filter} selects among many runs, and a single run is given.",
            _filter,
            $"Leave -{_filter} out, or list the runs without giving one.");
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        RefuseFilters();
        Start(
            selection.Run?.Key ?? address.Id,
            token => session.Client.GetRunAsync(address, token),
            stored => Emit(new Run(stored, session)));
    }

    private IEnumerable<string> Filters => MyInvocation.BoundParameters.Keys.Where(name =>
        name is nameof(Name) or nameof(Kind) or nameof(State) or nameof(Reason) or nameof(User) or nameof(Function) or nameof(Workflow) or nameof(Task)
            or nameof(Action) or nameof(Label) or nameof(AnyLabel) or nameof(CreatedAfter) or nameof(CreatedBefore)
            or nameof(UpdatedAfter) or nameof(UpdatedBefore) or nameof(Query) or nameof(Sort) or nameof(Descending)
            or nameof(PagingParameters.First) or nameof(PagingParameters.Skip) or nameof(PagingParameters.IncludeTotalCount));

    private void List(Session session, RunQuery query)
    {
        if (PagingParameters.IncludeTotalCount) WriteObject(PagingParameters.Total(Await(session.Client.CountRunsAsync(query, Stop))));
        var shown = 0;
        foreach (var stored in Stream(session.Client.ListRunsAsync(query, Stop)))
        {
            var run = new Run(stored, session);
            if (shown++ < Seen.MaxRemembered) Seen.Add(run);
            WriteObject(query.Project is null ? OfAllProjects(run) : run);
        }
    }

    // Its view has one table, with a column for the project, in place of a heading for each change of project.
    private static PSObject OfAllProjects(Run run)
    {
        var shown = new PSObject(run);
        shown.TypeNames.Insert(0, "DigitalHub.Run#AllProjects");
        return shown;
    }

    private void Emit(Run run)
    {
        Seen.Add(run);
        WriteObject(run);
    }

    private RunQuery ToQuery(string? project) => new()
    {
        Project = project,
        Names = Name ?? [],
        Kinds = Kind ?? [],
        States = [.. (State ?? []).Select(state => Wildcard.IsPattern(state) ? state : KnownState(state))],
        Reasons = [.. (Reason ?? []).Select(KnownReason)],
        Users = User ?? [],
        Functions = Function ?? [],
        Workflows = Workflow ?? [],
        Tasks = Task ?? [],
        Actions = Action ?? [],
        Labels = Label ?? [],
        AnyLabels = AnyLabel ?? [],
        CreatedAfter = Time(CreatedAfter),
        CreatedBefore = Time(CreatedBefore),
        UpdatedAfter = Time(UpdatedAfter),
        UpdatedBefore = Time(UpdatedBefore),
        Text = Query,
        Sort = SortBy(),
        Descending = Sort is null || Descending,
        Skip = PagingParameters.Left(),
        First = PagingParameters.Wanted(),
    };

    private string KnownReason(string reason)
    {
        if (Wildcard.IsPattern(reason)) return reason;
        if (RunReason.All.FirstOrDefault(known => known.Equals(reason, StringComparison.OrdinalIgnoreCase)) is { } own) return own;
        WriteWarning($"'{reason}' is no reason that this module knows. Known are {string.Join(", ", RunReason.All)}.");
        return reason;
    }

    private RunSort SortBy()
    {
        if (Sort is null) return RunSort.Created;
        if (Enum.TryParse<RunSort>(Sort, ignoreCase: true, out var sort) && Enum.GetNames<RunSort>().Contains(Sort, StringComparer.OrdinalIgnoreCase)) return sort;
        throw Errors.Value($"Runs can't be sorted by '{Errors.Shorten(Sort)}'.", Sort, $"Sort by one of {string.Join(", ", Enum.GetNames<RunSort>())}, or pipe to Sort-Object.");
    }

    // At the ends of time there is no room for an offset.
    private static DateTimeOffset? Time(DateTime? given) => given is not { } time ? null
        : time < DateTime.MinValue.AddDays(1) ? DateTimeOffset.MinValue
        : time > DateTime.MaxValue.AddDays(-1) ? DateTimeOffset.MaxValue
        : new DateTimeOffset(time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Local) : time);
}

using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Gets tasks by id or object, or lists those that match all filters, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "DhTask", SupportsPaging = true)]
[OutputType(typeof(RunTask))]
public sealed class GetDhTaskCommand : TaskCommand
{
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

    /// <summary>Any of these kinds.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(EntityKindCompleter))]
    public string[]? Kind { get; set; }

    /// <summary>With any of these actions.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(ActionToRunCompleter))]
    public string[]? Action { get; set; }

    private protected override void Unselected() => List(Query(Project == "*" ? null : ProjectOf(Current)), Current);

    private protected override void AllOf(EntitySelection selection, Session session) => List(
        selection.Owner switch
        {
            DigitalHub.Function function => Query(function.Project) with { Functions = [function.Reference] },
            DigitalHub.Workflow workflow => Query(workflow.Project) with { Workflows = [workflow.Reference] },
            _ => Query(selection.Of!.Id),
        },
        session);

    private protected override void Selected(EntitySelection selection, string project, Session session)
    {
        Refuse("a single task", nameof(Function), nameof(Workflow), nameof(Kind), nameof(Action), nameof(PagingParameters.First), nameof(PagingParameters.Skip), nameof(PagingParameters.IncludeTotalCount));
        Start(
            selection.Entity?.Key ?? selection.Id,
            token => session.Client.GetEntityAsync(new EntityAddress(Type, project, selection.Id!), token),
            stored => Emit(stored, session));
    }

    private EntityQuery Query(string? project) => new(EntityType.Task)
    {
        Project = project,
        Functions = Function ?? [],
        Workflows = Workflow ?? [],
        Kinds = Kind ?? [],
        Actions = Action ?? [],
    };
}

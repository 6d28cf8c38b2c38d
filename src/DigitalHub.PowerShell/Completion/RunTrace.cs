namespace DigitalHub.PowerShell.Completion;

/// <summary>What completion keeps of a run.</summary>
internal sealed record RunTrace(
    string Id,
    string Project,
    DateTime? Created,
    string Name,
    string Kind,
    string State,
    string? User,
    string? Function,
    string? Workflow,
    string? Task,
    string? Action,
    IReadOnlyList<string> Labels)
{
    public static RunTrace Of(Run run) =>
        new(run.Id, run.Project, run.Created, run.Name, run.Kind, run.State, run.User, run.Function, run.Workflow, run.Task, run.Action, run.Labels);
}

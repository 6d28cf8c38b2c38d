using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with a value that runs seen lately have.</summary>
internal abstract class SeenValueCompleter(Func<RunTrace, IEnumerable<string?>> values) : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(Session? session, string? project) =>
        session is null
            ? []
            : Seen.Runs(session, project is null or "*" ? CurrentSession.GetProject(Runspace.DefaultRunspace, session) : project)
                .SelectMany(values)
                .OfType<string>()
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(Plain);
}

internal sealed class RunNameCompleter() : SeenValueCompleter(run => [run.Name]);

internal sealed class UserCompleter() : SeenValueCompleter(run => [run.User]);

internal sealed class FunctionCompleter() : SeenValueCompleter(run => [run.Function]);

internal sealed class WorkflowCompleter() : SeenValueCompleter(run => [run.Workflow]);

internal sealed class TaskCompleter() : SeenValueCompleter(run => [run.Task]);

internal sealed class LabelCompleter() : SeenValueCompleter(run => run.Labels);

using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that take tasks: by id, or piped.</summary>
public abstract class TaskCommand : EntityCommand
{
    /// <summary>The ids, store keys or references of tasks.</summary>
    [Parameter(Position = 0)]
    [TextArgument(Accepts = typeof(RunTask))]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    public string[]? Id { get; set; }

    private protected sealed override EntityType Type => EntityType.Task;

    private protected override IReadOnlyList<(string Text, bool IsId)> Given => [.. (Id ?? []).Select(id => (id, true))];
}

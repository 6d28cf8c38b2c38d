using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that take functions or workflows, which are alike: by name, by id, or piped.</summary>
public abstract class ExecutableCommand : EntityCommand
{
    /// <summary>The names, which stand for their newest version; store keys and references stand for one version.</summary>
    [Parameter(Position = 0)]
    [TextArgument(Accepts = typeof(Executable))]
    [ArgumentCompleter(typeof(ExecutableNameCompleter))]
    public virtual string[]? Name { get; set; }

    /// <summary>The ids of versions.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(VersionIdCompleter))]
    public string[]? Id { get; set; }

    private protected override IReadOnlyList<(string Text, bool IsId)> Given =>
        [.. (Name ?? []).Select(name => (name, false)), .. (Id ?? []).Select(id => (id, true))];
}

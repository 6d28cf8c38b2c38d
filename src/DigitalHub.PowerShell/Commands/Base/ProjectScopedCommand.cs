using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that work inside a project.</summary>
public abstract class ProjectScopedCommand : SessionCommand
{
    /// <summary>The project to use instead of the current one. An object's or a key's own project always wins.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Project))]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? Project { get; set; }

    /// <summary>The project given, else the current one, else the profile's.</summary>
    /// <exception cref="InputException"><c>NoCurrentProject</c>, <c>ProjectInvalid</c></exception>
    private protected string ProjectOf(Session session)
    {
        if (Project is not null) return RunRules.Project(Project);
        return CurrentSession.GetProject(Runspace.DefaultRunspace, session)
            ?? throw new InputException("NoCurrentProject", "No project is set.")
            {
                RecommendedAction = "Set one with Set-DhProject <name>, or give -Project.",
            };
    }
}

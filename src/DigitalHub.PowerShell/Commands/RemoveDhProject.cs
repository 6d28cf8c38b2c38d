using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Removes projects.</summary>
[Cmdlet(VerbsCommon.Remove, "DhProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDhProjectCommand : ProjectCommand
{
    /// <summary>The projects' names.</summary>
    [Parameter(Position = 0)]
    [TextArgument(Accepts = typeof(DigitalHub.Project))]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Removes all that is in the project as well.</summary>
    [Parameter]
    public SwitchParameter Cascade { get; set; }

    private protected override string[]? Names => Name;

    private protected override void Selected(string name, Session session, Project? project)
    {
        Await(session.Client.GetProjectAsync(name, Stop));
        var runs = Await(session.Client.CountRunsAsync(new RunQuery { Project = name }, Stop)) ?? 0;
        if (runs > 0 && !Cascade) throw Errors.ProjectNotEmpty(name, runs);
        if (!ShouldProcess($"project '{name}' with {runs} runs and its functions, workflows and tasks on {session.Name}", "Remove project")) return;
        Await(session.Client.DeleteProjectAsync(name, Cascade, Stop));
        Seen.ForgetProject(session, name);
        WriteVerbose($"Removed project '{name}' on {session.Name}.");
        if (CurrentSession.GetProject(Runspace.DefaultRunspace, session) == name) CurrentSession.SetProject(Runspace.DefaultRunspace, session, null);
    }
}

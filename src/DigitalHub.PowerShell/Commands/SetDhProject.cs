using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Makes a project the current one of this runspace. A missing one is made on the local store; on a core, or a local store that is like one, with -Create.</summary>
[Cmdlet(VerbsCommon.Set, "DhProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Project))]
public sealed class SetDhProjectCommand : SessionCommand
{
    /// <summary>The project's name.</summary>
    [Parameter(Position = 0)]
    [TextArgument(Accepts = typeof(DigitalHub.Project))]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? Name { get; set; }

    /// <summary>A project.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    /// <summary>Makes the project if there is none; on the local store that goes without saying, unless it is like a core.</summary>
    [Parameter]
    public SwitchParameter Create { get; set; }

    /// <summary>Gives out the project.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Begin()
    {
        if (Name is not null && MyInvocation.ExpectingInput)
        {
            throw Errors.Value("A project is both named and piped in.", action: "Give a name with -Name, or pipe a project, not both.");
        }
    }

    private protected override void Process()
    {
        if (MyInvocation.ExpectingInput || InputObject is not null)
        {
            ForItem(InputObject, () =>
            {
                var project = ProjectSelector.Piped(InputObject);
                MakeCurrent(project.Id, For(project));
            });
        }
        else
        {
            MakeCurrent(RunRules.Project(Name ?? throw Errors.Value("No project is given.", action: "Type Set-DhProject <name>.")), Current);
        }
    }

    private void MakeCurrent(string name, Session session)
    {
        var stored = Create || !session.ActsAsCore ? FindProject(name, session) : ThereIs(name, session);
        if (stored is null && !ShouldProcess($"project '{name}' on {session.Name}", "Create project and make it current")) return;
        if (stored is not null && !ShouldProcess($"project '{name}' on {session.Name}", "Make project current")) return;
        stored ??= Make(name, session);
        CurrentSession.SetProject(Runspace.DefaultRunspace, session, name);
        var project = new Project(stored, session);
        Seen.Add(project);
        WriteVerbose($"The current project is {project.Key} on {session.Name}.");
        if (PassThru) WriteObject(project);
    }

    private StoredDocument ThereIs(string name, Session session)
    {
        try
        {
            return Await(session.Client.GetProjectAsync(name, Stop));
        }
        catch (EntityNotFoundException exception)
        {
            throw new EntityNotFoundException("ProjectNotFound", exception.Message, exception)
            {
                Target = name,
                RecommendedAction = $"List the projects with Get-DhProject, or make it with Set-DhProject {name} -Create.",
                StatusCode = exception.StatusCode,
                ServerMessage = exception.ServerMessage,
                Request = exception.Request,
            };
        }
    }

    private StoredDocument Make(string name, Session session)
    {
        try
        {
            return Await(session.Client.CreateProjectAsync(ProjectDocument.New(name), Stop));
        }
        catch (EntityExistsException)
        {
            // Somebody else made it since we looked.
            return Await(session.Client.GetProjectAsync(name, Stop));
        }
    }
}

using System.Collections;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Changes projects: single properties, or an object that was changed and is piped in.</summary>
[Cmdlet(VerbsData.Update, "DhProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Project))]
public sealed class UpdateDhProjectCommand : ProjectCommand
{
    private EntityChange _edits = new();

    /// <summary>The projects' names.</summary>
    [Parameter(Position = 0)]
    [TextArgument(Accepts = typeof(DigitalHub.Project))]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The description; empty text takes it away.</summary>
    [Parameter]
    [TextArgument]
    [MayBeEmpty]
    public string? Description { get; set; }

    /// <summary>Labels to add.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? AddLabel { get; set; }

    /// <summary>Labels to take away.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? RemoveLabel { get; set; }

    /// <summary>Metadata to merge in; null takes a value away.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Metadata { get; set; }

    /// <summary>Fields of the spec to merge in; null takes a value away.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Puts -Metadata and -Spec in the place of what is there, instead of merging them.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Where somebody else changed the same value since it was read, puts yours over it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives out the project as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string[]? Names => Name;

    private protected override void Begin()
    {
        base.Begin();
        EditParameters.CheckReplace(Replace, Metadata is not null || Spec is not null, "-Metadata or -Spec");
        _edits = new EntityChange
        {
            Metadata = Metadata is null ? null : ShellValues.Map(Metadata, "metadata"),
            Description = Description is null ? null : ValueRules.Text(Description, "description"),
            Spec = Spec is null ? null : ShellValues.Map(Spec, "spec"),
            Replace = Replace,
            Force = Force,
        }.WithLabels(AddLabel, RemoveLabel);
    }

    private protected override void Selected(string name, Session session, Project? project)
    {
        if (project is null && !Edits) throw Errors.Value($"Nothing is given to change in project '{name}'.", name, "Give -Description, -AddLabel, -RemoveLabel, -Metadata or -Spec, or pipe a changed project.");
        var change = project is null ? _edits : _edits with { AsRead = project.AsRead, Edited = ShellValues.Map(project.Document, "project") };
        Await(session.Client.GetProjectAsync(name, Stop));
        if (!ShouldProcess($"project '{name}' on {session.Name}", "Update project")) return;
        var stored = Await(session.Client.UpdateProjectAsync(name, change, Stop));
        WriteVerbose($"Project '{name}' on {session.Name} is as asked for.");
        project?.Refresh(stored);
        if (PassThru) WriteObject(project ?? new Project(stored, session));
    }

    private bool Edits => Description is not null || AddLabel is not null || RemoveLabel is not null || Metadata is not null || Spec is not null;
}

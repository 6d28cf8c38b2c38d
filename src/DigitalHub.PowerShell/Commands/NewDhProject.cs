using System.Collections;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates a project.</summary>
[Cmdlet(VerbsCommon.New, "DhProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Project))]
public sealed class NewDhProjectCommand : SessionCommand
{
    /// <summary>The name: 2 to 38 of the characters a-z 0-9 -.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    /// <summary>A description.</summary>
    [Parameter]
    [TextArgument]
    public string? Description { get; set; }

    /// <summary>Labels.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? Label { get; set; }

    /// <summary>The spec.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Further metadata.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Metadata { get; set; }

    private protected override void End()
    {
        var name = RunRules.Project(Name!);
        var metadata = Metadata is null ? ValueMap.New() : ShellValues.Map(Metadata, "metadata");
        if (Description is not null) metadata["description"] = ValueRules.Text(Description, "description");
        if (Label is not null) metadata["labels"] = RunRules.Labels(Label);
        var document = ProjectDocument.New(name, metadata, Spec is null ? null : ShellValues.Map(Spec, "spec"));
        if (WhatIf && FindProject(name, Current) is not null) throw Errors.ProjectExists(name);
        if (!ShouldProcess($"project '{name}' on {Current.Name}", "Create project")) return;
        var project = new Project(Await(Current.Client.CreateProjectAsync(document, Stop)), Current);
        Seen.Add(project);
        WriteVerbose($"Created project {project.Key} on {Current.Name}.");
        WriteObject(project);
    }
}

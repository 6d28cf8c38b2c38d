using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Writes workflows as YAML and JSON documents, into files or as text.</summary>
[Cmdlet(VerbsData.Export, "DhWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FileInfo), typeof(string))]
public sealed class ExportDhWorkflowCommand : ExportExecutableCommand
{
    private protected override EntityType Type => EntityType.Workflow;
}

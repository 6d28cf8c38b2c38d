using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates versions of workflows from YAML and JSON documents.</summary>
[Cmdlet(VerbsData.Import, "DhWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Workflow))]
public sealed class ImportDhWorkflowCommand : ImportExecutableCommand
{
    private protected override EntityType Type => EntityType.Workflow;
}

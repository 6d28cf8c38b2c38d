using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Changes workflows: single properties, or an object that was changed and is piped in.</summary>
[Cmdlet(VerbsData.Update, "DhWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Workflow))]
public sealed class UpdateDhWorkflowCommand : UpdateExecutableCommand
{
    private protected override EntityType Type => EntityType.Workflow;
}

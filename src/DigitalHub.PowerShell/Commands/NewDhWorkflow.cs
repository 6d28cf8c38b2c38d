using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates a workflow, or a new version of one that is there.</summary>
[Cmdlet(VerbsCommon.New, "DhWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Workflow))]
public sealed class NewDhWorkflowCommand : NewExecutableCommand
{
    private protected override EntityType Type => EntityType.Workflow;
}

using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Removes versions of workflows with their tasks.</summary>
[Cmdlet(VerbsCommon.Remove, "DhWorkflow", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class RemoveDhWorkflowCommand : RemoveExecutableCommand
{
    private protected override EntityType Type => EntityType.Workflow;
}

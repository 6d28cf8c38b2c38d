using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Gets workflows by name, id or object, or lists those that match all filters, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "DhWorkflow", SupportsPaging = true)]
[OutputType(typeof(Workflow))]
public sealed class GetDhWorkflowCommand : GetExecutableCommand
{
    private protected override EntityType Type => EntityType.Workflow;
}

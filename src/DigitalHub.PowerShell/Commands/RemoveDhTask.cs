using System.Management.Automation;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Removes tasks.</summary>
[Cmdlet(VerbsCommon.Remove, "DhTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class RemoveDhTaskCommand : TaskCommand
{
    /// <summary>Removes the runs as well.</summary>
    [Parameter]
    public SwitchParameter Cascade { get; set; }

    private protected override bool Removes => true;

    private protected override void Selected(EntitySelection selection, string project, Session session) =>
        Remove(selection, Place(selection, project, session), Cascade, session);
}

using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Removes versions of functions with their tasks.</summary>
[Cmdlet(VerbsCommon.Remove, "DhFunction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class RemoveDhFunctionCommand : RemoveExecutableCommand
{
    private protected override EntityType Type => EntityType.Function;
}

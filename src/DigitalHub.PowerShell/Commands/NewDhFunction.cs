using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates a function, or a new version of one that is there.</summary>
[Cmdlet(VerbsCommon.New, "DhFunction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Function))]
public sealed class NewDhFunctionCommand : NewExecutableCommand
{
    private protected override EntityType Type => EntityType.Function;
}

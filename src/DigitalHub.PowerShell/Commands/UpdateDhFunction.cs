using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Changes functions: single properties, or an object that was changed and is piped in.</summary>
[Cmdlet(VerbsData.Update, "DhFunction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Function))]
public sealed class UpdateDhFunctionCommand : UpdateExecutableCommand
{
    private protected override EntityType Type => EntityType.Function;
}

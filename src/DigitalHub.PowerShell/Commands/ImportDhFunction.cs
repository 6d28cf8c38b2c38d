using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates versions of functions from YAML and JSON documents.</summary>
[Cmdlet(VerbsData.Import, "DhFunction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Function))]
public sealed class ImportDhFunctionCommand : ImportExecutableCommand
{
    private protected override EntityType Type => EntityType.Function;
}

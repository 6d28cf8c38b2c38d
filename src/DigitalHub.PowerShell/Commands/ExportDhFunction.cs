using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Writes functions as YAML and JSON documents, into files or as text.</summary>
[Cmdlet(VerbsData.Export, "DhFunction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FileInfo), typeof(string))]
public sealed class ExportDhFunctionCommand : ExportExecutableCommand
{
    private protected override EntityType Type => EntityType.Function;
}

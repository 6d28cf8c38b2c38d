using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Gets functions by name, id or object, or lists those that match all filters, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "DhFunction", SupportsPaging = true)]
[OutputType(typeof(Function))]
public sealed class GetDhFunctionCommand : GetExecutableCommand
{
    private protected override EntityType Type => EntityType.Function;
}

using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Tells which backend the commands use, and why.</summary>
[Cmdlet(VerbsCommon.Get, "DhBackend")]
[OutputType(typeof(Session))]
public sealed class GetDhBackendCommand : DhCommand
{
    private protected override void End() => WriteObject(SessionFinder.Peek(Runspace.DefaultRunspace));
}

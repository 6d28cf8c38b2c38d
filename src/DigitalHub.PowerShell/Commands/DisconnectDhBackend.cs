using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Leaves the current backend and closes what this runspace opened.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "DhBackend")]
[OutputType(typeof(void))]
public sealed class DisconnectDhBackendCommand : DhCommand
{
    /// <summary>The session to disconnect; without it all that this runspace opened.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public object? Session { get; set; }

    private protected override void Process()
    {
        if (Session is null && !MyInvocation.ExpectingInput)
        {
            Close(null);
            return;
        }
        ForItem(Session, () => Close(SessionSelector.Of(Session)));
    }

    private void Close(Session? session)
    {
        foreach (var closing in CurrentSession.Leave(Runspace.DefaultRunspace, session))
        {
            Await(closing.CloseAsync().AsTask());
            CurrentSession.Closed(Runspace.DefaultRunspace, closing);
            WriteVerbose($"Disconnected from {closing}.");
        }
    }
}

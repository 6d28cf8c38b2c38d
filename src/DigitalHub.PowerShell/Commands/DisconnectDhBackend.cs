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
    [Parameter(Position = 0)]
    [SessionArgument]
    public Session? Session { get; set; }

    /// <summary>A session.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    private protected override void Process()
    {
        if (MyInvocation.ExpectingInput) ForItem(InputObject, () => Close(SessionSelector.Of(InputObject)));
        else Close(Session);
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

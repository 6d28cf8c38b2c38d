using System.Management.Automation;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Opens the pages of runs in the console.</summary>
[Cmdlet(VerbsCommon.Show, "DhRun")]
[OutputType(typeof(Uri))]
public sealed class ShowDhRunCommand : RunCommand
{
    /// <summary>Gives out the addresses, too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        if (session.Type == BackendType.Local)
        {
            throw new DigitalHubException("NoConsole", ErrorKind.InvalidOperation, $"Run '{address.Id}' is in the local store, which has no console.")
            {
                Target = selection.Run ?? (object)address.Id,
                RecommendedAction = $"See it here: Get-DhRun {address.Id} | Format-List.",
            };
        }
        Start<object?>(
            selection.Run ?? (object)address.Id,
            // A page is made of any id: whoever names one learns here that there is none.
            async token => selection.Run is null ? await session.Client.GetRunAsync(address, token).ConfigureAwait(false) : null,
            _ => Open(ConsoleAddress.Of(session, address)));
    }

    private void Open(Uri page)
    {
        if (!Bridge.Factory.TryOpenBrowser(page)) WriteWarning($"No browser could be opened. The page is {page.AbsoluteUri}");
        if (PassThru) WriteObject(page);
    }
}

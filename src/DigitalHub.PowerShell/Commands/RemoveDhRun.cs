using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Removes runs.</summary>
[Cmdlet(VerbsCommon.Remove, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class RemoveDhRunCommand : RunCommand
{
    /// <summary>Gives out each run as the backend answered its removal.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        var target = selection.Run ?? (object)address.Id;
        if (WhatIf && !IsThere(address, session, target)) return;
        if (!ShouldProcess($"run '{address.Id}' in project '{address.Project}' on {session.Name}", "Remove run")) return;
        Start(
            target,
            token => session.Client.DeleteRunAsync(address, force: false, token),
            deletion =>
            {
                Seen.Forget(session, address.Id);
                WriteVerbose($"Removed run {address} on {session.Name}.");
                if (PassThru) WriteObject(new Run(deletion.Answer, session));
            });
    }

    private bool IsThere(RunAddress address, Session session, object target)
    {
        try
        {
            Await(session.Client.GetRunAsync(address, Stop));
            return true;
        }
        catch (EntityNotFoundException exception) when (Ignores(exception, target))
        {
            return false;
        }
    }

    // A run that was piped was there a moment ago: that it is gone is what was asked for.
    private protected override bool Ignores(DigitalHubException exception, object? target) => exception.ErrorId == "RunNotFound" && target is Run;
}

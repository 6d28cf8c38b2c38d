using System.Management.Automation;
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
        var target = selection.Run?.Key ?? address.Id;
        if (selection.Run is null && WhatIf) Await(session.Client.GetRunAsync(address, Stop));
        if (!ShouldProcess(selection.Run?.Key ?? $"run '{address.Id}' in project '{address.Project}' on {session.Name}", "Remove run")) return;
        Start(
            selection.Run ?? (object)target,
            token => session.Client.DeleteRunAsync(address, force: false, token),
            deletion =>
            {
                WriteVerbose($"Removed run {address} on {session.Name}.");
                if (PassThru) WriteObject(new Run(deletion.Answer, session));
            });
    }

    // A run that was piped was there a moment ago: that it is gone is what was asked for.
    private protected override bool Ignores(DigitalHubException exception, object? target) => exception.ErrorId == "RunNotFound" && target is Run;
}

using System.Management.Automation;
using DigitalHub.PowerShell.Completion;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Resumes runs that were stopped, where the backend can.</summary>
[Cmdlet(VerbsLifecycle.Resume, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class ResumeDhRunCommand : RunCommand
{
    /// <summary>Gives out each run as the backend answered.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Selected(RunAddress address, Session session, Input.RunSelection selection)
    {
        if (WhatIf) Await(session.Client.GetRunAsync(address, Stop));
        if (!ShouldProcess($"run '{address.Id}' in project '{address.Project}' on {session.Name}", "Resume run")) return;
        Start(
            selection.Run ?? (object)address.Id,
            token => session.Client.InvokeRunActionAsync(address, "resume", token),
            stored =>
            {
                var run = new Run(stored, session);
                Seen.Add(run);
                WriteVerbose($"Resumed run {run.Key} on {session.Name}: {run.State}.");
                if (PassThru) WriteObject(run);
            });
    }
}

using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Stops runs that are RUNNING.</summary>
[Cmdlet(VerbsLifecycle.Stop, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class StopDhRunCommand : RunCommand
{
    private RunFollower? _follower;

    /// <summary>Returns when the runs have stopped: a core stops what it executes only later.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait, from when all were asked to stop: a time span, or a number of seconds.</summary>
    [Parameter]
    [DurationArgument]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Gives out each run: as the backend answered, or with -Wait as it ended.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        if (Timeout is not null && !Wait) throw Errors.Value("-Timeout belongs to -Wait.", action: "Give -Wait as well, or leave -Timeout out.");
        if (Wait) _follower = Follower(WaitGoal.End);
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        var target = selection.Run ?? (object)address.Id;
        if (WhatIf && !MayStop(address, session, target)) return;
        if (!ShouldProcess($"run '{address.Id}' in project '{address.Project}' on {session.Name}", "Stop run")) return;
        Start(
            target,
            token => session.Client.InvokeRunActionAsync(address, "stop", token),
            stored => Stopped(new Run(stored, session)));
    }

    private protected override void End()
    {
        base.End();
        if (_follower is null) return;
        var limit = WaitLimit.Of(Timeout);
        var inTime = FollowRuns(_follower, limit, () => false, run =>
        {
            // That it has stopped, or is no more, is what was asked for.
            if (run.Outcome is RunOutcome.Failed or RunOutcome.Unknown) Remember(run);
            else WriteVerbose($"{run.Address} on {run.Session.Name}: {run.State}.");
            if (PassThru && run.IsSeen) WriteObject(run.Run);
        });
        Report(WaitGoal.End);
        if (!inTime) ReportTimeout(_follower, limit!);
    }

    private void Stopped(Run run)
    {
        Seen.Add(run);
        WriteVerbose(run.State == RunState.Stopped ? $"Stopped run {run.Key} on {run.Session.Name}." : $"Run {run.Key} was asked to stop: {run.Session.Name} stops it later.");
        if (_follower is not null && run.State != RunState.Stopped) _follower.Add(run.Session, new RunAddress(run.Project, run.Id), run);
        else if (PassThru) WriteObject(run);
    }

    private bool MayStop(RunAddress address, Session session, object target)
    {
        try
        {
            var now = Await(session.Client.GetRunAsync(address, Stop));
            return RunMoves.State(now.Map) is RunState.Running or RunState.Stop ? true : throw RunMoves.NotStoppable(now.Map);
        }
        catch (DigitalHubException exception) when (Ignores(exception, target))
        {
            return false;
        }
    }

    // A run that was at work when it was read and is not any more needs no stop.
    private protected override bool Ignores(DigitalHubException exception, object? target) =>
        target is Run run && RunState.IsActive(run.State) && (exception.ErrorId == "RunNotFound" || exception.IsMoot);
}

using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Removes runs.</summary>
[Cmdlet(VerbsCommon.Remove, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class RemoveDhRunCommand : RunCommand
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // No look is given up sooner.
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(2);

    private RemovalWatch? _watch;

    private RunArchiving? _archiving;

    /// <summary>A local store's file that each run is put into, with logs and metrics, before its removal is asked for.</summary>
    [Parameter]
    [TextArgument]
    public string? Archive { get; set; }

    /// <summary>Returns when the runs are gone: a core removes those that it executes only later.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait, from when all removals have been requested: a time span, or a number of seconds.</summary>
    [Parameter]
    [DurationArgument]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Repeats the request for a run that is already being removed, which ends it at once.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives out each run as the backend answered its removal.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        if (Timeout is not null && !Wait) throw Errors.Value("-Timeout belongs to -Wait.", action: "Give -Wait as well, or leave -Timeout out.");
        if (Wait) _watch = new RemovalWatch(ThrottleLimit);
        if (Archive is null) return;
        _archiving = new RunArchiving(DocumentFiles.Unresolved(this, Archive));
        Await(_archiving.CheckAsync(Stop));
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        var target = selection.Run ?? (object)address.Id;
        if (_archiving is not null) Await(_archiving.CheckSourceAsync(session, WhatIf, Stop));
        if (WhatIf && !IsThere(address, session, target)) return;
        if (!ShouldProcess($"run '{address.Id}' in project '{address.Project}' on {session.Name}", _archiving is null ? "Remove run" : $"Archive in '{_archiving.Path}' and remove run")) return;
        // A core takes the request for a run that is being removed already as one to drop it: who names a run has not seen it.
        var mayBePromised = !Force && (selection.Run is { } run ? run.IsDeleting : session.ActsAsCore);
        Start(
            target,
            token => RemoveAsync(address, session, mayBePromised, token),
            deletion => Requested(deletion, address, session));
    }

    private protected override void End()
    {
        base.End();
        if (_archiving is not null) Await(_archiving.CloseAsync());
        if (_watch is not null) WaitUntilGone(_watch);
    }

    private async Task<RunDeletion> RemoveAsync(RunAddress address, Session session, bool mayBePromised, CancellationToken token)
    {
        if (_archiving is null) return await PromisedAsync().ConfigureAwait(false) ?? await session.Client.DeleteRunAsync(address, Force, token).ConfigureAwait(false);
        return await _archiving.RemoveAsync(
            address,
            session,
            async read => await PromisedAsync().ConfigureAwait(false) ?? await session.Client.DeleteReadRunAsync(address, read, Force, token).ConfigureAwait(false),
            token).ConfigureAwait(false);

        // A second request would force what is under way already: it is looked at first.
        async Task<RunDeletion?> PromisedAsync()
        {
            if (!mayBePromised) return null;
            var stored = await session.Client.GetRunAsync(address, token).ConfigureAwait(false);
            return new Run(stored, session).State == RunState.Deleting ? new RunDeletion(stored, Gone: false) : null;
        }
    }

    private void Requested(RunDeletion deletion, RunAddress address, Session session)
    {
        Seen.Forget(session, address.Id);
        if (IsVerbose) WriteVerbose(deletion.Gone ? $"Removed run {address} on {session.Name}." : $"Run {address} is promised to go: {session.Name} removes it later.");
        if (deletion.Gone && !PassThru) return;
        var run = new Run(deletion.Answer, session);
        if (!deletion.Gone) _watch?.Add(run);
        if (PassThru) WriteObject(run);
    }

    private void WaitUntilGone(RemovalWatch watch)
    {
        var limit = WaitLimit.Of(Timeout);
        for (var pause = FirstPause; watch.Awaited.Count > 0; pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause)
        {
            Look(watch, limit);
            if (watch.Awaited.Count == 0) return;
            var left = limit?.Left ?? pause;
            if (left <= TimeSpan.Zero)
            {
                Fail(TimedOut(watch.Awaited), watch.Awaited.ToArray());
                return;
            }
            Await(System.Threading.Tasks.Task.Delay(left < pause ? left : pause, Stop));
        }
    }

    private void Look(RemovalWatch watch, WaitLimit? limit)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        if (limit is not null) stop.CancelAfter(limit.Left > ShortestLook ? limit.Left : ShortestLook);
        try
        {
            foreach (var (run, error) in Await(watch.EndedAsync(stop.Token)))
            {
                if (error is null) WriteVerbose($"Removed run {run.Project}/{run.Id} on {run.Session.Name}.");
                else Fail(error, run);
            }
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private DigitalHubException TimedOut(IReadOnlyList<Run> left) => new(
        "WaitTimeout",
        ErrorKind.OperationTimeout,
        FormattableString.Invariant($"{left.Count} {(left.Count == 1 ? "run is" : "runs are")} still being removed after {Timeout}."))
    {
        RecommendedAction = "Their removal goes on. Wait longer with -Timeout, or end it at once with Remove-DhRun -Force.",
    };

    private bool IsThere(RunAddress address, Session session, object target)
    {
        try
        {
            Await(_archiving is null ? session.Client.GetRunAsync(address, Stop) : _archiving.TryAsync(address, session, Stop));
            return true;
        }
        catch (EntityNotFoundException exception) when (Ignores(exception, target))
        {
            return false;
        }
    }

    // A run that was piped was there a moment ago: that it is gone is what was asked for.
    private protected override bool Ignores(DigitalHubException exception, object? target) => exception.ErrorId == "RunNotFound" && target is Run;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _archiving?.Dispose();
    }
}

using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Waits for runs: each comes out as it ends, and when all have ended the errors follow.</summary>
[Cmdlet(VerbsLifecycle.Wait, "DhRun")]
[OutputType(typeof(Run))]
public sealed class WaitDhRunCommand : RunCommand
{
    // So long a user who pressed Ctrl+C waits for what he asked for to be sent.
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(800);

    private RunFollower? _follower;

    private Task? _stopping;

    /// <summary>What to wait for: <c>Ended</c>, or <c>Ready</c> for a service that is RUNNING and has an address.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(WaitGoalCompleter))]
    public new string? For { get; set; }

    /// <summary>Waits until a run is in any of these states.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(StateCompleter))]
    public string[]? State { get; set; }

    /// <summary>Returns when the first run has come out.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>How long to wait: a time span, or a number of seconds. The runs are left alone when it is over.</summary>
    [Parameter]
    [DurationArgument]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The time from one look to the next; else it grows from half a second while nothing happens.</summary>
    [Parameter]
    [DurationArgument]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>Stops the runs where the wait is ended with Ctrl+C; else they go on.</summary>
    [Parameter]
    public SwitchParameter StopOnCancel { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        _follower = Follower(Goal(), PollInterval);
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection) =>
        _follower!.Add(session, address, selection.Run);

    private protected override void End()
    {
        base.End();
        var follower = _follower!;
        if (follower.Count == 0) return;
        // What came before, such as the creation of the runs, is no wait.
        var limit = WaitLimit.Of(Timeout);
        var hasCome = false;
        var inTime = FollowRuns(follower, limit, () => Any && hasCome, run =>
        {
            hasCome = true;
            Remember(run);
            // Its error comes when all have ended; a mistyped id is better known before.
            if (run.Error is { } error && follower.Count > 0) WriteWarning($"{error.Message} The others are waited for.");
            if (run.IsSeen) WriteObject(run.Run);
        });
        Report(follower.Goal);
        if (!inTime) ReportTimeout(follower, limit!);
    }

    private protected override void Cancelled()
    {
        if (StopOnCancel && _follower is { } follower) _stopping = RunStops.StopAllAsync(follower.Awaited);
    }

    private protected override void Broken()
    {
        if (Stop.IsCancellationRequested) _stopping?.Wait(Farewell);
    }

    private WaitGoal Goal()
    {
        if (For is not null && State is not null) throw Errors.Value("-For and -State both say what to wait for.", action: "Leave one of them out.");
        if (State is not null) return new WaitGoal { States = [.. State.Select(KnownState)] };
        if (For is null || For.Equals("Ended", StringComparison.OrdinalIgnoreCase)) return WaitGoal.End;
        if (For.Equals("Ready", StringComparison.OrdinalIgnoreCase)) return new WaitGoal { Ready = true };
        throw Errors.Value($"'{Errors.Shorten(For)}' is nothing to wait for.", For, "Wait for Ended or Ready, or for a state with -State.");
    }
}

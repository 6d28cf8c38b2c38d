using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates runs.</summary>
[Cmdlet(VerbsCommon.New, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class NewDhRunCommand : RunDefinitionCommand
{
    private readonly EnsuredRuns _ensured = new();

    private CreatedRuns? _followed;

    /// <summary>Returns when the runs have ended, and gives out each as it ends: the same as piping them to <c>Wait-DhRun</c>.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait: a time span, or a number of seconds. The runs are left alone when it is over.</summary>
    [Parameter]
    [DurationArgument]
    public TimeSpan? Timeout { get; set; }

    /// <summary>How many of this call's runs may be unfinished at once; the next is created when one has ended.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int MaxActive { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        if (Timeout is not null && !Wait && MaxActive == 0) throw Errors.Value("-Timeout belongs to -Wait or -MaxActive.", action: "Give one of them as well, or leave -Timeout out.");
        if (Wait || MaxActive > 0) _followed = new CreatedRuns(Follower(WaitGoal.End), MaxActive, Timeout, waits: Wait);
    }

    private protected override void Defined(OrderedDictionary document, Session session, bool chosenId, string? chosenName, RunTarget? target) =>
        Create(document, session, LocalExecution ? "Record" : "Create", chosenId, new RunSpecCheck(Strict) { KindIsTyped = true }, chosenName, target, Ensure ? _ensured : null);

    private protected override void Creating()
    {
        if (_followed is null || _followed.TryStart()) return;
        Drain();
        _followed.Drained();
        // What is to come could not be created: no single run's error.
        if (!FollowRuns(_followed.Follower, _followed.Limit, () => _followed.HasRoom, Ended)) ThrowTerminatingError(TimedOut(_followed));
        _followed.TryStart();
    }

    private protected override void Created(Run run)
    {
        _followed?.Add(run);
        if (!Wait) base.Created(run);
    }

    private protected override void End()
    {
        base.End();
        if (_followed is null || !Wait) return;
        var limit = _followed.Limit;
        var inTime = FollowRuns(_followed.Follower, limit, () => false, Ended);
        Report(WaitGoal.End);
        if (!inTime) ReportTimeout(_followed.Follower, limit!);
    }

    private void Ended(FollowedRun run)
    {
        if (!Wait)
        {
            WriteVerbose($"{run.Address} on {run.Session.Name}: {run.State ?? "gone"}.");
            return;
        }
        Remember(run);
        if (run.IsSeen) WriteObject(run.Run);
    }

    private ErrorRecord TimedOut(CreatedRuns followed)
    {
        if (Wait) Report(WaitGoal.End);
        var left = followed.Follower.Awaited;
        return ErrorRecords.From(
            RunEnds.TimedOut(left, followed.Limit!.Time, WaitGoal.End),
            left.Select(run => run.Run).ToArray(),
            "They were left alone and go on; the runs that were to follow were not created. Wait longer with -Timeout.");
    }
}

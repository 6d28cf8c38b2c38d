namespace DigitalHub;

/// <summary>What a run is followed for: its end, unless something else is wanted.</summary>
internal sealed record WaitGoal
{
    /// <summary>Until it has ended.</summary>
    public static readonly WaitGoal End = new();

    /// <summary>Until it serves: it is RUNNING and has an address.</summary>
    public bool Ready { get; init; }

    /// <summary>Until it is in one of these states; none for its end.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>The goal in words, behind "until it".</summary>
    public string Words =>
        States.Count > 0 ? $"is {string.Join(" or ", States)}"
        : Ready ? "is ready"
        : "has ended";

    /// <summary>What has become of a run; null while it is on its way.</summary>
    public RunOutcome? Of(Run run)
    {
        if (States.Contains(run.State) || (Ready && run is { State: RunState.Running, Url: not null })) return RunOutcome.Reached;
        return run.State switch
        {
            RunState.Completed when States.Count == 0 && !Ready => RunOutcome.Reached,
            // A quick run passes through a state between two looks.
            RunState.Completed => States.Any(state => RunFacts.FirstTime(run.Document, state) is not null) ? RunOutcome.Reached : RunOutcome.Missed,
            RunState.Error => RunOutcome.Failed,
            RunState.Stopped => RunOutcome.Stopped,
            RunState.Deleted => RunOutcome.Gone,
            _ => null,
        };
    }

    /// <summary>What it means that a run is not there any more.</summary>
    public RunOutcome OfGone => States.Contains(RunState.Deleted) ? RunOutcome.Reached : RunOutcome.Gone;
}

/// <summary>What has become of a run that was followed.</summary>
internal enum RunOutcome
{
    /// <summary>It is as was wanted.</summary>
    Reached,

    /// <summary>It is in ERROR.</summary>
    Failed,

    /// <summary>It is in STOPPED.</summary>
    Stopped,

    /// <summary>It was removed.</summary>
    Gone,

    /// <summary>It is in COMPLETED, and something else was wanted.</summary>
    Missed,

    /// <summary>It can't be asked for.</summary>
    Unknown,
}

namespace DigitalHub;

/// <summary>A run that is followed, as it was last seen.</summary>
internal sealed class FollowedRun(Session session, RunAddress address, Run? run)
{
    private bool _vanished;

    public Session Session => session;

    public RunAddress Address => address;

    /// <summary>The run as it was last seen; null before the first look at one of which only the id is known.</summary>
    public Run? Run { get; private set; } = run;

    /// <summary>The state it was last seen in; null before the first look.</summary>
    public string? State => Run?.State;

    /// <summary>What has become of it; null while it is on its way.</summary>
    public RunOutcome? Outcome { get; private set; }

    /// <summary>Whether it was seen as it ended, and not only before it went.</summary>
    public bool IsSeen => Run is not null && Outcome is not (null or RunOutcome.Unknown) && !_vanished;

    /// <summary>What keeps it from being asked for.</summary>
    public DigitalHubException? Error { get; private set; }

    /// <summary>How many looks in a row the server has failed at.</summary>
    public int Failures { get; private set; }

    /// <summary>When it was first seen ended without the account of it; null where it was not.</summary>
    public long? Unsettled { get; set; }

    /// <summary>Takes over what a look has found.</summary>
    /// <returns>Whether the state is another one than before.</returns>
    public bool See(Run now)
    {
        var moved = State != now.State;
        Run = now;
        Failures = 0;
        return moved;
    }

    public void End(RunOutcome outcome, DigitalHubException? error = null)
    {
        Outcome = outcome;
        Error = error;
    }

    /// <summary>Takes note that it is not there any more.</summary>
    public void Vanish(RunOutcome outcome)
    {
        _vanished = true;
        End(outcome);
    }

    public void Fail() => Failures++;

    public override string ToString() => address.ToString();
}

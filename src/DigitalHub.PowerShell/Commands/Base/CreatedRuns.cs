namespace DigitalHub.PowerShell.Commands;

/// <summary>The runs that one call has created: how many are unfinished, and whether another may be created.</summary>
/// <param name="follower">Follows them.</param>
/// <param name="most">How many may be unfinished at once; 0 for any number.</param>
/// <param name="timeout">How long may be waited: from the first run on where their number is limited, else from when it is asked for.</param>
/// <param name="waits">Whether those that have ended are followed, too, so that they come out.</param>
internal sealed class CreatedRuns(RunFollower follower, int most, TimeSpan? timeout, bool waits)
{
    private int _underWay;

    private WaitLimit? _limit;

    public RunFollower Follower => follower;

    /// <summary>The limit of the wait, from when it was first asked for.</summary>
    public WaitLimit? Limit => _limit ??= WaitLimit.Of(timeout);

    /// <summary>Whether one more may be unfinished.</summary>
    public bool HasRoom => most == 0 || Unfinished + _underWay < most;

    // One that had ended when it was found there needs no room.
    private int Unfinished => follower.Awaited.Count(run => run.State is not { } state || !RunState.IsFinal(state));

    /// <summary>Takes room for a run that is to be created; false where there is none.</summary>
    public bool TryStart()
    {
        if (most > 0) _ = Limit;
        if (!HasRoom) return false;
        _underWay++;
        return true;
    }

    /// <summary>Takes note that nothing is being created any more: what failed needs no room.</summary>
    public void Drained() => _underWay = 0;

    /// <summary>Adds a run that was created, or was found there already.</summary>
    public void Add(Run run)
    {
        if (_underWay > 0) _underWay--;
        if (waits || !RunState.IsFinal(run.State)) follower.Add(run.Session, new RunAddress(run.Project, run.Id), run);
    }
}

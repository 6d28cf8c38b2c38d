namespace DigitalHub;

/// <summary>How many runs of a project are in a state, as far as it was asked lately.</summary>
/// <param name="clock">The clock.</param>
internal sealed class StateCounts(TimeProvider clock)
{
    /// <summary>So long a number is good enough to tell which way is cheaper.</summary>
    private static readonly TimeSpan Good = TimeSpan.FromSeconds(60);

    private readonly Dictionary<(Session, string, string), (long Count, long At)> _known = [];

    /// <summary>How many runs are in a state; more than can be listed where the backend can't tell.</summary>
    /// <exception cref="DigitalHubException">What keeps the backend from telling.</exception>
    public async Task<long> OfAsync(Session session, string project, string state, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((session, project, state), out var known) && clock.GetElapsedTime(known.At) < Good) return known.Count;
        var query = new RunQuery { Project = project, States = [state] };
        var count = await session.Client.CountRunsAsync(query, cancellationToken).ConfigureAwait(false) ?? long.MaxValue;
        Note(session, project, state, count);
        return count;
    }

    /// <summary>Takes note of what a listing has found.</summary>
    public void Note(Session session, string project, string state, long count) => _known[(session, project, state)] = (count, clock.GetTimestamp());
}

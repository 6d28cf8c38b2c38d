using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DigitalHub;

/// <summary>
/// Follows many runs of many projects and sessions until each is as was wanted, or never will be. It looks when it is told to
/// and says how long to wait until the next look; passing troubles of a server end nothing.
/// </summary>
internal sealed class RunFollower
{
    /// <summary>What one look may wait for the rest of what a server writes in pieces (transcript <c>runs-remote-fail</c>).</summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(3);

    // A megabyte a second is never passed, and what other requests there are has room.
    private const double BytesPerSecond = 750_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock;
    private readonly WaitGoal _goal;
    private readonly TimeSpan? _interval;
    private readonly Pace _pace;
    private readonly RunLook _look;
    private readonly object _gate = new();
    private readonly Dictionary<(object, string), FollowedRun> _awaited = [];
    private readonly HashSet<(object, string)> _known = [];
    private readonly HashSet<Session> _silent = [];
    private readonly HashSet<Session> _troubled = [];
    private readonly Queue<FollowedRun> _found = new();
    private long _moved;

    /// <param name="goal">What is waited for.</param>
    /// <param name="interval">The time from one look to the next; null lets it grow with the time in which nothing happens.</param>
    /// <param name="limit">How many requests are under way at once.</param>
    /// <param name="clock">The clock.</param>
    public RunFollower(WaitGoal goal, TimeSpan? interval, int limit, TimeProvider clock)
    {
        (_goal, _interval, _clock) = (goal, interval, clock);
        _pace = new Pace(clock, BytesPerSecond, BytesPerSecond / 4);
        _look = new RunLook(_pace, new StateCounts(clock), limit);
        _moved = clock.GetTimestamp();
    }

    /// <summary>The runs that are still awaited, in the order in which they were added.</summary>
    public IReadOnlyList<FollowedRun> Awaited
    {
        get
        {
            lock (_gate) return [.. _awaited.Values];
        }
    }

    /// <summary>How many runs are still to come: those that are awaited, and those that a look has found and nobody has taken.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _awaited.Count + _found.Count;
        }
    }

    /// <summary>How many were added, each once.</summary>
    public int Total => _known.Count;

    /// <summary>What is waited for.</summary>
    public WaitGoal Goal => _goal;

    /// <summary>How long to wait until the next look.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_gate)
            {
                var still = _clock.GetElapsedTime(_moved);
                var pause = _interval ?? Within(still / 20, FirstPause, LongestPause);
                if (_awaited.Values.Any(run => run.Unsettled is not null)) pause = Within(pause, TimeSpan.Zero, FirstPause);
                if (_awaited.Values.Select(run => run.Failures).DefaultIfEmpty().Max() is > 0 and var failures) pause = Within(pause, TimeSpan.FromSeconds(Math.Min(failures, PassingTroubles.Most)), TimeSpan.MaxValue);
                var pay = _pace.Wait;
                return pause > pay ? pause : pay;
            }
        }
    }

    /// <summary>Adds a run; the same one once only.</summary>
    public bool Add(Session session, RunAddress address, Run? run)
    {
        var place = ((object)(session.Type, session.Location), address.Id);
        lock (_gate)
        {
            if (!_known.Add(place)) return false;
            _awaited.Add(place, new FollowedRun(session, address, run));
            _moved = _clock.GetTimestamp();
            return true;
        }
    }

    /// <summary>
    /// Looks once at all that are awaited, and gives those that are awaited no more, as they are found. Whoever leaves it early
    /// gets what was found besides with the next look.
    /// </summary>
    public async IAsyncEnumerable<FollowedRun> LookAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (Take() is { } before) yield return before;
        var signal = Channel.CreateUnbounded<object?>();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = LookAllAsync(signal.Writer, leaving.Token);
        try
        {
            await foreach (var _ in signal.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (Take() is { } run) yield return run;
            }
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private FollowedRun? Take()
    {
        lock (_gate) return _found.TryDequeue(out var run) ? run : null;
    }

    private async Task LookAllAsync(ChannelWriter<object?> ended, CancellationToken cancellationToken)
    {
        try
        {
            lock (_gate)
            {
                _silent.Clear();
                _silent.UnionWith(_troubled);
            }
            foreach (var group in Awaited.GroupBy(run => (run.Session, run.Address.Project)))
            {
                await _look.LookAsync(group.Key.Session, group.Key.Project, group, (run, document, error) => See(run, document, error, ended), cancellationToken).ConfigureAwait(false);
            }
            ended.Complete();
        }
        catch (Exception exception)
        {
            ended.Complete(exception);
        }
    }

    private void See(FollowedRun run, StoredDocument? document, DigitalHubException? error, ChannelWriter<object?> ended)
    {
        lock (_gate)
        {
            if (document is not null) Found(run, document);
            else if (error is EntityNotFoundException && (run.Run is not null || _goal.States.Contains(RunState.Deleted))) run.Vanish(_goal.OfGone);
            else Failed(run, error!);
            if (run.Outcome is null) return;
            _moved = _clock.GetTimestamp();
            _awaited.Remove(((object)(run.Session.Type, run.Session.Location), run.Address.Id));
            _found.Enqueue(run);
        }
        ended.TryWrite(null);
    }

    private void Found(FollowedRun run, StoredDocument document)
    {
        Answered(run.Session);
        try
        {
            var now = new Run(document, run.Session);
            if (run.See(now)) _moved = _clock.GetTimestamp();
            if (_goal.Of(now) is not { } outcome) run.Unsettled = null;
            else if (IsSettled(run, now)) run.End(outcome);
        }
        catch (DigitalHubException exception)
        {
            // What came is no document.
            Failed(run, exception);
        }
    }

    // A core saves the state of a remote run first, and why and with what it ended a moment later.
    private bool IsSettled(FollowedRun run, Run now)
    {
        if (now.Session.Type != BackendType.Core || !RunState.IsFinal(now.State) || now.IsLocal) return true;
        if (now.Status["transitions"] is not Array { Length: > 0 } || RunFacts.FirstTime(now.Document, now.State) is not null) return true;
        run.Unsettled ??= _clock.GetTimestamp();
        return _clock.GetElapsedTime(run.Unsettled.Value) >= SettlingTime;
    }

    private void Failed(FollowedRun run, DigitalHubException error)
    {
        run.Fail();
        if (!PassingTroubles.Is(run.Session, error, run.Failures))
        {
            run.End(RunOutcome.Unknown, error);
            return;
        }
        if (_troubled.Add(run.Session)) Notices.Warning($"{run.Session.Name} can't be asked for its runs now: {error.Message} The wait goes on.");
    }

    private void Answered(Session session)
    {
        if (_troubled.Count > 0 && _troubled.Remove(session) && _silent.Contains(session)) Notices.Verbose($"{session.Name} answers again.");
    }

    private static TimeSpan Within(TimeSpan time, TimeSpan least, TimeSpan most) => time < least ? least : time > most ? most : time;
}

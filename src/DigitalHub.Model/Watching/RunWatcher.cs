using System.Runtime.CompilerServices;

namespace DigitalHub;

/// <summary>
/// Watches the runs of a scope: by notifications where the backend has them, else by looking again and again. Where
/// notifications are lost, it says so, looks what it has missed, goes on by looking, and opens them again.
/// </summary>
/// <param name="scope">What is watched.</param>
/// <param name="interval">The time from one look to the next where there are no notifications; null lets it grow with the time in which nothing happens.</param>
/// <param name="limit">How many requests are under way at once.</param>
/// <param name="pace">How fast may be read.</param>
/// <param name="clock">The clock.</param>
/// <param name="begun">Called when the first look is over and what it has found is given out.</param>
internal sealed class RunWatcher(RunScope scope, TimeSpan? interval, int limit, Pace pace, TimeProvider clock, Action? begun = null)
{
    /// <summary>What all looks of one command may read in a second; a megabyte is never passed.</summary>
    public const double BytesPerSecond = 750_000;

    // More are told by all notifications than by one subscription for each.
    private const int MostSubscriptions = 16;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // A subscription is not acknowledged: what happened before it took effect is looked for.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    // A connection may be dead without a word.
    private static readonly TimeSpan Check = TimeSpan.FromMinutes(1);

    // What a listing shows may be told by a notification that is still on its way.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly RunMemory _memory = new(scope.Own is not null, RunSurvey.Remembered, clock);
    private readonly RunMatcher _filter = new(scope.Filter);
    private long _moved = clock.GetTimestamp();
    private TimeSpan _took;
    private int _failures;
    private bool _isTroubled;

    /// <summary>The changes as they come, in the order in which they are seen. It ends when no run is left of those that were given.</summary>
    /// <exception cref="DigitalHubException">What keeps the runs from being watched.</exception>
    public async IAsyncEnumerable<WatchedItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var survey = new RunSurvey(scope, _memory, pace, limit, clock);
        var feed = new FeedConnection(scope.Session, Query(), clock);
        await using (feed.ConfigureAwait(false))
        {
            // Opened before the first look: what happens after that is told.
            await feed.TryOpenAsync(cancellationToken).ConfigureAwait(false);
            foreach (var item in Items(await survey.BeginAsync(cancellationToken).ConfigureAwait(false))) yield return item;
            Notices.Verbose($"Watching {scope.Words} by {(feed.IsOpen ? "notifications" : "asking again and again")}.");
            begun?.Invoke();
            while (!survey.IsOver)
            {
                if (feed.IsOpen)
                {
                    await foreach (var item in NotifiedAsync(feed, survey, cancellationToken).ConfigureAwait(false)) yield return item;
                    continue;
                }
                await Task.Delay(Pause(feed.WaitToOpen), clock, cancellationToken).ConfigureAwait(false);
                // What was missed until now is looked for below; what comes from now on is told.
                if (feed.IsDue && await feed.TryOpenAsync(cancellationToken).ConfigureAwait(false)) Notices.Verbose($"The notifications of {scope.Session.Name} come again.");
                if (await LookAsync(survey, cancellationToken).ConfigureAwait(false) is not { } picture) continue;
                foreach (var item in Items(survey.Take(picture))) yield return item;
            }
        }
    }

    private RunFeedQuery Query()
    {
        var isFew = scope.IsOfRuns && scope.Runs.Count <= MostSubscriptions && scope.Own is null;
        var projects = scope.IsOfRuns ? scope.Runs.Keys.Select(run => run.Project).Distinct().ToList() : [];
        return new RunFeedQuery(projects is [var only] ? only : scope.Project, scope.Own is not null, isFew ? [.. scope.Runs.Keys.Select(run => run.Id)] : []);
    }

    // Until the notifications end, or nothing is left to be watched. Between them is looked whether they told everything.
    private async IAsyncEnumerable<WatchedItem> NotifiedAsync(FeedConnection feed, RunSurvey survey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var look = LookLaterAsync(survey, Settling, leaving.Token);
        try
        {
            while (!survey.IsOver)
            {
                var next = feed.NextAsync(cancellationToken);
                if (await Task.WhenAny(next, look).ConfigureAwait(false) == look)
                {
                    // What is there already was told before.
                    while (next.IsCompletedSuccessfully && next.Result is { } early)
                    {
                        feed.Taken();
                        foreach (var item in Items(survey.Take(early))) yield return item;
                        next = feed.NextAsync(cancellationToken);
                    }
                    if (await look.ConfigureAwait(false) is { } picture)
                    {
                        foreach (var item in Items(survey.Take(picture))) yield return item;
                    }
                    look = LookLaterAsync(survey, Check, leaving.Token);
                    continue;
                }
                if (await next.ConfigureAwait(false) is not { } notice) break;
                feed.Taken();
                foreach (var item in Items(survey.Take(notice))) yield return item;
            }
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
            await ((Task)look).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<SurveyPicture?> LookLaterAsync(RunSurvey survey, TimeSpan time, CancellationToken cancellationToken)
    {
        await Task.Delay(time, clock, cancellationToken).ConfigureAwait(false);
        var picture = await LookAsync(survey, cancellationToken).ConfigureAwait(false);
        await Task.Delay(Grace, clock, cancellationToken).ConfigureAwait(false);
        return picture;
    }

    // Null where the backend has a trouble that passes.
    private async Task<SurveyPicture?> LookAsync(RunSurvey survey, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        try
        {
            var picture = await survey.LookAsync(cancellationToken).ConfigureAwait(false);
            if (_isTroubled) Notices.Verbose($"{scope.Session.Name} answers again.");
            (_failures, _isTroubled, _took) = (0, false, clock.GetElapsedTime(started));
            return picture;
        }
        catch (DigitalHubException exception) when (PassingTroubles.Is(scope.Session, exception, ++_failures))
        {
            if (!_isTroubled) Notices.Warning($"{scope.Session.Name} can't be asked for its runs now: {exception.Message} The watch goes on; what is made and removed until it answers is missed.");
            _isTroubled = true;
            return null;
        }
    }

    private TimeSpan Pause(TimeSpan? open)
    {
        // What takes a backend long is asked for less often.
        var pause = interval ?? Within(Within(clock.GetElapsedTime(_moved) / 20, FirstPause, LongestPause), 4 * _took, TimeSpan.MaxValue);
        if (_failures > 0) pause = Within(pause, TimeSpan.FromSeconds(Math.Min(_failures, PassingTroubles.Most)), TimeSpan.MaxValue);
        if (open < pause) pause = open.Value;
        return Within(pause, pace.Wait, TimeSpan.MaxValue);
    }

    private IEnumerable<WatchedItem> Items(SurveyResult result) =>
        [.. Items(result.Moves), .. result.Errors.Select(error => new WatchedItem(null, error.Run, error.Error))];

    private List<WatchedItem> Items(IReadOnlyList<RunMove> moves)
    {
        if (moves.Count > 0) _moved = clock.GetTimestamp();
        return [.. moves.Where(IsWanted).Select(move => new WatchedItem(move, default, null))];
    }

    private bool IsWanted(RunMove move) =>
        (scope.Project is null || scope.IsOfRuns || move.Run.Head("project") == scope.Project)
        && (!scope.IsOfRuns || scope.Runs.ContainsKey(new RunAddress(move.Run.Head("project") ?? string.Empty, move.Id)))
        && (scope.States.Count == 0 || (move.IsOfState && scope.States.Contains(move.State)))
        && _filter.Matches(move.Run);

    private static TimeSpan Within(TimeSpan time, TimeSpan least, TimeSpan most) => time < least ? least : time > most ? most : time;
}

/// <summary>What a watch brings: a change, or what keeps a single run from being watched.</summary>
/// <param name="Move">The change.</param>
/// <param name="Run">The run that can't be watched.</param>
/// <param name="Error">Why it can't.</param>
internal sealed record WatchedItem(RunMove? Move, RunAddress Run, DigitalHubException? Error);

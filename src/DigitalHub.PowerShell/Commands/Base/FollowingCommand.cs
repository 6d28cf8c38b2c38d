namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that wait for runs.</summary>
public abstract class FollowingCommand : BulkCommand
{
    // No look is given up sooner.
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(2);

    // So long nothing is shown of a wait that goes on.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // The logs of more failed runs than this are not asked for: a log may be long.
    private const int MostLogs = 10;

    private readonly List<FollowedRun> _failed = [];

    // Of more runs than this a look does not ask whether they move.
    private const int MostAsked = 10;

    private readonly HashSet<FollowedRun> _moving = [];

    private bool _toldService;

    private bool _toldStill;

    private WaitProgress? _progress;

    /// <summary>Makes what follows runs.</summary>
    private protected RunFollower Follower(WaitGoal goal, TimeSpan? interval = null)
    {
        if (interval < TimeSpan.FromSeconds(0.1)) throw Errors.Value("-PollInterval is shorter than a tenth of a second.", interval, "Give the seconds from one look to the next, for example -PollInterval 5.");
        return new RunFollower(goal, interval, ThrottleLimit, TimeProvider.System);
    }

    /// <summary>Looks and sleeps until nothing is awaited any more, or enough has come.</summary>
    /// <param name="follower">What follows the runs.</param>
    /// <param name="limit">When to give up; null for never.</param>
    /// <param name="enough">Asked after each run that is awaited no more.</param>
    /// <param name="ended">Called for each run that is awaited no more.</param>
    /// <returns>False where the time was up first.</returns>
    private protected bool FollowRuns(RunFollower follower, WaitLimit? limit, Func<bool> enough, Action<FollowedRun> ended)
    {
        try
        {
            while (follower.Count > 0 && !enough())
            {
                if (!Look(follower, limit, enough, ended)) return false;
                TellStill(follower);
                if (follower.Count == 0 || enough()) break;
                if (limit?.Left <= TimeSpan.Zero) return false;
                Sleep(follower, limit?.Left is { } left && left < follower.Pause ? left : follower.Pause);
            }
            return true;
        }
        finally
        {
            _progress?.Close(WriteProgress);
            _progress = null;
        }
    }

    /// <summary>Remembers what became of a run, where it is an error.</summary>
    private protected void Remember(FollowedRun run)
    {
        WriteVerbose($"{run.Address} on {run.Session.Name}: {run.State ?? "unknown"}.");
        if (run.Outcome is not RunOutcome.Reached) _failed.Add(run);
    }

    /// <summary>Writes the errors of the runs that did not become what was wanted, now that all have ended.</summary>
    private protected void Report(WaitGoal goal)
    {
        var logs = 0;
        foreach (var run in _failed)
        {
            var log = run.Outcome == RunOutcome.Failed && logs++ < MostLogs ? LogOf(run) : [];
            if (RunEnds.Error(run, goal, log) is { } error) Fail(error, (object?)run.Run ?? run.Address.Id);
        }
        _failed.Clear();
    }

    /// <summary>The error of a wait whose time was up; its target are the unfinished runs.</summary>
    private protected void ReportTimeout(RunFollower follower, WaitLimit limit)
    {
        var left = follower.Awaited;
        Fail(RunEnds.TimedOut(left, limit.Time, follower.Goal), left.Select(run => (object?)run.Run ?? run.Address.Id).ToArray());
    }

    /// <summary>Says of a service that it does not end by itself, and of a run that nothing will move it.</summary>
    private void TellStill(RunFollower follower)
    {
        if (_toldStill && _toldService) return;
        var asked = 0;
        foreach (var (followed, run) in follower.Awaited.Where(one => one.Run is not null).Select(one => (one, one.Run!)))
        {
            if (!_toldStill && asked < MostAsked && _moving.Add(followed))
            {
                asked++;
                _toldStill = TellStill(followed, run);
            }
            if (!_toldService && follower.Goal == WaitGoal.End && run is { State: RunState.Running, Url: not null })
            {
                _toldService = true;
                WriteWarning($"Run '{run.Id}' is a service, which runs until it is stopped. Wait for its address with -For Ready; end it with Stop-DhRun.");
            }
        }
    }

    private bool TellStill(FollowedRun followed, Run run)
    {
        try
        {
            var asking = RunMovers.WarningAsync(run.Session.Client, followed.Address, run.Document, Stop);
            if ((asking.IsCompletedSuccessfully ? asking.Result : Await(asking.AsTask())) is not { } still) return false;
            WriteWarning(still);
            return true;
        }
        catch (DigitalHubException)
        {
            // What keeps it from being asked for is the wait's to say.
            return false;
        }
    }

    private bool Look(RunFollower follower, WaitLimit? limit, Func<bool> enough, Action<FollowedRun> ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        if (limit is not null) stop.CancelAfter(limit.Left > ShortestLook ? limit.Left : ShortestLook);
        Show(follower);
        try
        {
            foreach (var run in Stream(follower.LookAsync(stop.Token)))
            {
                ended(run);
                Show(follower);
                if (enough()) return true;
            }
            return true;
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Sleep(RunFollower follower, TimeSpan time)
    {
        while (time > TimeSpan.Zero)
        {
            Show(follower);
            var slice = time < Beat ? time : Beat;
            Await(System.Threading.Tasks.Task.Delay(slice, Stop));
            time -= slice;
        }
    }

    private void Show(RunFollower follower)
    {
        _progress ??= new WaitProgress(Host);
        _progress.Show(follower, WriteProgress);
    }

    private IReadOnlyList<string> LogOf(FollowedRun run)
    {
        try
        {
            return LogTail.Of(Await(run.Session.Client.GetRunLogsAsync(run.Address, Stop)), RunFailure.Container(run.Run!));
        }
        catch (DigitalHubException exception)
        {
            WriteVerbose($"The log of run {run.Address} can't be read: {exception.Message}");
            return [];
        }
    }
}

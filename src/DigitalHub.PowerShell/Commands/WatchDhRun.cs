using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Watches runs: each change of one comes out as it happens, until the command is ended.</summary>
[Cmdlet(VerbsCommon.Watch, "DhRun")]
[OutputType(typeof(RunChange))]
public sealed class WatchDhRunCommand : RunCommand
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(0.1);

    // The first look is given up no sooner.
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    // So many changes wait for one who takes them slowly; then nobody asks for more.
    private const int MaxWaiting = 1024;

    private readonly List<RunScope> _scopes = [];

    private string[] _states = [];

    /// <summary>Only runs of any of these names.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only runs of any of these kinds.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(KindCompleter))]
    public string[]? Kind { get; set; }

    /// <summary>Only runs of any of these functions: a reference, <c>kind://project/name</c>, or a name.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument(Accepts = typeof(DigitalHub.Function))]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string[]? Function { get; set; }

    /// <summary>Only changes by which a run comes into any of these states.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(StateCompleter))]
    public string[]? State { get; set; }

    /// <summary>Only the user's own runs, and only when one is made or removed or changes its state.</summary>
    [Parameter]
    public SwitchParameter Own { get; set; }

    /// <summary>Ends after so many changes.</summary>
    [Parameter]
    [NumberArgument(whole: true)]
    public long? First { get; set; }

    /// <summary>Ends after this time: a time span, or a number of seconds.</summary>
    [Parameter]
    [DurationArgument]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The time from one look to the next where there are no notifications; else it grows from half a second while nothing happens.</summary>
    [Parameter]
    [DurationArgument]
    public TimeSpan? PollInterval { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        if (First is < 1) throw Errors.Value("-First is no number of changes.", First == NumberArgumentAttribute.NoInteger ? null : First, "Give -First a whole number from 1 on.");
        if (PollInterval is { } interval && (interval < ShortestInterval || interval > LongestInterval)) throw Errors.Value("-PollInterval is no time to wait between two looks.", interval, "Give a time from 0.1 seconds to a day.");
        _states = [.. (State ?? []).Select(KnownState)];
        // A pattern that is none is found before anything is asked.
        _ = new RunMatcher(Filter);
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Run))) RefuseFilters();
    }

    private protected override void Unselected() => Watch(Current, Project == "*" ? null : ProjectOf(Current), Filter);

    private protected override void OfProject(Project project) => Watch(For(project), project.Id, Filter);

    private protected override void OfEntity(Entity owner)
    {
        if (Function is not null) throw Errors.Value("Runs are selected by what is piped in and by -Function as well.", owner, "Leave one of them out.");
        Watch(For(owner), owner.Project, Filter with
        {
            Functions = owner is DigitalHub.Function function ? [function.Reference] : [],
            Workflows = owner is Workflow workflow ? [workflow.Reference] : [],
            Tasks = owner is RunTask task ? [task.Reference] : [],
        });
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        RefuseFilters();
        var at = _scopes.FindIndex(scope => scope.IsOfRuns && scope.Session.Type == session.Type && scope.Session.Location == session.Location);
        var known = selection.Run is { } run ? StoredDocument.Read(run.AsRead) : null;
        if (at < 0)
        {
            _scopes.Add(new RunScope(session, null) { Runs = new Dictionary<RunAddress, StoredDocument?> { [address] = known }, States = _states });
            return;
        }
        var runs = (Dictionary<RunAddress, StoredDocument?>)_scopes[at].Runs;
        runs[address] = known ?? runs.GetValueOrDefault(address);
    }

    private protected override void End()
    {
        base.End();
        if (_scopes.Count == 0) return;
        var limit = WaitLimit.Of(Timeout);
        var found = Channel.CreateBounded<Found>(MaxWaiting);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        if (limit is not null) stop.CancelAfter(limit.Time > ShortestLook ? limit.Time : ShortestLook);
        var all = WatchAllAsync(found.Writer, limit is null ? null : () => EndIn(stop, limit.Left), stop.Token);
        try
        {
            WriteFound(found.Reader, stop.Token);
        }
        catch (OperationCanceledException) when (limit is not null && !Stop.IsCancellationRequested)
        {
            WriteVerbose("The time is up.");
        }
        finally
        {
            stop.Cancel();
            // Nobody waits for a request that takes its time to end.
            _ = all.ContinueWith(_ => stop.Dispose(), TaskScheduler.Default);
        }
    }

    private void WriteFound(ChannelReader<Found> found, CancellationToken stop)
    {
        var left = First ?? long.MaxValue;
        try
        {
            foreach (var item in Stream(found.ReadAllAsync(stop)))
            {
                if (Write(item) && --left == 0) return;
            }
        }
        finally
        {
            // What was found in time is given out.
            while (stop.IsCancellationRequested && !Stop.IsCancellationRequested && left > 0 && found.TryRead(out var item))
            {
                if (Write(item)) left--;
            }
        }
    }

    private static void EndIn(CancellationTokenSource stop, TimeSpan time)
    {
        try
        {
            stop.CancelAfter(time > TimeSpan.Zero ? time : TimeSpan.Zero);
        }
        catch (ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private RunQuery Filter => new() { Names = Name ?? [], Kinds = Kind ?? [], Functions = Function ?? [] };

    private void RefuseFilters()
    {
        if (MyInvocation.BoundParameters.Keys.FirstOrDefault(name => name is nameof(Name) or nameof(Kind) or nameof(Function) or nameof(Own)) is not { } filter) return;
        throw Errors.Value($"-{filter} selects among all runs, and single runs are given.", filter, $"Leave -{filter} out, or watch the runs of a project without giving one.");
    }

    private void Watch(Session session, string? project, RunQuery filter) => _scopes.Add(new RunScope(session, project)
    {
        Filter = filter,
        States = _states,
        Own = Own ? UserOf(session) : null,
    });

    private string UserOf(Session session) =>
        session.User ?? Await(session.Client.CheckAsync(Stop)).User
        ?? throw Errors.Value($"{session.Name} does not know who you are: no run is your own there.", action: "Leave -Own out, or sign in with Connect-DhBackend.");

    // Whether it was a change.
    private bool Write(Found item)
    {
        if (item.Error is { } error)
        {
            if (!ErrorRecords.IsOurs(error) || (_scopes.Count == 1 && !item.IsOfRun)) ExceptionDispatchInfo.Throw(error);
            Fail(error, item.Target);
            return false;
        }
        var change = new RunChange(item.Move!, item.Scope.Session);
        if (change.Action != RunMove.Delete) Seen.Add(change.Run);
        WriteObject(change);
        return true;
    }

    private async Task WatchAllAsync(ChannelWriter<Found> found, Action? begun, CancellationToken cancellationToken)
    {
        var waiting = _scopes.Count;
        var pace = new Pace(TimeProvider.System, RunWatcher.BytesPerSecond, RunWatcher.BytesPerSecond / 4);
        await Task.WhenAll(_scopes.Select(scope => WatchAsync(scope, pace, found, Begun, cancellationToken))).ConfigureAwait(false);
        found.Complete();

        void Begun()
        {
            if (Interlocked.Decrement(ref waiting) == 0) begun?.Invoke();
        }
    }

    private async Task WatchAsync(RunScope scope, Pace pace, ChannelWriter<Found> found, Action begun, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                await foreach (var item in new RunWatcher(scope, PollInterval, ThrottleLimit, pace, TimeProvider.System, begun).ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    await found.WriteAsync(new Found(scope, item.Move, item.Error, item.Run.Id ?? scope.Project) { IsOfRun = item.Error is not null }, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await found.WriteAsync(new Found(scope, null, exception, scope.Project), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
    }

    private sealed record Found(RunScope Scope, RunMove? Move, Exception? Error, object? Target)
    {
        public bool IsOfRun { get; init; }
    }
}

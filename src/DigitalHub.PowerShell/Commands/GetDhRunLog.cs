using System.Globalization;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Gets what runs wrote to their logs, and follows it while they run.</summary>
[Cmdlet(VerbsCommon.Get, "DhRunLog")]
[OutputType(typeof(string), typeof(RunLogLine))]
public sealed class GetDhRunLogCommand : RunCommand
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(0.1);

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    // So many pieces wait for one who reads slowly; then nobody asks for more.
    private const int MaxWaiting = 64;

    private readonly List<(RunAddress Address, Session Session)> _followed = [];
    private LogChoice _choice = new(null, false);
    private bool _hasLines;
    private bool _hasTimes;

    /// <summary>Only the logs of these containers; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    public string[]? Container { get; set; }

    /// <summary>The logs of all containers, also of those that prepare the main one.</summary>
    [Parameter]
    public SwitchParameter AllContainers { get; set; }

    /// <summary>Only the last so many lines of each container.</summary>
    [Parameter]
    [Alias("Last")]
    [NumberArgument(whole: true)]
    public long? Tail { get; set; }

    /// <summary>Goes on giving out what is new until the run has ended.</summary>
    [Parameter]
    [Alias("Wait")]
    public SwitchParameter Follow { get; set; }

    /// <summary>The time between two looks while following: a time span, or a number of seconds.</summary>
    [Parameter]
    [DurationArgument]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>Shows the times that lines begin with in local time.</summary>
    [Parameter]
    public SwitchParameter Timestamp { get; set; }

    /// <summary>Gives out the text of each container in one piece, as it was written.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Gives out lines as objects that tell run, pod, container and time.</summary>
    [Parameter]
    public SwitchParameter AsObject { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        if (Container is not null && AllContainers) throw Errors.Value("-Container and -AllContainers are both given.", action: "Leave one of them out.");
        Exclude(Raw, nameof(Raw), (Follow, nameof(Follow)), (Tail is not null, nameof(Tail)), (AsObject, nameof(AsObject)), (Timestamp, nameof(Timestamp)));
        Exclude(AsObject, nameof(AsObject), (Timestamp, nameof(Timestamp)));
        if (Tail is < 0) throw Errors.Value("-Tail is no number of lines.", Tail == NumberArgumentAttribute.NoInteger ? null : Tail, "Give -Tail a whole number from 0 on.");
        if (PollInterval is not null && !Follow) throw Errors.Value("-PollInterval belongs to -Follow.", action: "Give -Follow as well, or leave -PollInterval out.");
        if (PollInterval is { } interval && (interval < ShortestInterval || interval > LongestInterval)) throw Errors.Value("-PollInterval is no time to wait between two looks.", interval, "Give a time from 0.1 seconds to a day.");
        _choice = new LogChoice(Container, AllContainers);
        // A pattern that is none is found before anything is asked.
        _ = new TextSet(Container ?? []);
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        if (Follow)
        {
            if (!_followed.Contains((address, session))) _followed.Add((address, session));
            return;
        }
        Start(selection.Run ?? (object)address.Id, token => session.Client.GetRunLogsAsync(address, token), logs => Write(logs, address, session));
    }

    private protected override void End()
    {
        base.End();
        if (_followed.Count > 0) FollowAll();
        if (Timestamp && _hasLines && !_hasTimes) WriteWarning("No line of the log begins with a time, and a core keeps none: -Timestamp shows nothing.");
    }

    private static void Exclude(bool isGiven, string name, params ReadOnlySpan<(bool IsGiven, string Name)> others)
    {
        foreach (var other in others)
        {
            if (isGiven && other.IsGiven) throw Errors.Value($"-{name} and -{other.Name} don't go together.", action: "Leave one of them out.");
        }
    }

    private void Write(IReadOnlyList<RunLog> logs, RunAddress address, Session session)
    {
        var chosen = _choice.Of(logs);
        if (chosen.Count == 0)
        {
            if (Container is not null) throw _choice.NotFound(address.Id, logs);
            WriteVerbose($"Run '{address.Id}' has no log.");
            return;
        }
        if (Container is null && !AllContainers && LogChoice.IsInit(chosen[0].Container)) WriteVerbose($"The main container of run '{address.Id}' has written nothing: this is what prepared it.");
        if (Tail is null && LogFollower.CutWarning(address.Id, chosen.SelectMany(container => container.Texts)) is { } cut) WriteWarning(cut);
        foreach (var container in chosen)
        {
            if (Raw)
            {
                WriteObject(container.Raw);
                continue;
            }
            var lines = Checked(container.Lines);
            Write(Tail is { } tail ? lines.TakeLast((int)Math.Min(tail, int.MaxValue)) : lines, container.Pod, container.Container, address, session);
        }
    }

    private void Write(IEnumerable<string> lines, string? pod, string? container, RunAddress address, Session session)
    {
        foreach (var line in lines)
        {
            _hasLines = true;
            WriteObject(AsObject ? new RunLogLine(address, session, pod, container, line) : Timestamp ? Timed(line) : line);
        }
    }

    private string Timed(string line)
    {
        if (LogTime.Of(line, out var rest) is not { } time) return line;
        _hasTimes = true;
        return string.Create(CultureInfo.InvariantCulture, $"{time.LocalDateTime:yyyy-MM-dd HH:mm:ss.fff} {rest}");
    }

    // A log may be long, and the user in a hurry.
    private IEnumerable<string> Checked(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Stop.ThrowIfCancellationRequested();
            yield return line;
        }
    }

    private void FollowAll()
    {
        var found = Channel.CreateBounded<Found>(MaxWaiting);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var gate = new SemaphoreSlim(ThrottleLimit);
        var all = FollowAllAsync(found.Writer, gate, stop.Token);
        try
        {
            foreach (var item in Stream(found.Reader.ReadAllAsync(Stop)))
            {
                if (item.Error is { } error) Failed(error, item.Address.Id);
                else Write(item.Piece!.Lines, item.Piece.Pod, item.Piece.Container, item.Address, item.Session);
            }
        }
        finally
        {
            stop.Cancel();
            // Nobody waits for a request that takes its time to end.
            _ = all.ContinueWith(
                _ =>
                {
                    stop.Dispose();
                    gate.Dispose();
                },
                TaskScheduler.Default);
        }
    }

    private void Failed(Exception error, string id)
    {
        if (!ErrorRecords.IsOurs(error)) ExceptionDispatchInfo.Throw(error);
        Fail(error, id);
    }

    private async Task FollowAllAsync(ChannelWriter<Found> found, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_followed.Select(run => FollowAsync(run.Address, run.Session, found, gate, cancellationToken))).ConfigureAwait(false);
        found.Complete();
    }

    private async Task FollowAsync(RunAddress address, Session session, ChannelWriter<Found> found, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        var tail = Tail is { } lines ? (int)Math.Min(lines, int.MaxValue) : (int?)null;
        try
        {
            try
            {
                var follower = new LogFollower(session.Client, address, _choice, tail, PollInterval, TimeProvider.System, gate);
                await foreach (var piece in follower.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    await found.WriteAsync(new Found(address, session, piece, null), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await found.WriteAsync(new Found(address, session, null, exception), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
    }

    private sealed record Found(RunAddress Address, Session Session, LogPiece? Piece, Exception? Error);
}

using System.Runtime.CompilerServices;

namespace DigitalHub;

/// <summary>
/// Follows the log of a run to its end: waits while there is none, gives out what is new, and ends when the run has ended
/// and everything it wrote is given out. That a server does not answer for a while does not end it.
/// </summary>
/// <param name="backend">The run's backend.</param>
/// <param name="run">The run.</param>
/// <param name="choice">Which containers.</param>
/// <param name="tail">How many of the lines that are there at the beginning are wanted of each container; null for all.</param>
/// <param name="pause">The time between two looks; null for one that adapts itself.</param>
/// <param name="clock">The clock.</param>
/// <param name="gate">How many requests may be under way at once, of all that follow; null for any number.</param>
internal sealed class LogFollower(IBackend backend, RunAddress run, LogChoice choice, int? tail, TimeSpan? pause, TimeProvider clock, SemaphoreSlim? gate = null)
{
    // What a run wrote last may come a moment after its last state.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string? Pod, string? Container, int Start), Stream> _streams = [];
    private readonly LogPace _pace = new(pause);
    private IReadOnlyList<RunLog> _logs = [];
    private bool _grew = true;
    private long _looked;

    /// <summary>The pieces as they come.</summary>
    /// <exception cref="EntityNotFoundException"><c>RunNotFound</c>; <c>ContainerNotFound</c>: the run has ended, and no container of the names has a log.</exception>
    /// <exception cref="DigitalHubException"><c>RunGone</c>: the run was removed meanwhile.</exception>
    public async IAsyncEnumerable<LogPiece> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = await AskAsync(backend.GetRunAsync, cancellationToken).ConfigureAwait(false);
        var state = RunMoves.State(first.Map);
        var hasEnded = RunState.IsFinal(state);
        if (!hasEnded) await WarnOfRestAsync(first, cancellationToken).ConfigureAwait(false);
        _looked = clock.GetTimestamp();
        foreach (var piece in First(await AskAsync(backend.GetRunLogsAsync, cancellationToken).ConfigureAwait(false))) yield return piece;

        var isOver = hasEnded && !(RunFacts.FirstTime(first.Map, state) is { } end && clock.GetUtcNow() - end < Recent);
        while (!isOver)
        {
            await Task.Delay(hasEnded && pause is null ? Settling : _pace.Pause, clock, cancellationToken).ConfigureAwait(false);
            var look = await LookAsync(hasEnded, cancellationToken).ConfigureAwait(false);
            if (look is null) continue;
            foreach (var piece in Next(look.Logs)) yield return piece;
            if (look.IsGone)
            {
                foreach (var piece in Rest()) yield return piece;
                throw Gone();
            }
            // The end is believed when nothing came after it.
            isOver = hasEnded && !_grew;
            hasEnded |= look.HasEnded;
        }
        foreach (var piece in Rest()) yield return piece;
        if (choice.Containers is not null && _streams.Count == 0) throw choice.NotFound(run.Id, _logs);
    }

    /// <summary>What is said of a log whose beginning a core no longer has; null for a whole one.</summary>
    public static string? CutWarning(string id, IEnumerable<string> texts) =>
        texts.Any(text => Math.Abs(text.Length - GrowingLog.UsualWindow) < 4)
            ? FormattableString.Invariant($"The beginning of the log of run '{id}' is missing: a core keeps the last {GrowingLog.UsualWindow} characters of each container.")
            : null;

    private async Task WarnOfRestAsync(StoredDocument document, CancellationToken cancellationToken)
    {
        if (RunFacts.IsLocal(document.Map) || await backend.GetApiLevelAsync(cancellationToken).ConfigureAwait(false) is null || backend.Known?.LikeVersion is not null)
        {
            Notices.Warning($"Nothing executes run '{run.Id}' here: it is followed until somebody moves it on with Update-DhRun -State.");
        }
    }

    private async Task<T> AskAsync<T>(Func<RunAddress, CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        if (gate is null) return await request(run, cancellationToken).ConfigureAwait(false);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await request(run, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Look?> LookAsync(bool hasEnded, CancellationToken cancellationToken)
    {
        try
        {
            // A log that grows shows that the run is alive.
            var state = hasEnded || _grew ? null : RunMoves.State((await AskAsync(backend.GetRunAsync, cancellationToken).ConfigureAwait(false)).Map);
            if (state == RunState.Deleted) return new Look([], HasEnded: true, IsGone: true);
            return new Look(await AskAsync(backend.GetRunLogsAsync, cancellationToken).ConfigureAwait(false), state is not null && RunState.IsFinal(state), IsGone: false);
        }
        catch (EntityNotFoundException exception) when (exception.ErrorId == "RunNotFound")
        {
            return new Look([], HasEnded: true, IsGone: true);
        }
        catch (DigitalHubException exception) when (exception.Kind is ErrorKind.ResourceUnavailable or ErrorKind.ConnectionError or ErrorKind.OperationTimeout)
        {
            Notices.Verbose($"The log of run '{run.Id}' could not be read and is asked for again: {exception.Message}");
            _pace.Looked(0, TimeSpan.Zero);
            return null;
        }
    }

    private IEnumerable<LogPiece> First(IReadOnlyList<RunLog> logs)
    {
        if (tail is null && CutWarning(run.Id, logs.Where(choice.WantsAtOnce).Select(log => log.Text)) is { } warning) Notices.Warning(warning);
        foreach (var container in Next(logs).GroupBy(piece => (piece.Pod, piece.Container)))
        {
            List<string> lines = [.. container.SelectMany(piece => piece.Lines)];
            var open = _streams.Any(stream => (stream.Key.Pod, stream.Key.Container) == container.Key && stream.Value.Screen.HasOpenLine) ? 1 : 0;
            if (tail is { } wanted) lines.RemoveRange(0, Math.Max(0, lines.Count - Math.Max(0, wanted - open)));
            if (lines.Count > 0) yield return new LogPiece(container.Key.Pod, container.Key.Container, lines);
        }
    }

    private List<LogPiece> Next(IReadOnlyList<RunLog> logs)
    {
        var pieces = new List<LogPiece>();
        var share = 0.0;
        _grew = false;
        if (logs.Count > 0) _logs = logs;
        var starts = new Dictionary<(string?, string?), int>();
        foreach (var log in logs.OrderBy(log => LogChoice.IsInit(log.Container)))
        {
            var start = starts[(log.Pod, log.Container)] = starts.GetValueOrDefault((log.Pod, log.Container)) + 1;
            if (!choice.WantsAtOnce(log)) continue;
            if (!_streams.TryGetValue((log.Pod, log.Container, start), out var stream))
            {
                // What was started again writes no more to where it was before.
                if (_streams.TryGetValue((log.Pod, log.Container, start - 1), out var before)) Add(pieces, log, before.Screen, isWhole: true);
                _streams[(log.Pod, log.Container, start)] = stream = new Stream(new GrowingLog(), new TerminalText());
            }
            var window = stream.Log.Window;
            var growth = stream.Log.Grow(log.Text, isLast: false);
            if (growth.Break != LogBreak.None) Add(pieces, log, stream.Screen, isWhole: true);
            if (growth.Break == LogBreak.Gap) Notices.Warning($"Lines of the log of run '{run.Id}' are missing: between two looks more was written than the core keeps.");
            if (growth.Text.IsEmpty) continue;
            _grew = true;
            share = Math.Max(share, (double)growth.Text.Length / window);
            stream.Screen.Write(growth.Text.Span);
            Add(pieces, log, stream.Screen, isWhole: false);
        }
        _pace.Looked(share, clock.GetElapsedTime(_looked));
        _looked = clock.GetTimestamp();
        return pieces;
    }

    // What stands at the end without an end of line, and what only counts where nothing else is there.
    private List<LogPiece> Rest()
    {
        var pieces = new List<LogPiece>();
        foreach (var ((pod, container, start), stream) in _streams)
        {
            var last = _logs.Where(one => (one.Pod, one.Container) == (pod, container)).Skip(start - 1).FirstOrDefault();
            var log = new RunLog(pod, container, last?.Text ?? stream.Log.Text);
            stream.Screen.Write(stream.Log.Grow(log.Text, isLast: true).Text.Span);
            Add(pieces, log, stream.Screen, isWhole: true);
        }
        if (_streams.Count > 0 || choice.Containers is not null) return pieces;
        foreach (var container in choice.Of(_logs))
        {
            List<string> lines = [.. container.Lines];
            pieces.Add(new LogPiece(container.Pod, container.Container, tail < lines.Count ? lines[^tail.Value..] : lines));
        }
        return pieces;
    }

    private static void Add(List<LogPiece> pieces, RunLog log, TerminalText screen, bool isWhole)
    {
        if (isWhole) screen.Finish();
        else screen.SettleAbove();
        if (screen.Take() is { Count: > 0 } lines) pieces.Add(new LogPiece(log.Pod, log.Container, lines));
    }

    private DigitalHubException Gone() => new("RunGone", ErrorKind.OperationStopped, $"Run '{run.Id}' was removed while its log was followed.")
    {
        Target = run.Id,
        RecommendedAction = "What it wrote until then was given out. See with Get-DhRun which runs are left.",
    };

    private sealed record Look(IReadOnlyList<RunLog> Logs, bool HasEnded, bool IsGone);

    private sealed record Stream(GrowingLog Log, TerminalText Screen);
}

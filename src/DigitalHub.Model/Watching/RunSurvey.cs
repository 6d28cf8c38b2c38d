using System.Collections.Concurrent;

namespace DigitalHub;

/// <summary>
/// Looks what has become of the runs of a scope, in the way that costs least: the newest changes first and no further back
/// than what is known, and a count that tells whether runs have gone. Looking and taking over what was found are two steps,
/// so that notifications that are under way can come between them.
/// </summary>
/// <param name="scope">What is watched.</param>
/// <param name="memory">What is known.</param>
/// <param name="pace">How fast may be read.</param>
/// <param name="limit">How many requests are under way at once.</param>
/// <param name="clock">The clock.</param>
internal sealed class RunSurvey(RunScope scope, RunMemory memory, Pace pace, int limit, TimeProvider clock)
{
    /// <summary>How many runs are remembered: as many as fit a server's page.</summary>
    public const int Remembered = 1000;

    // What counting brings: a page of one.
    private const int OneRun = 3000;

    private static readonly int[] Sizes = [20, 100, 500, Remembered];

    // Changes may be stored in another order than their times tell.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private readonly RunLook _look = new(pace, new StateCounts(clock), limit);

    private readonly Dictionary<string, FollowedRun> _followed = scope.Runs.ToDictionary(
        run => run.Key.Id,
        run => new FollowedRun(scope.Session, run.Key, run.Value is null ? null : new Run(run.Value, scope.Session)),
        StringComparer.Ordinal);

    private DateTimeOffset _newest = DateTimeOffset.MinValue;
    private long _moved;
    private long? _count;
    private long _growth;
    private long _surplus;
    private bool _toldUnknown;

    private IBackend Client => scope.Session.Client;

    private bool IsLocal => scope.Session.Type == BackendType.Local;

    /// <summary>Whether nothing is left to be watched.</summary>
    public bool IsOver => scope.IsOfRuns && _followed.Count == 0;

    /// <summary>Looks for the first time: how everything is when the watch begins.</summary>
    /// <returns>What is told of it: of runs that were given, what has changed since they were read.</returns>
    public async Task<SurveyResult> BeginAsync(CancellationToken cancellationToken)
    {
        if (scope.IsOfRuns)
        {
            foreach (var run in scope.Runs.Values.OfType<StoredDocument>()) memory.Learn(run, RunSource.Given);
            var picture = await LookAsync(cancellationToken).ConfigureAwait(false);
            foreach (var run in picture.Runs.Where(run => run.Head("id") is { } id && !memory.Knows(id))) memory.Learn(run, RunSource.Listed);
            return Take(picture);
        }
        var runs = await ReadAsync(Newest(Remembered), cancellationToken).ConfigureAwait(false);
        foreach (var run in runs) memory.Learn(run, RunSource.Listed);
        memory.Began = Advance(runs);
        _count = await CountAsync(cancellationToken).ConfigureAwait(false);
        return new SurveyResult([], []);
    }

    /// <summary>Looks; what is known stays as it is, and is asked for before anything is awaited.</summary>
    public Task<SurveyPicture> LookAsync(CancellationToken cancellationToken) =>
        scope.IsOfRuns ? LookAtRunsAsync(cancellationToken) : LookAtAllAsync(memory.Updates, memory.Growth, cancellationToken);

    /// <summary>Takes over what a look has found.</summary>
    public SurveyResult Take(SurveyPicture picture)
    {
        var moves = picture.Runs.SelectMany(memory.See).OrderBy(move => move.Time).ToList();
        moves.AddRange(picture.Gone.Select(memory.Vanish).OfType<RunMove>());
        if (scope.IsOfRuns)
        {
            Follow(picture);
        }
        else
        {
            Advance(picture.Runs);
            Count(picture);
            memory.Trim();
        }
        return new SurveyResult(moves, picture.Errors);
    }

    /// <summary>Takes over a notification.</summary>
    public IReadOnlyList<RunMove> Take(RunNotice notice)
    {
        if (notice.Action == RunMove.Delete && notice.Run.Head("id") is { } id) _followed.Remove(id);
        return memory.See(notice);
    }

    private async Task<SurveyPicture> LookAtAllAsync(IReadOnlyDictionary<string, DateTimeOffset> before, long growth, CancellationToken cancellationToken)
    {
        var (expected, began) = (_count + growth - _growth, memory.Began);
        var runs = await NewestAsync(Floor, cancellationToken).ConfigureAwait(false);
        var count = await CountAsync(cancellationToken).ConfigureAwait(false);
        var made = runs.Where(run => run.Head("id") is { } id && !before.ContainsKey(id) && Timestamp.Parse(run.Head("created")) >= began).ToList();
        var picture = new SurveyPicture(runs) { Count = count, Made = made.Count, Growth = growth, Missing = (expected + made.Count - count) ?? 0 };
        if (picture.Missing <= 0) return picture;
        var listed = await ReadAsync(Newest(Remembered), cancellationToken).ConfigureAwait(false);
        var there = listed.Select(run => run.Head("id")).ToHashSet();
        var reach = listed.Count < Remembered ? DateTimeOffset.MinValue : listed.Min(RunMemory.UpdatedOf);
        var known = before.Concat(made.Select(run => KeyValuePair.Create(run.Head("id")!, RunMemory.UpdatedOf(run))));
        return picture with { Gone = [.. known.Where(run => run.Value >= reach && !there.Contains(run.Key)).Select(run => run.Key)] };
    }

    private void Count(SurveyPicture picture)
    {
        if (picture.Count is not { } count) return;
        // More than was seen to be made: the next look sees it, unless it was kept with times of long ago.
        var surplus = -picture.Missing;
        var isSettled = surplus <= 0 || (picture.Made == 0 && surplus == _surplus);
        _count = isSettled ? count : count - surplus;
        _surplus = isSettled ? 0 : surplus;
        _growth = picture.Growth + picture.Made - Math.Min(picture.Gone.Count, Math.Max(picture.Missing, 0));
        if (picture.Missing - picture.Gone.Count is > 0 and var unknown) TellUnknown(unknown);
    }

    private void TellUnknown(long number)
    {
        var text = FormattableString.Invariant($"{number} of {scope.Words} {(number == 1 ? "was" : "were")} removed without being told one by one: only the {Remembered} that changed last are known.");
        if (_toldUnknown) Notices.Verbose(text);
        else Notices.Warning(text);
        _toldUnknown = true;
    }

    private DateTimeOffset Floor => _newest > DateTimeOffset.MinValue + Overlap && clock.GetElapsedTime(_moved) < 2 * Overlap ? _newest - Overlap : _newest;

    private DateTimeOffset Advance(IReadOnlyList<StoredDocument> runs)
    {
        var newest = runs.Select(RunMemory.UpdatedOf).DefaultIfEmpty().Max();
        if (newest <= _newest) return _newest;
        _moved = clock.GetTimestamp();
        return _newest = newest;
    }

    // Those that changed since a time, the oldest change first.
    private async Task<IReadOnlyList<StoredDocument>> NewestAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var all = scope.Listing with { UpdatedAfter = since == DateTimeOffset.MinValue ? null : since };
        if (IsLocal) return InOrder(await ReadAsync(all, cancellationToken).ConfigureAwait(false), since);
        foreach (var size in Sizes)
        {
            var runs = await ReadAsync(Newest(size), cancellationToken).ConfigureAwait(false);
            if (runs.Count < size || runs.Min(RunMemory.UpdatedOf) < since) return InOrder(runs, since);
        }
        return InOrder(await ReadAsync(all, cancellationToken).ConfigureAwait(false), since);
    }

    private static IReadOnlyList<StoredDocument> InOrder(IEnumerable<StoredDocument> runs, DateTimeOffset since) =>
        [.. runs.Where(run => RunMemory.UpdatedOf(run) >= since).OrderBy(RunMemory.UpdatedOf)];

    private RunQuery Newest(int number) => scope.Listing with { Sort = RunSort.Updated, Descending = true, First = number };

    private async Task<IReadOnlyList<StoredDocument>> ReadAsync(RunQuery query, CancellationToken cancellationToken)
    {
        await pace.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var runs = new List<StoredDocument>();
        await foreach (var run in Client.ListRunsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            runs.Add(run);
            pace.Read(run.Size);
        }
        return runs;
    }

    private async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        var count = await Client.CountRunsAsync(scope.Listing, cancellationToken).ConfigureAwait(false);
        pace.Read(OneRun);
        return count;
    }

    private async Task<SurveyPicture> LookAtRunsAsync(CancellationToken cancellationToken)
    {
        var found = new ConcurrentQueue<StoredDocument>();
        var gone = new ConcurrentQueue<string>();
        var errors = new ConcurrentQueue<(RunAddress Run, DigitalHubException Error)>();
        foreach (var project in _followed.Values.GroupBy(run => run.Address.Project).ToList())
        {
            await _look.LookAsync(
                scope.Session,
                project.Key,
                project,
                (run, document, error) =>
                {
                    if (document is not null) found.Enqueue(document);
                    else if (error is EntityNotFoundException && run.Run is not null) gone.Enqueue(run.Address.Id);
                    else errors.Enqueue((run.Address, error!));
                },
                cancellationToken).ConfigureAwait(false);
        }
        // Who can't be asked now can't be asked for any.
        if (errors.Select(error => error.Error).FirstOrDefault(error => PassingTroubles.Is(scope.Session, error, 0)) is { } passing) throw passing;
        return new SurveyPicture([.. found]) { Gone = [.. gone], Errors = [.. errors] };
    }

    private void Follow(SurveyPicture picture)
    {
        foreach (var run in picture.Runs)
        {
            if (run.Head("id") is { } id && _followed.TryGetValue(id, out var followed)) followed.See(new Run(run, scope.Session));
        }
        foreach (var id in picture.Gone.Concat(picture.Errors.Select(error => error.Run.Id))) _followed.Remove(id);
    }
}

/// <summary>What a look has found.</summary>
/// <param name="Runs">The runs that may have changed, in the order of their changes.</param>
internal sealed record SurveyPicture(IReadOnlyList<StoredDocument> Runs)
{
    /// <summary>The ids of known runs that are gone.</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>Single runs that can't be asked for.</summary>
    public IReadOnlyList<(RunAddress Run, DigitalHubException Error)> Errors { get; init; } = [];

    /// <summary>How many runs there are; null where that is not known.</summary>
    public long? Count { get; init; }

    /// <summary>How many of <see cref="Runs"/> were not there before.</summary>
    public int Made { get; init; }

    /// <summary>What <see cref="RunMemory.Growth"/> was when the look began.</summary>
    public long Growth { get; init; }

    /// <summary>How many runs there are less than there would be if none had gone; below zero where there are more.</summary>
    public long Missing { get; init; }
}

/// <summary>What a look brings.</summary>
/// <param name="Moves">The changes.</param>
/// <param name="Errors">Single runs that can't be asked for, and are watched no longer.</param>
internal sealed record SurveyResult(IReadOnlyList<RunMove> Moves, IReadOnlyList<(RunAddress Run, DigitalHubException Error)> Errors);

namespace DigitalHub;

/// <summary>
/// What is known of the runs that are watched: it tells what is new in what a backend says of a run, whoever brought it and
/// however late. States that a run passed through unseen are read from its transitions.
/// </summary>
/// <param name="statesOnly">Whether changes that leave the state as it is are passed over.</param>
/// <param name="most">How many runs are remembered: those that changed last.</param>
/// <param name="clock">The clock.</param>
internal sealed class RunMemory(bool statesOnly, int most, TimeProvider clock)
{
    // A state is saved a moment after it was entered.
    private static readonly TimeSpan Saving = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Known> _runs = new(StringComparer.Ordinal);

    /// <summary>How many runs were seen to be made, less those that were seen to go.</summary>
    public long Growth { get; private set; }

    /// <summary>From when on a run that is not known is a new one: a time of the server.</summary>
    public DateTimeOffset Began { get; set; } = DateTimeOffset.MinValue;

    /// <summary>The ids of the known runs, and when they were last changed.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Updates => _runs.ToDictionary(run => run.Key, run => run.Value.Updated, StringComparer.Ordinal);

    public bool Knows(string id) => _runs.ContainsKey(id);

    /// <summary>When a run was last changed.</summary>
    public static DateTimeOffset UpdatedOf(StoredDocument run) => Timestamp.Parse(run.Map.Map("metadata")?.Text("updated")) ?? DateTimeOffset.MinValue;

    /// <summary>Takes over how a run is, without a change.</summary>
    public void Learn(StoredDocument run, RunSource source)
    {
        if (run.Head("id") is { } id) _runs[id] = new Known(StateOf(run, Passed(run)), UpdatedOf(run), Passed(run).Count, run, source);
    }

    /// <summary>The changes that a listing shows of one of its runs, in their order.</summary>
    public IReadOnlyList<RunMove> See(StoredDocument run)
    {
        if (run.Head("id") is not { } id) return [];
        if (_runs.TryGetValue(id, out var known)) return Changed(known, run, RunSource.Listed);
        return Timestamp.Parse(run.Head("created")) >= Began ? Created(run, RunSource.Listed) : FirstSeen(run, RunSource.Listed);
    }

    /// <summary>The changes that a notification tells, in their order.</summary>
    public IReadOnlyList<RunMove> See(RunNotice notice)
    {
        if (notice.Run.Head("id") is not { } id) return [];
        var isKnown = _runs.TryGetValue(id, out var known);
        switch (notice.Action)
        {
            case RunMove.Delete when isKnown:
                return [Gone(id, known!.State, notice.Run, notice.Time)];
            case RunMove.Delete:
                return [Gone(id, StateOf(notice.Run, Passed(notice.Run)), notice.Run, notice.Time)];
            case RunMove.Create when !isKnown:
                return Created(notice.Run, RunSource.Told);
            default:
                return isKnown ? Changed(known!, notice.Run, RunSource.Told) : FirstSeen(notice.Run, RunSource.Told);
        }
    }

    /// <summary>The change of a run that is not there any more; null for one that was not known.</summary>
    public RunMove? Vanish(string id) => _runs.TryGetValue(id, out var known) ? Gone(id, known.State, known.Run, null) : null;

    /// <summary>Forgets those that changed longest ago where there are too many.</summary>
    public void Trim()
    {
        if (_runs.Count <= 2 * most) return;
        foreach (var id in _runs.OrderByDescending(run => run.Value.Updated).Skip(most).Select(run => run.Key).ToList()) _runs.Remove(id);
    }

    private RunMove Gone(string id, string? state, StoredDocument run, DateTimeOffset? time)
    {
        Growth--;
        _runs.Remove(id);
        return new RunMove(RunMove.Delete, state, RunState.Deleted, time ?? clock.GetUtcNow(), run);
    }

    private List<RunMove> Created(StoredDocument run, RunSource source)
    {
        Growth++;
        Learn(run, source);
        var passed = Passed(run);
        var state = passed.Count > 0 ? RunState.Created : RunMoves.State(run.Map);
        var created = Timestamp.Parse(run.Head("created")) ?? clock.GetUtcNow();
        return [new RunMove(RunMove.Create, null, state, created, run), .. Passing(state, passed, run, created)];
    }

    // One that has not changed for long: all but its present state is guesswork.
    private List<RunMove> FirstSeen(StoredDocument run, RunSource source)
    {
        Learn(run, source);
        var (updated, passed) = (UpdatedOf(run), Passed(run));
        var state = StateOf(run, passed);
        var entered = passed.Count > 0 && passed[^1].State == state && updated - passed[^1].Time < Saving;
        var old = entered ? passed.Count > 1 ? passed[^2].State : RunState.Created : state;
        return statesOnly && old == state ? [] : [new RunMove(RunMove.Update, old, state, entered ? passed[^1].Time : updated, run)];
    }

    private List<RunMove> Changed(Known known, StoredDocument run, RunSource source)
    {
        var (updated, passed) = (UpdatedOf(run), Passed(run));
        var state = StateOf(run, passed);
        if (updated < known.Updated) return [];
        if (updated == known.Updated && state == known.State && passed.Count == known.Passed && !IsOther(known, run, source)) return [];
        var moves = Passing(known.State, passed.Count > known.Passed ? passed[known.Passed..] : [], run, DateTimeOffset.MinValue);
        Learn(run, source);
        if (moves.Count == 0 && !statesOnly && RunMoves.State(run.Map) != RunState.Deleted) moves.Add(new RunMove(RunMove.Update, state, state, updated, run));
        return moves;
    }

    // Times are cut to milliseconds, and two changes may come in one. Whoever was told of the run may have changed its values by now.
    private static bool IsOther(Known known, StoredDocument run, RunSource source) =>
        source == known.Source && source != RunSource.Given && known.Run.Json != run.Json && !ValueMap.Same(JsonText.Parse(known.Run.Json), JsonText.Parse(run.Json));

    // That it is DELETED is told when it is gone.
    private static string StateOf(StoredDocument run, List<(string State, DateTimeOffset Time)> passed) =>
        RunMoves.State(run.Map) is var state && state == RunState.Deleted && passed.Count > 0 ? passed[^1].State : state;

    private static List<RunMove> Passing(string from, List<(string State, DateTimeOffset Time)> passed, StoredDocument run, DateTimeOffset since)
    {
        var moves = new List<RunMove>();
        foreach (var (state, time) in passed.Append((State: RunMoves.State(run.Map), Time: UpdatedOf(run))))
        {
            if (state == from || state == RunState.Deleted) continue;
            // Some times are cut to milliseconds: nothing comes before what it followed.
            since = time > since ? time : since;
            moves.Add(new RunMove(RunMove.Update, from, state, since, run));
            from = state;
        }
        return moves;
    }

    // Oldest first.
    private static List<(string State, DateTimeOffset Time)> Passed(StoredDocument run)
    {
        var passed = new List<(string, DateTimeOffset)>();
        if (run.Map.Map("status")?["transitions"] is not Array transitions) return passed;
        foreach (var one in transitions.OfType<System.Collections.Specialized.OrderedDictionary>())
        {
            if (one.Text("status") is { } state) passed.Add((state, Timestamp.Parse(one.Text("time")) ?? UpdatedOf(run)));
        }
        passed.Reverse();
        return passed;
    }

    private sealed record Known(string State, DateTimeOffset Updated, int Passed, StoredDocument Run, RunSource Source);
}

/// <summary>Whom a run is known from: the same run may be written otherwise there than elsewhere.</summary>
internal enum RunSource
{
    /// <summary>From whom watches it.</summary>
    Given,

    /// <summary>From a look.</summary>
    Listed,

    /// <summary>From a notification.</summary>
    Told,
}

using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>What a report tells of a run: a few facts, so that of many runs the documents need not be kept.</summary>
internal sealed class ReportedRun
{
    private static readonly Dictionary<string, RunMetric> None = [];

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Project { get; init; }

    public required string Kind { get; init; }

    public required string State { get; init; }

    /// <summary>The name of the backend it came from.</summary>
    public string Backend { get; init; } = string.Empty;

    public string? User { get; init; }

    /// <summary>Why it failed or can't start, in one word (design section 5); null for a run with nothing wrong.</summary>
    public string? Reason { get; init; }

    /// <summary>The same in a sentence.</summary>
    public string? ReasonText { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>The states it came into, the first one first (<c>status.transitions</c>); those without a readable time are left out.</summary>
    public IReadOnlyList<ReportedMove> Moves { get; init; } = [];

    /// <summary>Its page in the console, or null.</summary>
    public Uri? Page { get; init; }

    /// <summary>Its metrics by name.</summary>
    public IReadOnlyDictionary<string, RunMetric> Metrics { get; set; } = None;

    /// <summary>Whether the metrics are all that its backend has, and not only those that stand in the run itself.</summary>
    public MetricSource Source { get; set; }

    /// <summary>When it first ran.</summary>
    public DateTimeOffset? Started => FirstTime(RunState.Running);

    /// <summary>When it ended; null before that.</summary>
    public DateTimeOffset? Ended => RunState.IsFinal(State) ? FirstTime(State) : null;

    /// <summary>How long it ran, up to a time if it still does; null where it never ran.</summary>
    public TimeSpan? Duration(DateTimeOffset now) =>
        Started is not { } started ? null : Ended is null && RunState.IsFinal(State) ? null : AtLeastZero((Ended ?? now) - started);

    /// <summary>How long it took from its creation until it ran; null where it never ran.</summary>
    public TimeSpan? Wait => Started is { } started && Created is { } created ? AtLeastZero(started - created) : null;

    /// <summary>The stretches of time that it spent in each state, one after the other, up to a time if it has not ended.</summary>
    public IEnumerable<ReportedStretch> Stretches(DateTimeOffset now)
    {
        var moves = Moves;
        if (moves.Count == 0 && State != RunState.Created) yield break;
        if (Created is { } created && (moves.Count == 0 || moves[0].State != RunState.Created))
        {
            yield return new ReportedStretch(RunState.Created, created, AtLeastZero((moves.Count > 0 ? moves[0].Time : now) - created));
        }
        for (var i = 0; i < moves.Count; i++)
        {
            if (i + 1 < moves.Count) yield return new ReportedStretch(moves[i].State, moves[i].Time, AtLeastZero(moves[i + 1].Time - moves[i].Time));
            else if (RunState.IsFinal(moves[i].State)) yield return new ReportedStretch(moves[i].State, moves[i].Time, null);
            else yield return new ReportedStretch(moves[i].State, moves[i].Time, AtLeastZero(now - moves[i].Time));
        }
    }

    /// <summary>The facts of a run.</summary>
    public static ReportedRun Of(Run run, Uri? page)
    {
        var metrics = new Dictionary<string, RunMetric>(StringComparer.Ordinal);
        if (run.Document.Map("status")?.Map("metrics") is { } own) RunMetricMap.Add(metrics, own);
        return new ReportedRun
        {
            Id = run.Id,
            Name = run.Name,
            Project = run.Project,
            Kind = run.Kind,
            State = run.State,
            Backend = run.Backend,
            User = run.User,
            Reason = run.Reason,
            ReasonText = run.ReasonText,
            Created = Timestamp.Parse(run.Document.Map("metadata")?.Text("created")),
            Moves = MovesOf(run.Document),
            Page = page,
            Metrics = metrics.Count > 0 ? metrics : None,
        };
    }

    private static List<ReportedMove> MovesOf(OrderedDictionary document)
    {
        var moves = new List<ReportedMove>();
        if (document.Map("status")?["transitions"] is not Array transitions) return moves;
        for (var i = transitions.Length - 1; i >= 0; i--)
        {
            if (transitions.GetValue(i) is OrderedDictionary move && move.Text("status") is { Length: > 0 } state && Timestamp.Parse(move.Text("time")) is { } time) moves.Add(new ReportedMove(state, time));
        }
        return moves;
    }

    private DateTimeOffset? FirstTime(string state)
    {
        foreach (var move in Moves)
        {
            if (move.State == state) return move.Time;
        }
        return null;
    }

    private static TimeSpan AtLeastZero(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}

/// <summary>That a run came into a state.</summary>
internal sealed record ReportedMove(string State, DateTimeOffset Time);

/// <summary>That a run was in a state for a while.</summary>
/// <param name="State">The state.</param>
/// <param name="From">When it came into it.</param>
/// <param name="Span">How long it was in it; null for the state it ended in.</param>
internal sealed record ReportedStretch(string State, DateTimeOffset From, TimeSpan? Span);

/// <summary>Where the metrics of a reported run come from.</summary>
internal enum MetricSource
{
    /// <summary>They stand in the run itself; its backend was not asked.</summary>
    Run,

    /// <summary>The backend was asked.</summary>
    Backend,

    /// <summary>The backend was asked and could not tell.</summary>
    Failed,
}

using System.Collections.Specialized;
using System.Text.Json;

namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>What becomes of one run and when, in milliseconds of Unix time: stored with the run, so that any process sees it move.</summary>
internal sealed record RehearsedPlan
{
    /// <summary>The way of a run, and after which part of its time it comes to each state; to its outcome it comes when all is over.</summary>
    private static readonly (string State, double Part)[] Way =
        [(RunState.Built, 0.05), (RunState.Ready, 0.1), (RunState.Pending, 0.15), (RunState.Running, 0.25)];

    private const double StopPart = 0.9;

    private const double TailPart = 0.1;

    private const double LongestTail = 2000;

    // 9999-12-31T23:59:59.999Z.
    private const long LastTime = 253_402_300_799_999;

    /// <summary>The moves, in order.</summary>
    public required IReadOnlyList<PlannedMove> Moves { get; init; }

    /// <summary>When it begins to write; null for a run that never runs.</summary>
    public long? From { get; init; }

    /// <summary>When it has written everything.</summary>
    public long To { get; init; }

    /// <summary>When it was stopped from writing more.</summary>
    public long? Cut { get; init; }

    /// <summary>How long it takes to stop and to be removed.</summary>
    public long Tail { get; init; }

    /// <summary>What the backend says of it in the end.</summary>
    public string? Message { get; init; }

    /// <summary>What stands in its status in the end.</summary>
    public OrderedDictionary Status { get; init; } = ValueMap.New();

    /// <summary>The lines that it writes.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>Its metrics.</summary>
    public OrderedDictionary Metrics { get; init; } = ValueMap.New();

    /// <summary>The plan of a run.</summary>
    /// <param name="rule">The rule it fits.</param>
    /// <param name="fate">What becomes of it.</param>
    /// <param name="created">When it was created.</param>
    public static RehearsedPlan Of(RehearsalRule rule, RehearsedFate fate, DateTimeOffset created)
    {
        var (start, length) = (created.ToUnixTimeMilliseconds(), rule.After.TotalMilliseconds);
        long At(double part) => start + (long)Math.Round(length * part);
        var moves = Way.TakeWhile(move => move.State != fate.Outcome).Select(move => new PlannedMove(move.State, At(move.Part))).ToList();
        if (fate.Outcome == RunState.Stopped) moves.Add(new PlannedMove(RunState.Stop, At(StopPart)));
        moves.Add(new PlannedMove(fate.Outcome, At(1)));
        return new RehearsedPlan
        {
            Moves = moves,
            From = moves.Find(move => move.State == RunState.Running)?.At,
            To = At(1),
            Tail = (long)Math.Min(length * TailPart, LongestTail),
            Message = fate.Message,
            Status = fate.Status,
            Log = rule.Log,
            Metrics = rule.Metrics,
        };
    }

    /// <summary>The plan from here on: one move, and nothing more is written.</summary>
    /// <param name="state">The state to come to.</param>
    /// <param name="now">The time.</param>
    public RehearsedPlan Instead(string state, long now) => this with { Moves = [new PlannedMove(state, now + Tail)], Cut = Math.Min(Cut ?? long.MaxValue, now) };

    /// <summary>The plan of a run that has ended, and what it wrote is kept elsewhere: only how long its removal takes is left.</summary>
    public RehearsedPlan Ended() => new() { Moves = [], Tail = Tail };

    /// <summary>The lines that are written at a time.</summary>
    public IReadOnlyList<string> LogAt(long time) => [.. Log.Where((_, i) => IsWritten(i, Log.Count, time))];

    /// <summary>The metrics at a time: a series grows, and a single number is there in the end.</summary>
    public IReadOnlyDictionary<string, RunMetric> MetricsAt(long time)
    {
        var all = new Dictionary<string, RunMetric>(StringComparer.Ordinal);
        RunMetricMap.Add(all, Metrics);
        var seen = new Dictionary<string, RunMetric>(StringComparer.Ordinal);
        foreach (var (name, metric) in all)
        {
            if (!metric.IsSeries && From is not null && Limit(time) >= To) seen[name] = metric;
            if (!metric.IsSeries) continue;
            double[] values = [.. metric.Values.Where((_, i) => IsWritten(i, metric.Values.Count, time))];
            if (values.Length > 0) seen[name] = new RunMetric(values, IsSeries: true);
        }
        return seen;
    }

    /// <summary>Reads a plan that was stored.</summary>
    /// <exception cref="JsonException">What is there is no plan.</exception>
    public static RehearsedPlan Read(string json)
    {
        var map = StoredDocument.Read(json).Map;
        return new RehearsedPlan
        {
            Moves = [.. Items<OrderedDictionary>(map, "moves").Select(move => new PlannedMove(RunState.All.Contains(move.Text("state")) ? move.Text("state")! : throw NoPlan(), Time(move, "at") ?? throw NoPlan()))],
            From = Time(map, "from"),
            To = Time(map, "to") ?? throw NoPlan(),
            Cut = Time(map, "cut"),
            Tail = Time(map, "tail") ?? throw NoPlan(),
            Message = map.Text("message"),
            Status = map.Map("status") ?? throw NoPlan(),
            Log = Items<string>(map, "log"),
            Metrics = map.Map("metrics") ?? throw NoPlan(),
        };
    }

    public string Write() => JsonText.Write(ValueMap.From(
    [
        new("moves", Moves.Select(move => (object?)ValueMap.From([new("state", move.State), new("at", move.At)])).ToArray()),
        new("from", From),
        new("to", To),
        new("cut", Cut),
        new("tail", Tail),
        new("message", Message),
        new("status", Status),
        new("log", Log.Cast<object?>().ToArray()),
        new("metrics", Metrics),
    ]));

    private static IReadOnlyList<T> Items<T>(OrderedDictionary map, string name) =>
        map[name] is Array list && list.OfType<T>().ToList() is { } items && items.Count == list.Length ? items : throw NoPlan();

    // What is later than the calendar is none.
    private static long? Time(OrderedDictionary map, string name) => map[name] switch
    {
        null => null,
        long time and >= 0 and <= LastTime => time,
        _ => throw NoPlan(),
    };

    private static JsonException NoPlan() => new("The text is no plan of a run.");

    // Evenly over the time that it runs, and nothing of it at the very beginning.
    private bool IsWritten(int index, int count, long time) => From is { } from && Limit(time) >= from + ((To - from) * (index + 1) / (count + 1));

    private long Limit(long time) => Math.Min(time, Cut ?? long.MaxValue);
}

/// <summary>One move of a run.</summary>
/// <param name="State">The state it comes to.</param>
/// <param name="At">When, in milliseconds of Unix time.</param>
internal sealed record PlannedMove(string State, long At);

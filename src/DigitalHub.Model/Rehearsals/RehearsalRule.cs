using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>What becomes of the runs that a rule of a rehearsal fits.</summary>
/// <param name="Matcher">Which runs.</param>
internal sealed record RehearsalRule(RunMatcher Matcher)
{
    /// <summary>How long a run takes where its rule does not say.</summary>
    public static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(1);

    private static readonly string[] OfSuccess = ["results", "outputs"];

    /// <summary>The state that each run in turn comes to; the last repeats. Empty where the run's action decides.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>The time from the creation to the outcome.</summary>
    public TimeSpan After { get; init; } = UsualTime;

    /// <summary>What the backend says of each run in turn; the last repeats. Empty where it says nothing.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    /// <summary>What the run writes, line by line.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>Its metrics: numbers and series.</summary>
    public OrderedDictionary Metrics { get; init; } = ValueMap.New();

    /// <summary>What stands in its status in the end.</summary>
    public OrderedDictionary Status { get; init; } = ValueMap.New();

    /// <summary>What becomes of the run of this turn, counted from 0.</summary>
    public RehearsedFate Fate(string? action, int turn)
    {
        var outcome = Outcomes.Count > 0 ? Turn(Outcomes, turn) : action == "serve" ? RunState.Running : RunState.Completed;
        return new RehearsedFate(outcome, Message(outcome, turn) is { Length: > 0 } message ? message : null, StatusOf(outcome));
    }

    // Of runs that fail and runs that don't, what the backend says is of those that fail.
    private string? Message(string outcome, int turn) =>
        Messages.Count == 0 || (outcome == RunState.Completed && Outcomes.Any(other => other != RunState.Completed)) ? null : Turn(Messages, turn);

    // And what comes out is of those that don't.
    private OrderedDictionary StatusOf(string outcome)
    {
        var isWhole = outcome == RunState.Completed || !Outcomes.Contains(RunState.Completed);
        return ValueMap.From([.. Status.Cast<DictionaryEntry>()
            .Where(entry => isWhole || !OfSuccess.Contains((string)entry.Key, StringComparer.OrdinalIgnoreCase))
            .Select(entry => new KeyValuePair<string, object?>((string)entry.Key, entry.Value))]);
    }

    private static string Turn(IReadOnlyList<string> all, int turn) => all[Math.Min(turn, all.Count - 1)];
}

/// <summary>What becomes of one run.</summary>
/// <param name="Outcome">The state that it comes to.</param>
/// <param name="Message">What the backend says of it; null for nothing.</param>
/// <param name="Status">What stands in its status then.</param>
internal sealed record RehearsedFate(string Outcome, string? Message, OrderedDictionary Status);

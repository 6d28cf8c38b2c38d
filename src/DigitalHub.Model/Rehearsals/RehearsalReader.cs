using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>Reads the rules of a rehearsal as a user wrote them. Whatever is wrong is one error, which names the rule's number and the key.</summary>
internal static class RehearsalReader
{
    private static readonly string[] Filters = ["Kind", "Function", "Workflow", "Action", "Name", "Label"];

    private static readonly string[] Course = ["Outcome", "After", "Message", "Log", "Metric", "Status"];

    private static readonly string[] Keys = [.. Filters, .. Course, "Speed", "Fault"];

    private static readonly string[] FaultKeys = ["On", "Error", "Times"];

    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(365);

    private const double FastestSpeed = 1_000_000;

    /// <summary>The states that a run can be let come to.</summary>
    private static readonly IReadOnlyList<string> Outcomes =
        [RunState.Built, RunState.Ready, RunState.Pending, RunState.Running, RunState.Completed, RunState.Error, RunState.Stopped];

    /// <summary>Reads rules, which have been made document values.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static Rehearsal Read(IReadOnlyList<OrderedDictionary> maps)
    {
        var rules = maps.Select((map, i) => new RuleMap(map, i + 1)).ToList();
        var speed = 1.0;
        var read = new List<(RehearsalRule Rule, RuleMap Map)>();
        var faults = new List<RehearsalFault>();
        foreach (var rule in rules)
        {
            rule.CheckKeys(Keys);
            if (rule.Has("Fault")) faults.Add(Fault(rule));
            // A rule of nothing else says how fast time goes by for all.
            else if (rule.Has("Speed") && rule.Count == 1) speed = Speed(rule);
            else read.Add((Rule(rule), rule));
        }
        return new Rehearsal([.. read.Select(one => one.Rule with { After = Shorten(one.Rule.After, one.Map.Has("Speed") ? Speed(one.Map) : speed) })], faults);
    }

    private static TimeSpan Shorten(TimeSpan after, double speed) => TimeSpan.FromTicks((long)Math.Min(after.Ticks / speed, LongestTime.Ticks));

    private static RehearsalRule Rule(RuleMap rule) => new(new RunMatcher(Query(rule)))
    {
        Outcomes = [.. rule.Texts("Outcome").Select(outcome => Outcome(rule, outcome))],
        After = rule.Has("After") ? rule.Duration("After", LongestTime) : RehearsalRule.UsualTime,
        Messages = rule.Texts("Message", mayBeEmpty: true),
        Log = [.. rule.Texts("Log", mayBeEmpty: true).SelectMany(text => text.ReplaceLineEndings("\n").Split('\n'))],
        Metrics = Metrics(rule),
        Status = Status(rule),
    };

    private static RunQuery Query(RuleMap rule)
    {
        foreach (var filter in Filters.Where(rule.Has))
        {
            var texts = rule.Texts(filter);
            try
            {
                _ = new RunMatcher(Query(name => name == filter ? texts : []));
            }
            catch (InputException exception)
            {
                throw rule.Error(filter, $"can't be used: {exception.Message}", exception.RecommendedAction);
            }
        }
        return Query(rule.Texts);
    }

    private static RunQuery Query(Func<string, IReadOnlyList<string>> texts) => new()
    {
        Kinds = texts("Kind"),
        Functions = texts("Function"),
        Workflows = texts("Workflow"),
        Actions = texts("Action"),
        Names = texts("Name"),
        Labels = texts("Label"),
    };

    private static string Outcome(RuleMap rule, string outcome) =>
        Outcomes.FirstOrDefault(state => state.Equals(outcome, StringComparison.OrdinalIgnoreCase))
        ?? throw rule.Error(
            "Outcome",
            RunState.All.Contains(outcome, StringComparer.OrdinalIgnoreCase)
                ? $"is '{outcome.ToUpperInvariant()}', a state that no run comes to and stays in by itself."
                : $"is '{Errors.Shorten(outcome)}', which is no state.",
            $"{Near(outcome, Outcomes)}A run can be let come to {string.Join(", ", Outcomes)}.");

    private static double Speed(RuleMap rule) =>
        rule.Value("Speed") switch
        {
            long and > 0 and <= (long)FastestSpeed and var whole => whole,
            double and > 0 and <= FastestSpeed and var number => number,
            var other => throw rule.Error("Speed", $"is {RuleMap.Describe(other)}, which is no speed.", "Give a number above 0: with 10, time goes by ten times as fast."),
        };

    private static OrderedDictionary Metrics(RuleMap rule)
    {
        var metrics = rule.Map("Metric", "@{ loss = 0.9, 0.5, 0.3; acc = 0.9 }");
        foreach (DictionaryEntry entry in metrics)
        {
            var name = (string)entry.Key;
            try
            {
                MetricAddition.CheckName(name);
            }
            catch (InputException exception)
            {
                throw rule.Error("Metric", $"has a name that can't be used: {exception.Message}", exception.RecommendedAction);
            }
            var read = new Dictionary<string, RunMetric>(StringComparer.Ordinal);
            RunMetricMap.Add(read, name, entry.Value);
            if (!read.TryGetValue(name, out var metric) || metric.Values.Count == 0) throw rule.Error($"Metric.{name}", "is no number and no list of numbers.", "Give a number, or a list of numbers for a series: @{ loss = 0.9, 0.5, 0.3 }.");
        }
        return metrics;
    }

    private static OrderedDictionary Status(RuleMap rule)
    {
        var status = rule.Map("Status", "@{ results = @{ acc = 0.9 } }");
        foreach (var (name, instead) in (ReadOnlySpan<(string, string)>)[("state", "the key Outcome"), ("message", "the key Message"), ("transitions", "nothing: they follow from the course")])
        {
            if (status.Contains(name)) throw rule.Error($"Status.{name}", "can't be given: it follows from the rest of the rule.", $"Use {instead}.");
        }
        foreach (var name in (ReadOnlySpan<string>)["results", "outputs", "service"])
        {
            if (status[name] is not (null or OrderedDictionary)) throw rule.Error($"Status.{name}", $"is {RuleMap.Describe(status[name])}, not a dictionary.", $"Give it as a dictionary: @{{ {name} = @{{ ... }} }}.");
        }
        return status;
    }

    private static RehearsalFault Fault(RuleMap rule)
    {
        if (Course.Append("Speed").FirstOrDefault(rule.Has) is { } other) throw rule.Error(other, "does not go with Fault: what fails has no course.", $"Give {other} in a rule of its own.");
        var map = rule.Map("Fault", "@{ On = 'Create'; Error = 'ServerUnavailable'; Times = 2 }");
        var fault = new RuleMap(map, rule.Number, "Fault.");
        fault.CheckKeys(FaultKeys);
        if (!fault.Has("On")) throw fault.Error("On", "is missing.", $"Say what fails: {string.Join(", ", RehearsalFault.Operations)}.");
        IReadOnlyList<string> on = [.. fault.Texts("On").Select(name => Known(fault, "On", name, RehearsalFault.Operations, "operation"))];
        if (Filters.FirstOrDefault(rule.Has) is { } filter && on.Any(operation => operation != RehearsalFault.Create))
        {
            throw rule.Error(filter, "does not go with this Fault: only a creation tells which run it is of.", $"Leave {filter} out, or let only On = 'Create' fail.");
        }
        var error = fault.Has("Error") ? Known(fault, "Error", fault.Text("Error"), RehearsalFault.Errors, "error that can be rehearsed") : RehearsalFault.Errors[0];
        return new RehearsalFault(on, error, Times(fault)) { Matcher = Filters.Any(rule.Has) ? new RunMatcher(Query(rule)) : null };
    }

    private static int Times(RuleMap fault) =>
        !fault.Has("Times")
            ? 1
            : fault.Value("Times") is long and > 0 and <= int.MaxValue and var times
                ? (int)times
                : throw fault.Error("Times", $"is {RuleMap.Describe(fault.Value("Times"))}, which is no number of times.", "Give a whole number from 1 on.");

    private static string Known(RuleMap map, string key, string value, IReadOnlyList<string> known, string what) =>
        known.FirstOrDefault(name => name.Equals(value, StringComparison.OrdinalIgnoreCase))
        ?? throw map.Error(key, $"is '{Errors.Shorten(value)}', which is no {what}.", $"{Near(value, known)}There are {string.Join(", ", known)}.");

    /// <summary>The names that may have been meant, for the beginning of an advice.</summary>
    public static string Near(string text, IEnumerable<string> names) => NearestName.Of(text, names, 1) is [var nearest] ? $"Was {nearest} meant? " : string.Empty;
}

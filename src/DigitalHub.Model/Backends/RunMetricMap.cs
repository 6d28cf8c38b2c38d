using System.Collections.Specialized;
using System.Numerics;

namespace DigitalHub;

/// <summary>Metrics as documents hold them: names with a number or a list of numbers (contract 2.8).</summary>
internal static class RunMetricMap
{
    /// <summary>Puts a value into the metrics if it is a metric.</summary>
    public static void Add(Dictionary<string, RunMetric> metrics, string name, object? value)
    {
        if (value is Array list)
        {
            var numbers = list.Cast<object?>().Select(Number).ToList();
            if (numbers.TrueForAll(number => number is not null)) metrics[name] = new RunMetric([.. numbers.Select(number => number!.Value)], IsSeries: true);
        }
        else if (Number(value) is { } number)
        {
            metrics[name] = new RunMetric([number], IsSeries: false);
        }
    }

    /// <summary>Puts all metrics of a map into the metrics.</summary>
    public static void Add(Dictionary<string, RunMetric> metrics, OrderedDictionary values)
    {
        foreach (System.Collections.DictionaryEntry entry in values) Add(metrics, (string)entry.Key, entry.Value);
    }

    /// <summary>The value that stands for a metric in a document.</summary>
    public static object? Value(RunMetric metric) => metric.IsSeries ? metric.Values.Cast<object?>().ToArray() : metric.Values[0];

    /// <summary>That a metric in the run's status hides what is stored beside it (contract 2.8: <c>status.metrics</c> goes before).</summary>
    public static ConflictException Hidden(string run, string name) =>
        new("MetricHidden", $"The metric '{name}' of run '{run}' stands in the run's status, which goes before what is added beside it.")
        {
            Target = name,
            RecommendedAction = $"Change it there: Update-DhRun {run} -Status @{{ metrics = @{{ '{name.Replace("'", "''", StringComparison.Ordinal)}' = ... }} }}.",
        };

    /// <summary>Whether both are the same numbers.</summary>
    public static bool Same(RunMetric left, RunMetric right) => left.IsSeries == right.IsSeries && left.Values.SequenceEqual(right.Values);

    private static double? Number(object? value) => value switch
    {
        double number => number,
        long number => number,
        BigInteger number => (double)number,
        _ => null,
    };
}

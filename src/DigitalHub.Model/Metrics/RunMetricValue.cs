namespace DigitalHub;

/// <summary>A number of a run's metric: the only one, or one of a series; or what a container of the run used.</summary>
public sealed class RunMetricValue : RunPart
{
    internal RunMetricValue(RunAddress run, Session session, string name, int? step, double value)
        : base(run, session)
    {
        Name = name;
        Step = step;
        Value = value;
    }

    /// <summary>The metric's name; <c>cpu</c> (cores) or <c>memory</c> (bytes) for what was used.</summary>
    public string Name { get; }

    /// <summary>The place in the series, from 0 on; null for a metric that is one number.</summary>
    public int? Step { get; }

    /// <summary>The number.</summary>
    public double Value { get; }

    /// <summary>When it was measured, in local time; null for metrics, which have no time.</summary>
    public DateTime? Time { get; internal init; }

    /// <summary>The pod that was measured; null for metrics, and for the sum over all pods.</summary>
    public string? Pod { get; internal init; }

    /// <summary>The container that was measured; null for metrics, and for the sum over all containers.</summary>
    public string? Container { get; internal init; }

    /// <summary>Name, place and number.</summary>
    public override string ToString() => Step is { } step ? FormattableString.Invariant($"{Name}[{step}]={Value}") : FormattableString.Invariant($"{Name}={Value}");

    /// <summary>The values of a metric, in order.</summary>
    internal static IEnumerable<RunMetricValue> Of(RunAddress run, Session session, string name, RunMetric metric) =>
        metric.Values.Select((value, i) => new RunMetricValue(run, session, name, metric.IsSeries ? i : null, value));
}

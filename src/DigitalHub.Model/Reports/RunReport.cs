namespace DigitalHub;

/// <summary>What a report tells: the runs, and how it is to be written.</summary>
internal sealed record RunReport
{
    /// <summary>How many rows a table of runs has where nothing else is said.</summary>
    public const int DefaultMaxRow = 1000;

    /// <summary>Of how many runs the metrics are asked for where nothing else is said.</summary>
    public const int DefaultMaxMetricRun = 100;

    /// <summary>The runs, in any order.</summary>
    public required IReadOnlyList<ReportedRun> Runs { get; init; }

    /// <summary>When it is written: runs that have not ended are counted up to then.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The zone that times are written in.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The title; null for one that names the projects.</summary>
    public string? Title { get; init; }

    /// <summary>How many rows a table of runs has at most.</summary>
    public int MaxRow { get; init; } = DefaultMaxRow;

    /// <summary>The names of metrics, or patterns, that were asked for; empty for all.</summary>
    public IReadOnlyList<string> MetricNames { get; init; } = [];

    /// <summary>The runs in the order of a report: the newest first, those without a time at the end.</summary>
    public static IOrderedEnumerable<ReportedRun> Newest(IEnumerable<ReportedRun> runs) =>
        runs.OrderByDescending(run => run.Created ?? DateTimeOffset.MinValue).ThenBy(run => run.Project, StringComparer.Ordinal).ThenBy(run => run.Id, StringComparer.Ordinal);
}

namespace DigitalHub.Backends.Reports;

/// <summary>How long runs took that have ended, and how long they waited before.</summary>
internal sealed class DurationSection(ReportPage page)
{
    private static readonly double[] Edges = [1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 12 * 3600, 86400, 7 * 86400];

    public void Write()
    {
        var ran = page.Runs.Where(run => run.Ended is not null && run.Started is not null).ToList();
        var ended = page.Runs.Count(run => RunState.IsFinal(run.State));
        page.Html.Line($"<p>A duration is the time from RUNNING to the end, of runs that have ended. {Coverage(ran.Count, ended)}</p>");
        if (ran.Count == 0) return;
        page.Html.Line($"<div class=\"charts\">");
        WriteSpread(ran);
        var steps = StepsOf(ran);
        WriteOverTime(steps);
        page.Html.Line($"</div>");
        WriteTable(ran);
        WriteSteps(steps);
    }

    private static string Coverage(int ran, int ended) => ran switch
    {
        0 => "No run has one.",
        _ when ran == ended => $"{ReportText.Count(ran, "run")} {(ran == 1 ? "has" : "have")} one: all that ended.",
        _ => $"{ReportText.Number(ran)} of the {ReportText.Count(ended, "run")} that ended {(ran == 1 ? "has" : "have")} one; the others never ran, or their times are not known.",
    };

    private double Seconds(ReportedRun run) => run.Duration(page.Report.Time)!.Value.TotalSeconds;

    private void WriteSpread(List<ReportedRun> ran)
    {
        var counts = new int[Edges.Length + 1];
        foreach (var run in ran) counts[Array.FindIndex(Edges, edge => Seconds(run) < edge) is >= 0 and var at ? at : Edges.Length]++;
        var first = Array.FindIndex(counts, count => count > 0);
        var last = Array.FindLastIndex(counts, count => count > 0);
        var bars = Enumerable.Range(first, last - first + 1).Select(at => (Label: Label(at), Value: (double)counts[at], Color: ChartColors.Blue)).ToList();
        page.Figure("Runs by duration", Charts.Bars($"Runs by duration: {string.Join(", ", bars.Select(bar => $"{bar.Label} {ReportText.Number((long)bar.Value)}"))}.", bars));
    }

    private static string Label(int at) =>
        at == 0 ? $"under {Edge(0)}" : at == Edges.Length ? $"{Edge(at - 1)} and more" : $"{Edge(at - 1)} to {Edge(at)}";

    private static string Edge(int at) => ReportText.Duration(TimeSpan.FromSeconds(Edges[at]));

    // The durations in each step that has any, sorted.
    private SortedDictionary<int, List<double>> StepsOf(List<ReportedRun> ran) =>
        new(ran.Where(run => page.StepOf(run) is not null).GroupBy(run => page.StepOf(run)!.Value, Seconds).ToDictionary(step => step.Key, Figures.Sorted));

    private void WriteOverTime(SortedDictionary<int, List<double>> byStep)
    {
        if (page.Steps is not { } steps || byStep.Count == 0) return;
        var median = new double?[steps.Starts.Count];
        var high = new double?[steps.Starts.Count];
        foreach (var (at, seconds) in byStep) (median[at], high[at]) = (Figures.Quantile(seconds, 0.5), Figures.Quantile(seconds, 0.9));
        page.Figure(
            $"Duration of the runs created per {steps.Word}",
            Charts.Durations($"Median and 90th percentile of the duration of the runs created per {steps.Word}; the table below has the numbers.", steps, [(0, median), (1, high)]),
            [(Charts.Sample(0), "median"), (Charts.Sample(1), "90th percentile")]);
    }

    private void WriteSteps(SortedDictionary<int, List<double>> byStep)
    {
        if (page.Steps is not { } steps || byStep.Count == 0) return;
        page.Html.Line($"<details><summary>Durations per {steps.Word}</summary>");
        page.BeginTable($"Durations of the runs created per {steps.Word}; one without any is left out", "From", "#Runs", "#Median", "#90th percentile");
        foreach (var (at, seconds) in byStep)
        {
            page.Html.Line($"<tr>{ReportPage.StepCell(steps, at)}{ReportPage.NumberCell(seconds.Count)}{ReportPage.SecondsCell(Figures.Quantile(seconds, 0.5))}{ReportPage.SecondsCell(Figures.Quantile(seconds, 0.9))}</tr>");
        }
        page.EndTable();
        page.Html.Line($"</details>");
    }

    private void WriteTable(List<ReportedRun> ran)
    {
        page.BeginTable("Durations by kind, and the median of the time from creation to RUNNING", "Kind", "#Runs", "#Shortest", "#Median", "#90th percentile", "#Longest", "#Sum", "#Median wait");
        foreach (var kind in ran.GroupBy(run => run.Kind, StringComparer.Ordinal).OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var sorted = Figures.Sorted(kind.Select(Seconds));
            var waits = Figures.Sorted(kind.Select(run => run.Wait?.TotalSeconds).OfType<double>());
            page.Html.Add($"<tr><th scope=\"row\">{kind.Key}</th>{ReportPage.NumberCell(sorted.Count)}");
            page.Html.Add($"{ReportPage.SecondsCell(sorted[0])}{ReportPage.SecondsCell(Figures.Quantile(sorted, 0.5))}{ReportPage.SecondsCell(Figures.Quantile(sorted, 0.9))}");
            page.Html.Line($"{ReportPage.SecondsCell(sorted[^1])}{ReportPage.SecondsCell(Math.Min(sorted.Sum(), TimeSpan.MaxValue.TotalSeconds / 2))}{ReportPage.SecondsCell(waits.Count == 0 ? null : Figures.Quantile(waits, 0.5))}</tr>");
        }
        page.EndTable();
    }
}

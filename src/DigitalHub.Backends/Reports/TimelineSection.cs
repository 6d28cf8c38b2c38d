using OxyPlot;

namespace DigitalHub.Backends.Reports;

/// <summary>Which states runs went through, and how long they were in each.</summary>
internal sealed class TimelineSection(ReportPage page)
{
    private const int MostDrawn = 40;

    // Of the chart's, for the state that a run ended in, which takes no time.
    private const double EndWidth = 0.008;

    public void Write()
    {
        var runs = page.Runs.Select(run => (Run: run, Stretches: run.Stretches(page.Report.Time).ToList())).Where(run => run.Stretches.Count > 0).ToList();
        var without = page.Runs.Count - runs.Count;
        if (without > 0) page.Html.Line($"<p>{ReportText.Count(without, "run")} {(without == 1 ? "does" : "do")} not say when {(without == 1 ? "its" : "their")} states changed.</p>");
        if (runs.Count == 0) return;
        var moved = runs.Where(run => run.Stretches.Count > 1).ToList();
        if (moved.Count > 0) WriteChart([.. moved.Take(MostDrawn)], moved.Count, runs.Count <= page.Report.MaxRow);
        page.BeginTable($"States with the time spent in each. {page.Limited(runs.Count)}", "Run", "#Whole time", "States");
        foreach (var (run, stretches) in runs.Take(page.Report.MaxRow))
        {
            page.Html.Add($"<tr>{ReportPage.RunCell(run)}{ReportPage.SpanCell(Whole(stretches))}<td class=\"wide\"><ol class=\"steps\">");
            foreach (var stretch in stretches) page.Html.Add($"<li>{ReportPage.State(stretch.State)}{(stretch.Span is { } span ? $" {ReportText.Duration(span)}" : string.Empty)}</li>");
            page.Html.Line($"</ol></td></tr>");
        }
        page.EndTable();
    }

    private static TimeSpan Whole(List<ReportedStretch> stretches)
    {
        var whole = stretches[^1].From + (stretches[^1].Span ?? TimeSpan.Zero) - stretches[0].From;
        return whole > TimeSpan.Zero ? whole : TimeSpan.Zero;
    }

    private void WriteChart(List<(ReportedRun Run, List<ReportedStretch> Stretches)> runs, int all, bool isWhole)
    {
        var lengths = Figures.Sorted(runs.Select(run => Whole(run.Stretches).TotalSeconds));
        // One that takes much longer than the others would make them all too short to be seen.
        var most = Figures.Quantile(lengths, 0.8) * 3;
        var longest = Math.Max(0.001, lengths[^1] > most && most > 0 ? most : lengths[^1]);
        var cut = lengths.Count(length => length > longest);
        var drawn = runs.Select(run => (ReportText.Short(run.Run.Name, 30), (IReadOnlyList<(double, double, OxyColor)>)[.. Parts(run.Stretches, longest)])).ToList();
        var states = runs.SelectMany(run => run.Stretches).Select(stretch => stretch.State).Distinct(StringComparer.Ordinal).OrderBy(Place).ThenBy(state => state, StringComparer.Ordinal);
        page.Figure(
            all > runs.Count ? $"Time in each state from creation on, of the newest {runs.Count} of {ReportText.Count(all, "run")} that left CREATED" : "Time in each state from creation on",
            Charts.Timelines($"Time in each state, one bar a run; the table below has {(isWhole ? "the same" : "the newest")} as text.", longest, drawn),
            states.GroupBy(ChartColors.OfState).Select(group => (Charts.Sample(group.Key), string.Join(", ", group))),
            $"The narrow end of a bar is the state that the run ended in.{(cut == 0 ? string.Empty : $" {ReportText.Count(cut, "bar")} longer than {ReportText.Duration(TimeSpan.FromSeconds(longest))} {(cut == 1 ? "is" : "are")} cut there.")}");
    }

    private static int Place(string state) => RunState.All.ToList().IndexOf(state) is >= 0 and var at ? at : int.MaxValue;

    // The clocks of backends may step back: what would begin before the creation begins with it.
    private static IEnumerable<(double From, double To, OxyColor Color)> Parts(List<ReportedStretch> stretches, double longest)
    {
        foreach (var stretch in stretches)
        {
            var from = Math.Max(0, (stretch.From - stretches[0].From).TotalSeconds);
            if (from > longest) continue;
            var to = from + (stretch.Span?.TotalSeconds ?? longest * EndWidth);
            yield return (from, Math.Min(to, longest * (1 + EndWidth)), ChartColors.OfState(stretch.State));
        }
    }
}

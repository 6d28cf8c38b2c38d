namespace DigitalHub.Backends.Reports;

/// <summary>The metrics of runs: curves beside each other, and their values as tables.</summary>
internal sealed class MetricSection(ReportPage page)
{
    // So many curves can be told apart.
    private const int MostCurves = 8;
    private const int MostMetrics = 12;
    private const int MostPoints = 400;
    private const int MostValues = 1000;

    // Larger numbers have no place on an axis.
    private const double Largest = 1e100;

    public void Write()
    {
        WriteSources();
        var metrics = page.Runs
            .SelectMany(run => run.Metrics.Where(metric => metric.Value.Values.Count > 0).Select(metric => (metric.Key, Run: run, Metric: metric.Value)))
            .GroupBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => (Name: metric.Key, Of: metric.Select(of => (of.Run, of.Metric)).ToList()))
            .OrderByDescending(metric => metric.Of.Count)
            .ThenBy(metric => metric.Name, StringComparer.Ordinal)
            .ToList();
        if (metrics.Count == 0)
        {
            page.Html.Line($"<p>No run has metrics{(page.Report.MetricNames.Count == 0 ? string.Empty : $" called {string.Join(", ", page.Report.MetricNames)}")}.</p>");
            return;
        }
        if (metrics.Count > MostMetrics) page.Html.Line($"<p>Shown are the {MostMetrics} metrics that most runs have, of {ReportText.Number(metrics.Count)}; <code>-MetricName</code> of Export-DhReport chooses others.</p>");
        metrics = [.. metrics.Take(MostMetrics)];
        page.Html.Line($"<div class=\"charts\">");
        foreach (var (name, of) in metrics) WriteChart(name, of);
        page.Html.Line($"</div>");
        foreach (var (name, of) in metrics) WriteTable(name, of);
    }

    private void WriteSources()
    {
        var asked = page.Runs.Count(run => run.Source == MetricSource.Backend);
        var failed = page.Runs.Count(run => run.Source == MetricSource.Failed);
        var others = page.Runs.Count - asked - failed;
        if (asked > 0 && others > 0) page.Html.Line($"<p>The backend was asked for the metrics of the newest {ReportText.Count(asked + failed, "run")}; of the other {ReportText.Number(others)} there are those that stand in the run itself. <code>-MaxMetricRun</code> of Export-DhReport says of how many it is asked.</p>");
        else if (others > 0) page.Html.Line($"<p>The metrics are those that stand in the runs themselves; no backend was asked for others.</p>");
        if (failed > 0) page.Html.Line($"<p>Of {ReportText.Count(failed, "run")} the backend could not tell the metrics: there are those that stand in the run itself.</p>");
    }

    private void WriteChart(string name, List<(ReportedRun Run, RunMetric Metric)> of)
    {
        var curves = of
            .Select(one => (one.Run, All: one.Metric.Values.Count, Points: (IReadOnlyList<(int Step, double Value)>)[.. one.Metric.Values.Select((value, step) => (step, value)).Where(point => Math.Abs(point.value) < Largest)]))
            .Where(curve => curve.Points.Count > 0)
            .ToList();
        var large = of.Sum(one => one.Metric.Values.Count) - curves.Sum(curve => curve.Points.Count);
        var notes = large > 0 ? $" {ReportText.Count(large, "value")} can't be drawn, being too large." : string.Empty;
        if (curves.Count == 0)
        {
            page.Html.Line($"<p>The metric <bdi>{name}</bdi> can't be drawn, its values being too large.</p>");
        }
        else if (curves.Exists(curve => curve.All > 1))
        {
            var series = curves.Where(curve => curve.All > 1).ToList();
            var drawn = series.Take(MostCurves).ToList();
            var shown = series.Count > drawn.Count ? $"Drawn are the newest {MostCurves} of {ReportText.Count(series.Count, "run")} with a series{(of.Count <= page.Report.MaxRow ? "; the table has all" : string.Empty)}." : $"{ReportText.Count(drawn.Count, "run")}.";
            if (drawn.Exists(curve => curve.Points.Count > MostPoints)) notes += $" Of long series the lowest and highest value of each stretch are drawn.";
            page.Figure(name, Charts.Curves($"The metric {name} over its steps, for {ReportText.Count(drawn.Count, "run")}; the table below has first, last, lowest and highest.", [.. drawn.Select((curve, i) => (i, (IReadOnlyList<(int, double)>)Figures.Thinned(curve.Points, MostPoints)))]), drawn.Select((curve, i) => (Charts.Sample(i), ReportText.Short(curve.Run.Name, 60))), $"{shown}{notes}");
        }
        else
        {
            var drawn = curves.Take(MostValues).Reverse().Select(curve => curve.Points[0].Value).ToList();
            var shown = curves.Count > drawn.Count ? $"Drawn are the newest {ReportText.Number(MostValues)} of {ReportText.Count(curves.Count, "run")}." : $"{ReportText.Count(drawn.Count, "run")}.";
            page.Figure(name, Charts.Values($"The metric {name} of {ReportText.Count(drawn.Count, "run")}, from {ReportText.Value(drawn.Min())} to {ReportText.Value(drawn.Max())}.", drawn), note: $"{shown}{notes}");
        }
    }

    private void WriteTable(string name, List<(ReportedRun Run, RunMetric Metric)> of)
    {
        page.Html.Line($"<details><summary>Values of <bdi>{name}</bdi></summary>");
        page.BeginTable($"{name}. {page.Limited(of.Count)}", "Run", "State", "#Values", "#First", "#Last", "#Lowest", "#Highest");
        foreach (var (run, metric) in of.Take(page.Report.MaxRow))
        {
            page.Html.Add($"<tr>{ReportPage.RunCell(run)}<td>{ReportPage.State(run.State)}</td>{ReportPage.NumberCell(metric.Values.Count)}");
            page.Html.Line($"{ValueCell(metric.Values[0])}{ValueCell(metric.Values[^1])}{ValueCell(metric.Values.Min())}{ValueCell(metric.Values.Max())}</tr>");
        }
        page.EndTable();
        page.Html.Line($"</details>");
    }

    private static Markup ValueCell(double value) => new($"<td class=\"n\" data-v=\"{ReportText.Key(value)}\">{ReportText.Value(value)}</td>");
}

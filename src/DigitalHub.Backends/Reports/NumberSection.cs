using OxyPlot;

namespace DigitalHub.Backends.Reports;

/// <summary>How many runs there are, by state and kind, and over time.</summary>
internal sealed class NumberSection(ReportPage page)
{
    // So many kinds have a colour of their own.
    private const int MostKinds = 6;

    private static readonly List<string> Order = [.. RunState.All];

    public void Write()
    {
        var html = page.Html;
        var runs = page.Runs;
        WriteFacts();
        if (runs.Count == 0)
        {
            html.Line($"<p>There are no runs.</p>");
            return;
        }
        var states = runs.Select(run => run.State).Distinct(StringComparer.Ordinal).OrderBy(Place).ThenBy(state => state, StringComparer.Ordinal).ToList();
        var byState = runs.ToLookup(run => run.State, StringComparer.Ordinal);
        var kinds = Figures.Counts(runs.Select(run => run.Kind));
        var drawn = kinds.Count <= MostKinds ? kinds : [.. kinds.Take(MostKinds - 1)];
        List<(string Name, OxyColor Color, int[] Counts)> parts = [];
        html.Line($"<div class=\"charts\">");
        page.Figure(
            "Runs by state",
            Charts.Bars($"Runs by state: {string.Join(", ", states.Select(state => $"{state} {ReportText.Number(byState[state].Count())}"))}.", [.. states.Select(state => (state, (double)byState[state].Count(), ChartColors.OfState(state)))]));
        page.Figure(
            drawn.Count == kinds.Count ? "Runs by kind" : $"Runs by kind, the {drawn.Count} most frequent of {kinds.Count}",
            Charts.Bars($"Runs by kind: {string.Join(", ", drawn.Select(kind => $"{kind.Text} {ReportText.Number(kind.Count)}"))}.", [.. drawn.Select((kind, i) => (ReportText.Short(kind.Text, 28), (double)kind.Count, ChartColors.Series[i]))]));
        if (page.Steps is { } steps)
        {
            var colors = states.Select(state => (State: state, Color: ChartColors.OfState(state), Counts: page.Counted(byState[state]))).ToList();
            page.Figure(
                $"Runs created per {steps.Word}, by the state they are in now",
                Charts.Columns($"Runs created per {steps.Word}, by state; the table below has the numbers.", steps, [.. colors.Select(part => (part.Color, part.Counts))]),
                // States that share a colour are told apart by the table.
                colors.GroupBy(part => part.Color).Select(parts => (Charts.Sample(parts.Key), string.Join(", ", parts.Select(part => part.State)))));
            parts = [.. drawn.Select((kind, i) => (kind.Text, ChartColors.Series[i], page.Counted(runs.Where(run => run.Kind == kind.Text))))];
            if (drawn.Count < kinds.Count)
            {
                var others = kinds.Skip(drawn.Count).Select(kind => kind.Text).ToHashSet(StringComparer.Ordinal);
                parts.Add(($"{others.Count} other kinds", ChartColors.Series[^1], page.Counted(runs.Where(run => others.Contains(run.Kind)))));
            }
            page.Figure(
                $"Runs created per {steps.Word}, by kind",
                Charts.Columns($"Runs created per {steps.Word}, by kind; the table below has the numbers.", steps, [.. parts.Select(part => (part.Color, part.Counts))]),
                parts.Select(part => (Charts.Sample(part.Color), part.Name)));
        }
        html.Line($"</div>");
        WriteTable("Runs by kind and state", "Kind", states, [.. kinds.Select(kind => (new Markup($"<th scope=\"row\">{Html.Escaped(kind.Text)}</th>"), runs.Where(run => run.Kind == kind.Text)))]);
        WriteOverTime(states, parts);
    }

    private void WriteFacts()
    {
        var runs = page.Runs;
        var ended = runs.Where(run => RunState.IsFinal(run.State)).ToList();
        var completed = ended.Count(run => run.State == RunState.Completed);
        var failed = ended.Count(run => run.State == RunState.Error);
        var durations = Figures.Sorted(ended.Select(run => run.Duration(page.Report.Time)?.TotalSeconds).OfType<double>());
        page.Html.Line($"<dl class=\"facts\">");
        Fact("Runs", ReportText.Number(runs.Count));
        Fact("Completed", ReportText.Number(completed));
        Fact("Failed", ReportText.Number(failed));
        Fact("Not ended", ReportText.Number(runs.Count - ended.Count));
        Fact("Completed of ended", ReportText.Share(completed, ended.Count));
        Fact("Median duration", durations.Count == 0 ? "–" : ReportText.Duration(TimeSpan.FromSeconds(Figures.Quantile(durations, 0.5))));
        page.Html.Line($"</dl>");
    }

    private void Fact(string name, string value) => page.Html.Line($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private void WriteOverTime(List<string> states, List<(string Name, OxyColor Color, int[] Counts)> kinds)
    {
        var without = page.Runs.Count(run => run.Created is null);
        if (without > 0) page.Html.Line($"<p>{ReportText.Count(without, "run")} without a time of creation can't be shown over time.</p>");
        if (page.Steps is not { } steps) return;
        var byStep = page.Runs.Where(run => page.StepOf(run) is not null).ToLookup(run => page.StepOf(run)!.Value);
        List<int> shown = [.. Enumerable.Range(0, steps.Starts.Count).Where(byStep.Contains)];
        page.Html.Line($"<details><summary>Numbers per {steps.Word}, by state</summary>");
        WriteTable($"Runs created per {steps.Word}, by state; one without runs is left out", "From", states, [.. shown.Select(at => (ReportPage.StepCell(steps, at), byStep[at].AsEnumerable()))]);
        page.Html.Line($"</details>");
        page.Html.Line($"<details><summary>Numbers per {steps.Word}, by kind</summary>");
        page.BeginTable($"Runs created per {steps.Word}, by kind; one without runs is left out", ["From", .. kinds.Select(kind => $"#{kind.Name}"), "#All"]);
        foreach (var at in shown)
        {
            page.Html.Add($"<tr>{ReportPage.StepCell(steps, at)}");
            foreach (var kind in kinds) page.Html.Add($"{ReportPage.NumberCell(kind.Counts[at])}");
            page.Html.Line($"{ReportPage.NumberCell(byStep[at].Count())}</tr>");
        }
        page.EndTable();
        page.Html.Line($"</details>");
    }

    private void WriteTable(string caption, string first, List<string> states, IReadOnlyList<(Markup Head, IEnumerable<ReportedRun> Runs)> rows)
    {
        page.BeginTable(caption, [first, .. states.Select(state => $"#{state}"), "#All", "#Completed of ended"]);
        foreach (var (head, runs) in rows)
        {
            var counts = runs.GroupBy(run => run.State, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
            page.Html.Add($"<tr>{head}");
            foreach (var state in states) page.Html.Add($"{ReportPage.NumberCell(counts.GetValueOrDefault(state))}");
            var ended = counts.Where(count => RunState.IsFinal(count.Key)).Sum(count => count.Value);
            var completed = counts.GetValueOrDefault(RunState.Completed);
            page.Html.Line($"{ReportPage.NumberCell(counts.Values.Sum())}<td class=\"n\" data-v=\"{(ended == 0 ? string.Empty : ReportText.Key((double)completed / ended))}\">{ReportText.Share(completed, ended)}</td></tr>");
        }
        page.EndTable();
    }

    private static int Place(string state) => Order.IndexOf(state) is >= 0 and var at ? at : int.MaxValue;
}

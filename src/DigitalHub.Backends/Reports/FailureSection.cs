namespace DigitalHub.Backends.Reports;

/// <summary>Why runs failed, or can't start.</summary>
internal sealed class FailureSection(ReportPage page)
{
    private const int Examples = 3;

    // A shorter id may be a word or a number of what is said.
    private const int ShortestId = 8;

    public void Write()
    {
        var runs = page.Runs.Where(run => run.Reason is not null || run.State == RunState.Error).ToList();
        if (runs.Count == 0)
        {
            page.Html.Line($"<p>No run failed.</p>");
            return;
        }
        var failed = runs.Count(run => run.State == RunState.Error);
        var stuck = runs.Count - failed;
        page.Html.Line($"<p>{ReportText.Count(failed, "run")} failed{(stuck == 0 ? string.Empty : $", and {ReportText.Number(stuck)} can't start")}.</p>");
        var byReason = runs.ToLookup(Reason, StringComparer.Ordinal);
        var counts = Figures.Counts(runs.Select(Reason));
        page.Html.Line($"<div class=\"charts\">");
        page.Figure("Failures by reason", Charts.Bars($"Failures by reason: {string.Join(", ", counts.Select(count => $"{count.Text} {ReportText.Number(count.Count)}"))}.", [.. counts.Select(count => (count.Text, (double)count.Count, ChartColors.Red))]));
        page.Html.Line($"</div>");
        page.BeginTable("Failures by reason, with what is said most often and the newest runs", "Reason", "#Runs", "#Share", "Most often said", "Newest runs");
        foreach (var (reason, count) in counts)
        {
            var said = Figures.Counts(byReason[reason].Select(Said).OfType<string>());
            var times = said.Count > 1 ? $" ({ReportText.Number(said[0].Count)} of {ReportText.Number(count)}; {ReportText.Count(said.Count - 1, "other wording")})" : string.Empty;
            page.Html.Add($"<tr><th scope=\"row\">{reason}</th>{ReportPage.NumberCell(count)}<td class=\"n\" data-v=\"{ReportText.Key((double)count / runs.Count)}\">{ReportText.Share(count, runs.Count)}</td>");
            page.Html.Add($"<td class=\"wide\"><bdi>{(said.Count == 0 ? "Nothing is said." : said[0].Text)}</bdi><span class=\"soft\">{times}</span></td><td class=\"text\">");
            var shown = byReason[reason].Take(Examples).ToList();
            for (var i = 0; i < shown.Count; i++) page.Html.Add($"{(i > 0 ? ", " : string.Empty)}<bdi>{shown[i].Name}</bdi>");
            page.Html.Line($"{(count > Examples ? $" and {ReportText.Number(count - Examples)} more" : string.Empty)}</td></tr>");
        }
        page.EndTable();
    }

    // Containers are called by their run, and would all say something of their own.
    private static string? Said(ReportedRun run) =>
        run.Id.Length < ShortestId ? run.ReasonText : run.ReasonText?.Replace(run.Id, "…", StringComparison.Ordinal);

    private static string Reason(ReportedRun run) => run.Reason ?? "Unknown";
}

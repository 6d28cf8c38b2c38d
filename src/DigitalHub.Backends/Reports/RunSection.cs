namespace DigitalHub.Backends.Reports;

/// <summary>The table of runs.</summary>
internal sealed class RunSection(ReportPage page)
{
    public void Write()
    {
        var severalProjects = page.Projects.Count > 1;
        var severalBackends = page.Backends.Count > 1;
        page.BeginTable(
            page.Limited(page.Runs.Count),
            ["Run", .. severalBackends ? ["Backend"] : (string[])[], .. severalProjects ? ["Project"] : (string[])[], "Kind", "State", "Created", "#Wait", "#Duration", "Reason", "User"]);
        foreach (var run in page.Runs.Take(page.Report.MaxRow))
        {
            page.Html.Add($"<tr>{ReportPage.RunCell(run)}");
            if (severalBackends) page.Html.Add($"<td class=\"text\">{run.Backend}</td>");
            if (severalProjects) page.Html.Add($"<td class=\"text\">{run.Project}</td>");
            page.Html.Add($"<td class=\"text word\">{run.Kind}</td><td data-v=\"{run.State}\">{ReportPage.State(run.State)}</td>{page.TimeCell(run.Created)}");
            page.Html.Add($"{ReportPage.SpanCell(run.Wait)}{ReportPage.SpanCell(run.Duration(page.Report.Time))}");
            page.Html.Line($"<td class=\"text word\">{run.Reason}</td><td class=\"text\"><bdi>{run.User}</bdi></td></tr>");
        }
        page.EndTable();
    }
}

namespace DigitalHub.Backends.Reports;

/// <summary>The body of a report: what all of it needs, its head, and its sections one after the other.</summary>
internal sealed class ReportPage
{
    private readonly List<(string Id, string Name, Action Write)> _sections;

    public ReportPage(Html html, RunReport report)
    {
        Html = html;
        Report = report;
        Runs = [.. RunReport.Newest(report.Runs)];
        Projects = [.. Runs.Select(run => run.Project).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Backends = [.. Runs.Select(run => run.Backend).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Title = report.Title ?? (Projects.Count switch
        {
            0 => "Runs",
            1 => $"Runs of project {Projects[0]}",
            _ => $"Runs of {Projects.Count} projects",
        });
        Steps = StepsOf();
        _sections =
        [
            ("numbers", "Numbers", new NumberSection(this).Write),
            ("durations", "Durations", new DurationSection(this).Write),
            ("failures", "Failures", new FailureSection(this).Write),
            ("metrics", "Metrics", new MetricSection(this).Write),
            ("timelines", "Timelines", new TimelineSection(this).Write),
            ("runs", "Runs", new RunSection(this).Write),
        ];
    }

    public Html Html { get; }

    public RunReport Report { get; }

    /// <summary>The runs, the newest first.</summary>
    public IReadOnlyList<ReportedRun> Runs { get; }

    public IReadOnlyList<string> Projects { get; }

    public IReadOnlyList<string> Backends { get; }

    public string Title { get; }

    /// <summary>The steps of time from the first creation to the last; null where no run says when it was created.</summary>
    public TimeSteps? Steps { get; }

    public void Write()
    {
        Html.Line($"<a class=\"skip\" href=\"#runs\">Skip to the table of runs</a>");
        Html.Line($"<header>");
        Html.Line($"<h1>{Title}</h1>");
        Html.Line($"<p class=\"soft\">{Summary()}</p>");
        Html.Line($"<nav aria-label=\"Sections\"><ul>");
        foreach (var (id, name, _) in _sections) Html.Line($"<li><a href=\"#{id}\">{name}</a></li>");
        Html.Line($"</ul></nav>");
        Html.Line($"</header>");
        Html.Line($"<main>");
        foreach (var (id, name, write) in _sections)
        {
            Html.Line($"<section aria-labelledby=\"{id}\">");
            Html.Line($"<h2 id=\"{id}\">{name}</h2>");
            write();
            Html.Line($"</section>");
        }
        Html.Line($"</main>");
        Html.Line($"<footer>Written {Time(Report.Time)} by DigitalHub for PowerShell. Times are those of the zone {Report.Zone.Id}. Runs that have not ended are counted up to then.</footer>");
    }

    /// <summary>A time, with the exact one for programs.</summary>
    public Markup Time(DateTimeOffset time) => new($"<time datetime=\"{ReportText.Iso(time)}\">{ReportText.Time(time, Report.Zone)}</time>");

    /// <summary>A cell with a time, which may be missing.</summary>
    public Markup TimeCell(DateTimeOffset? time) =>
        new(time is { } known ? $"<td class=\"time\" data-v=\"{ReportText.Iso(known)}\">{Time(known).Text}</td>" : "<td class=\"time\"></td>");

    /// <summary>A cell with a duration, which may be missing.</summary>
    public static Markup SpanCell(TimeSpan? span) =>
        new(span is { } known ? $"<td class=\"n\" data-v=\"{ReportText.Key(known.TotalSeconds)}\">{ReportText.Duration(known)}</td>" : "<td class=\"n\" data-v=\"\"></td>");

    public static Markup SecondsCell(double? seconds) => SpanCell(seconds is { } known ? TimeSpan.FromSeconds(known) : null);

    public static Markup NumberCell(long number) => new($"<td class=\"n\" data-v=\"{ReportText.Key(number)}\">{ReportText.Number(number)}</td>");

    /// <summary>The heading of a row: a step of time.</summary>
    public static Markup StepCell(TimeSteps steps, int at) => new($"<th scope=\"row\" class=\"time\">{steps.Label(at)}</th>");

    /// <summary>The heading of a row: a run's name, or a link to its page, and its id.</summary>
    public static Markup RunCell(ReportedRun run)
    {
        var name = $"<bdi>{Html.Escaped(run.Name)}</bdi>";
        if (run.Page is { } page) name = $"<a href=\"{Html.Escaped(page.AbsoluteUri)}\" rel=\"noopener noreferrer\">{name}</a>";
        var id = run.Id == run.Name ? string.Empty : $"<bdi class=\"id\">{Html.Escaped(run.Id)}</bdi>";
        return new($"<th scope=\"row\" data-v=\"{Html.Escaped(run.Name)}\">{name}{id}</th>");
    }

    /// <summary>A state, as text with its sign.</summary>
    public static Markup State(string state)
    {
        var shape = state == RunState.Error ? " bad" : RunState.IsFinal(state) ? string.Empty : " busy";
        return new($"<span class=\"state{shape}\" style=\"--c:{ChartColors.CssOfState(state)}\">{Html.Escaped(state)}</span>");
    }

    /// <summary>Begins a table that sorts; each heading that begins with # is one of numbers.</summary>
    public void BeginTable(string caption, params IReadOnlyList<string> heads)
    {
        Html.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">");
        Html.Line($"<table class=\"sorts\">");
        Html.Line($"<caption>{caption}</caption>");
        Html.Add($"<thead><tr>");
        foreach (var head in heads)
        {
            if (head[0] == '#') Html.Add($"<th scope=\"col\" class=\"n\" data-n>{head[1..]}</th>");
            else Html.Add($"<th scope=\"col\">{head}</th>");
        }
        Html.Line($"</tr></thead>");
        Html.Line($"<tbody>");
    }

    public void EndTable()
    {
        Html.Line($"</tbody>");
        Html.Line($"</table>");
        Html.Line($"</div>");
    }

    /// <summary>Says of a table of runs how many of them it shows, where it is not all.</summary>
    public string Limited(int all, string what = "run") =>
        all <= Report.MaxRow ? ReportText.Count(all, what) : $"The newest {ReportText.Number(Report.MaxRow)} of {ReportText.Count(all, what)}; -MaxRow of Export-DhReport says how many are shown";

    public void Figure(string caption, Markup svg, IEnumerable<(Markup Sample, string Text)>? legend = null, string note = "")
    {
        Html.Line($"<figure>");
        Html.Line($"<figcaption><bdi>{caption}</bdi> <span class=\"note\">{note}</span></figcaption>");
        Html.Line($"{svg}");
        if (legend is not null)
        {
            Html.Add($"<ul class=\"legend\" aria-label=\"Legend\">");
            foreach (var (sample, text) in legend) Html.Add($"<li>{sample}<bdi>{text}</bdi></li>");
            Html.Line($"</ul>");
        }
        Html.Line($"</figure>");
    }

    /// <summary>In which of <see cref="Steps"/> a run was created; null where it does not say.</summary>
    public int? StepOf(ReportedRun run) => Steps is not null && run.Created is { } created ? Steps.At(ReportText.Local(created, Report.Zone)) : null;

    /// <summary>How many of some runs there are in each step.</summary>
    public int[] Counted(IEnumerable<ReportedRun> runs)
    {
        var counts = new int[Steps!.Starts.Count];
        foreach (var run in runs)
        {
            if (StepOf(run) is { } at) counts[at]++;
        }
        return counts;
    }

    private TimeSteps? StepsOf()
    {
        var times = Runs.Select(run => run.Created).OfType<DateTimeOffset>().Select(time => ReportText.Local(time, Report.Zone)).ToList();
        return times.Count == 0 ? null : TimeSteps.Between(times.Min(), times.Max());
    }

    private string Summary()
    {
        var of = Projects.Count == 0 ? string.Empty : $" of {Listed("project", Projects)} on {Listed("backend", Backends)}";
        var times = Runs.Where(run => run.Created is not null).ToList();
        var when = times.Count == 0 ? string.Empty : $", created from {ReportText.Minute(times[^1].Created!.Value, Report.Zone)} to {ReportText.Minute(times[0].Created!.Value, Report.Zone)}";
        return $"{ReportText.Count(Runs.Count, "run")}{of}{when}.";
    }

    private static string Listed(string word, IReadOnlyList<string> names) => names.Count switch
    {
        1 => $"{word} {names[0]}",
        <= 5 => $"the {word}s {string.Join(", ", names)}",
        _ => $"{ReportText.Number(names.Count)} {word}s",
    };
}

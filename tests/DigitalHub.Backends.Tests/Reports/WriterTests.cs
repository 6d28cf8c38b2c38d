using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DigitalHub.Backends.Reports;

namespace DigitalHub.Backends.Tests.Reports;

/// <summary>The HTML of a report.</summary>
public sealed partial class WriterTests
{
    private const string Attack = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>";

    [Fact]
    public void A_week_has_all_its_sections_and_figures()
    {
        var html = Sample.Html(Sample.Week());

        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">\n", html, StringComparison.Ordinal);
        Assert.Equal(["numbers", "durations", "failures", "metrics", "timelines", "runs"], Ids().Matches(html).Select(match => match.Groups[1].Value));
        Assert.Contains("150 runs of project demo on backend core.example.org, created from 2026-11-20", html, StringComparison.Ordinal);
        Assert.Contains("<dt>Completed</dt><dd>102</dd>", html, StringComparison.Ordinal);
        Assert.Contains("OutOfMemory", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"The metric loss over its steps, for 8 runs;", html, StringComparison.Ordinal);
        // Every chart says in words what it shows.
        Assert.All(Svgs().Matches(html).Select(match => match.Value), svg => Assert.Matches("role=\"img\" aria-label=\"[^\"]{20,}\"|aria-hidden=\"true\"", svg));
        // States are text wherever they are a colour.
        Assert.All(States().Matches(html).Select(match => match.Groups[1].Value), state => Assert.Contains(state, RunState.All));
    }

    [Fact]
    public void Its_tags_are_whole() =>
        Assert.Equal("html", Sample.Parsed(Sample.Html(Sample.Week())).Root!.Name.LocalName);

    [Fact]
    public void The_same_report_is_the_same_text_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var expected = Sample.Html(Sample.Week());
            foreach (var culture in (string[])["tr-TR", "de-DE", "ar-SA", "th-TH"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                Assert.Equal(expected, Sample.Html(Sample.Week()));
            }
            // Nor does it matter in which order the runs came.
            Assert.Equal(expected, Sample.Html([.. Sample.Week().AsEnumerable().Reverse()]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_a_run_is_called_is_text_everywhere()
    {
        var run = Sample.Run("a", "ERROR", name: Attack, kind: Attack, reason: Attack, text: Attack, project: Attack);
        run.Metrics = new Dictionary<string, RunMetric> { [Attack] = new([1, 2, 3], true), [$"{Attack}2"] = new([1], false) };
        var odd = Sample.Run("b", Attack, name: "\0\u001B[31m\uD800 \u202E\uFFFE", moves: [(Attack, 1), ("RUNNING", 2)]);

        var html = Sample.Html([run, odd], report => report with { Title = Attack, MetricNames = [] });

        Assert.Equal(1, Regex.Count(html, "<script", RegexOptions.IgnoreCase));
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<title>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;img src=x onerror=alert(1)&gt;</title>", html, StringComparison.Ordinal);
        Assert.Contains("\uFFFD\uFFFD[31m\uFFFD \u202E\uFFFD", html, StringComparison.Ordinal);
        var page = Sample.Parsed(html);
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(page.Descendants("bdi"), name => name.Value == Attack);
        Assert.Contains(page.Descendants().Where(element => element.Name.LocalName == "text"), text => text.Value.StartsWith("<script>alert", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_loaded_from_anywhere()
    {
        var page = Sample.Parsed(Sample.Html(Sample.Week()));
        string[] loading = ["src", "srcset", "data", "poster", "action", "background", "xlink:href"];

        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => loading.Contains(attribute.Name.LocalName));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "link" or "iframe" or "object" or "embed" or "form" or "base" or "use" or "image");
        // What is followed is a section of the page, or a run's page in the console, by a click.
        Assert.All(page.Descendants().Attributes("href"), href => Assert.Matches("^(#[a-z]+|https://core\\.example\\.org/console/-/demo/runs/r[0-9]+/show)$", href.Value));
        var style = page.Descendants("style").Single().Value;
        Assert.DoesNotContain("url(", style, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", style, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_page_may_run_its_own_script_alone()
    {
        var page = Sample.Parsed(Sample.Html([Sample.Run("a")]));
        var policy = page.Descendants("meta").Single(meta => meta.Attribute("http-equiv") is not null).Attribute("content")!.Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(page.Descendants("script").Single().Value)));

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"script-src 'sha256-{hash}'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_are_the_pages_own()
    {
        var html = Sample.Html(Sample.Week());
        var style = Sample.Parsed(html).Descendants("style").Single().Value;

        Assert.DoesNotMatch("(fill|stroke)[:=]\"?(#|rgb|black)", html);
        foreach (var color in Regex.Matches(html, @"var\((--[a-z-]+)\)").Select(match => match.Groups[1].Value).Distinct().Where(color => color != "--c"))
        {
            // In light and in dark.
            Assert.Equal(2, Regex.Count(style, $"{color}: #"));
        }
    }

    [Fact]
    public void No_runs_are_a_page_that_says_so()
    {
        var html = Sample.Html([]);

        Assert.Contains("<h1>Runs</h1>", html, StringComparison.Ordinal);
        Assert.Contains("There are no runs.", html, StringComparison.Ordinal);
        Assert.Equal(6, Sample.Parsed(html).Descendants("section").Count());
    }

    [Fact]
    public void What_is_said_of_failures_is_the_same_whatever_run_a_container_is_called_by()
    {
        ReportedRun Failed(string id, string code) => Sample.Run(id, "ERROR", reason: "ExitCode", text: $"Container 'c-python-{id}' ended with exit code {code}.");

        var html = Sample.Html([Failed("0045b30b4e79", "1"), Failed("0049bd639a40", "1"), Failed("0c8819d25c22", "2")]);
        Assert.Contains("<bdi>Container &#39;c-python-…&#39; ended with exit code 1.</bdi><span class=\"soft\"> (2 of 3; 1 other wording)</span>", html, StringComparison.Ordinal);

        // The id is no number that is said.
        Assert.Contains("<bdi>Container &#39;c-python-1&#39; ended with exit code 1.</bdi>", Sample.Html([Failed("1", "1")]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATED")]
    [InlineData("COMPLETED")]
    [InlineData("ERROR")]
    [InlineData("RUNNING")]
    [InlineData("NEWER")]
    public void One_run_is_enough(string state)
    {
        var html = Sample.Html([Sample.Run("only", state)]);

        Assert.Contains("1 run of project demo on backend core.example.org, created from 2026-11-27 11:00 to 2026-11-27 11:00.", html, StringComparison.Ordinal);
        Assert.Contains($">{state}</span>", html, StringComparison.Ordinal);
        Sample.Parsed(html);
    }

    [Fact]
    public void A_run_without_times_is_counted_and_said()
    {
        ReportedRun Timeless(string id, string state) => new() { Id = id, Name = id, Project = "demo", Kind = "python+run", State = state };

        var alone = Sample.Html([Timeless("a", "COMPLETED"), Timeless("b", "ERROR")]);
        Assert.Contains("2 runs of project demo", alone, StringComparison.Ordinal);
        Assert.Contains("2 runs without a time of creation can't be shown over time.", alone, StringComparison.Ordinal);
        Assert.Contains("No run has one.", alone, StringComparison.Ordinal);
        Assert.Contains("2 runs do not say when their states changed.", alone, StringComparison.Ordinal);

        var beside = Sample.Html([Timeless("a", "COMPLETED"), Sample.Run("b")]);
        Assert.Contains("1 run without a time of creation can't be shown over time.", beside, StringComparison.Ordinal);
        Assert.Contains("1 of the 2 runs that ended has one; the others never ran, or their times are not known.", beside, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_may_lie_at_the_ends_of_the_calendar_and_step_back()
    {
        var odd = Sample.Run("odd", moves: [("RUNNING", 500), ("COMPLETED", 20)]);
        ReportedRun At(string id, DateTimeOffset created) => new() { Id = id, Name = id, Project = "demo", Kind = "python+run", State = "COMPLETED", Created = created, Moves = [new("RUNNING", DateTimeOffset.MinValue), new("COMPLETED", DateTimeOffset.MaxValue)] };

        var html = Sample.Html([odd, At("first", DateTimeOffset.MinValue), At("last", DateTimeOffset.MaxValue)], report => report with { Zone = TimeZoneInfo.CreateCustomTimeZone("far", TimeSpan.FromHours(14), "far", "far") });

        Assert.Contains("0001-01-01", html, StringComparison.Ordinal);
        Sample.Parsed(html);
    }

    [Theory]
    [InlineData(1e308, -1e308)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    [InlineData(1e-300, 0)]
    [InlineData(1e15, 1e15 + 1)]
    [InlineData(99999999, 100000001)]
    public void Every_number_can_be_a_metric(double first, double second)
    {
        var series = Sample.Run("series");
        series.Metrics = new Dictionary<string, RunMetric> { ["series"] = new([first, second], true), ["single"] = new([first], false) };
        var single = Sample.Run("single");
        single.Metrics = new Dictionary<string, RunMetric> { ["single"] = new([second], false) };

        var html = Sample.Html([series, single]);

        Assert.Contains("Values of <bdi>series</bdi>", html, StringComparison.Ordinal);
        Assert.Equal(double.Abs(first) >= 1e100, html.Contains("can&#39;t be drawn", StringComparison.Ordinal) || html.Contains("can't be drawn", StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Sample.Parsed(html);
    }

    [Fact]
    public void What_is_left_out_is_said()
    {
        var runs = Sample.Week(60);
        foreach (var (run, i) in runs.Select((run, i) => (run, i)))
        {
            run.Metrics = Enumerable.Range(0, 14).ToDictionary(n => $"m{n:00}", n => new RunMetric([.. Enumerable.Range(0, n == 0 ? 1000 : 2).Select(step => (double)step)], true));
            run.Source = i < 20 ? MetricSource.Backend : i < 22 ? MetricSource.Failed : MetricSource.Run;
        }

        var html = Sample.Html(runs, report => report with { MaxRow = 10 });

        Assert.Contains("<caption>The newest 10 of 60 runs; -MaxRow of Export-DhReport says how many are shown</caption>", html, StringComparison.Ordinal);
        Assert.Contains("Shown are the 12 metrics that most runs have, of 14;", html, StringComparison.Ordinal);
        Assert.Contains("Drawn are the newest 8 of 60 runs with a series.</span>", html, StringComparison.Ordinal);
        Assert.Contains("Of long series the lowest and highest value of each stretch are drawn.", html, StringComparison.Ordinal);
        Assert.Contains("The backend was asked for the metrics of the newest 22 runs; of the other 38", html, StringComparison.Ordinal);
        Assert.Contains("Of 2 runs the backend could not tell the metrics", html, StringComparison.Ordinal);
        Assert.Matches("of the newest 40 of 5[0-9] runs that left CREATED", html);
        var table = Sample.Parsed(html).Descendants("section").Last().Descendants("tbody").Single();
        Assert.Equal(10, table.Elements().Count());
    }

    [Fact]
    public void Kinds_beyond_the_colours_are_one()
    {
        var html = Sample.Html([.. Enumerable.Range(0, 9).Select(i => Sample.Run($"r{i}", kind: $"kind{i}"))]);

        Assert.Contains("Runs by kind, the 5 most frequent of 9", html, StringComparison.Ordinal);
        Assert.Contains("4 other kinds", html, StringComparison.Ordinal);
        // The table has them all.
        Assert.All(Enumerable.Range(0, 9), i => Assert.Contains($"<th scope=\"row\">kind{i}</th>", html, StringComparison.Ordinal));
    }

    [Fact]
    public void A_bar_that_is_much_longer_than_the_others_is_cut_and_said()
    {
        var runs = Enumerable.Range(0, 20).Select(i => Sample.Run($"r{i}")).Append(Sample.Run("long", moves: [("RUNNING", 1), ("COMPLETED", 500000)])).ToList();

        Assert.Contains("1 bar longer than 15 min is cut there.", Sample.Html(runs), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_runs_are_a_file_of_a_few_megabytes()
    {
        var html = Sample.Html(Sample.Week(10_000));

        Assert.Contains("<dt>Runs</dt><dd>10,000</dd>", html, StringComparison.Ordinal);
        Assert.Contains("The newest 1,000 of 10,000 runs; -MaxRow", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 100_000, 4_000_000);
    }

    [Fact]
    public void Ends_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        var target = new CancellingWriter(stop);

        Assert.Throws<OperationCanceledException>(() => new ReportWriter().Write(target, new RunReport { Runs = Sample.Week(), Time = Sample.Now, Zone = TimeZoneInfo.Utc }, stop.Token));

        Assert.InRange(target.Written, 5000, 20_000);
    }

    [GeneratedRegex("<h2 id=\"([a-z]+)\">")]
    private static partial Regex Ids();

    [GeneratedRegex("<svg [^>]*>")]
    private static partial Regex Svgs();

    [GeneratedRegex("<span class=\"state[^>]*>([^<]*)</span>")]
    private static partial Regex States();

    private sealed class CancellingWriter(CancellationTokenSource stop) : StringWriter(CultureInfo.InvariantCulture)
    {
        public int Written { get; private set; }

        public override void Write(string? value)
        {
            Written += value?.Length ?? 0;
            if (Written > 5000) stop.Cancel();
        }
    }
}

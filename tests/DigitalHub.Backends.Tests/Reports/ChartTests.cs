using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DigitalHub.Backends.Reports;

namespace DigitalHub.Backends.Tests.Reports;

/// <summary>What stands at the axes of charts, and the tables that have the same as they.</summary>
public sealed class ChartTests
{
    [Theory]
    [InlineData("week", 5)]
    [InlineData("one", 3)]
    [InlineData("kinds", 4)]
    [InlineData("states", 3)]
    public void Each_table_that_a_chart_names_follows_it_and_has_its_series_and_its_numbers(string which, int named)
    {
        var runs = which switch
        {
            "week" => Sample.Week(),
            "one" => [Sample.Run("only", "RUNNING", moves: [("RUNNING", 3)])],
            "kinds" => [.. Enumerable.Range(0, 9).Select(i => Sample.Run($"r{i}", hours: -1 - (i * i), kind: $"kind{i}"))],
            // One colour stands for several, and in one step nothing ended.
            _ => (List<ReportedRun>)[.. new[] { "READY", "BUILT", "STOP", "STOPPED", "NEWER" }.Select((state, i) => Sample.Run($"r{i}", state, hours: -1 - i, moves: [(state, 1)]))],
        };
        var page = Sample.Parsed(Sample.Html(runs));
        var times = runs.Select(run => run.Created!.Value.UtcDateTime).ToList();
        var steps = TimeSteps.Between(times.Min(), times.Max());
        var charts = page.Descendants("figure").Where(figure => Label(figure).Contains("table", StringComparison.Ordinal)).ToList();

        Assert.Equal(named, charts.Count);
        foreach (var figure in charts)
        {
            var caption = CaptionOf(Label(figure));
            var table = Assert.Single(page.Descendants("table"), table => table.Element("caption")!.Value.StartsWith(caption, StringComparison.Ordinal));
            Assert.True(table.IsAfter(figure), caption);
            var texts = table.Descendants().Where(element => element.Name.LocalName is "th" or "bdi" or "span").Select(element => element.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
            Assert.All(figure.Element("ul")!.Descendants("bdi").SelectMany(name => name.Value.Split(", ")), name => Assert.Contains(name, texts));

            var rows = table.Element("tbody")!.Elements("tr").ToList();
            if (caption.StartsWith("Runs created per", StringComparison.Ordinal))
            {
                Assert.Equal(Drawn(figure, "rect", "x"), rows.Count);
                Assert.Equal(runs.Select(run => steps.Label(steps.At(run.Created!.Value.UtcDateTime))).Distinct().Order(StringComparer.Ordinal), rows.Select(row => row.Element("th")!.Value));
                Assert.Equal(runs.Count, Sum(table, "All"));
                foreach (var name in figure.Element("ul")!.Descendants("bdi").SelectMany(name => name.Value.Split(", "))) Assert.True(Sum(table, name) > 0, name);
            }
            else if (caption.StartsWith("Durations", StringComparison.Ordinal))
            {
                var ran = runs.Where(run => run.Ended is not null && run.Started is not null).ToList();
                Assert.Equal(Drawn(figure, "ellipse", "cx"), rows.Count);
                Assert.Equal(ran.Select(run => steps.Label(steps.At(run.Created!.Value.UtcDateTime))).Distinct().Order(StringComparer.Ordinal), rows.Select(row => row.Element("th")!.Value));
                Assert.Equal(ran.Count, Sum(table, "Runs"));
                Assert.All(rows, row => Assert.All(row.Elements("td"), cell => Assert.NotEmpty(cell.Value)));
            }
            else
            {
                Assert.True(rows.Count >= figure.Element("ul")!.Elements("li").Count() || caption.StartsWith("States", StringComparison.Ordinal), caption);
            }
        }
    }

    [Fact]
    public void A_chart_does_not_promise_what_its_table_leaves_out()
    {
        var cut = Sample.Html(Sample.Week(), report => report with { MaxRow = 5 });

        Assert.DoesNotContain("the table has all", cut, StringComparison.Ordinal);
        Assert.DoesNotContain("the table below has the same", cut, StringComparison.Ordinal);
        Assert.Contains("the table below has the newest as text", cut, StringComparison.Ordinal);
        Assert.Contains("the table has all", Sample.Html(Sample.Week()), StringComparison.Ordinal);
        Assert.Contains("the table below has the same as text", Sample.Html(Sample.Week()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.0004)]
    [InlineData(0.0015)]
    [InlineData(0.004)]
    [InlineData(0.07)]
    [InlineData(0.999)]
    [InlineData(3.3)]
    [InlineData(12)]
    [InlineData(95)]
    [InlineData(4000)]
    [InlineData(90_000)]
    [InlineData(10_000_000)]
    public void No_two_labels_of_an_axis_of_durations_are_the_same(double seconds)
    {
        var page = Sample.Parsed(Sample.Html([.. Enumerable.Range(0, 3).Select(i => Sample.Run($"run {i}", hours: -i, moves: [("RUNNING", 0), ("COMPLETED", seconds)]))]));

        Differ(page, "Median and 90th percentile", 2);
        Differ(page, "Time in each state", 2);
    }

    [Theory]
    [InlineData(0.1, 0.1000000001, 3)]
    [InlineData(0.1, 0.10000000000000002, 2)]
    [InlineData(0.1, 0.1, 2)]
    [InlineData(7.3, 7.3, 2)]
    [InlineData(0, 0, 2)]
    [InlineData(0, 1, 3)]
    [InlineData(0, 1e-300, 3)]
    [InlineData(-1e-5, 1e-5, 3)]
    [InlineData(123456.7, 123456.8, 3)]
    [InlineData(-123456.8, -123456.7, 3)]
    [InlineData(1e9, 1000000000.01, 3)]
    [InlineData(99999999, 100000001, 3)]
    [InlineData(1e15, 1e15 + 1, 2)]
    [InlineData(1e16, 1e16 + 2, 2)]
    [InlineData(1e99, 1.00000000001e99, 2)]
    [InlineData(-1e50, 1e50, 3)]
    public void No_two_labels_of_an_axis_of_a_metric_are_the_same(double one, double other, int least)
    {
        var series = Sample.Run("series");
        series.Metrics = new Dictionary<string, RunMetric> { ["series"] = new([one, other], true), ["single"] = new([one], false) };
        var single = Sample.Run("single");
        single.Metrics = new Dictionary<string, RunMetric> { ["single"] = new([other], false) };

        var page = Sample.Parsed(Sample.Html([series, single]));

        Differ(page, "The metric series", least);
        Differ(page, "The metric single", least);
    }

    [Theory]
    [InlineData(0, 0.0005, "0 s")]
    [InlineData(0.0005, 0.0005, "0.5 ms")]
    [InlineData(0.0006, 0.0002, "0.6 ms")]
    [InlineData(0.001, 0.0005, "1 ms")]
    [InlineData(0.002, 0.001, "2 ms")]
    [InlineData(1.5, 0.5, "1.5 s")]
    [InlineData(4500, 900, "1 h 15 min")]
    public void A_duration_at_an_axis_has_the_digits_of_its_step(double seconds, double step, string text) => Assert.Equal(text, ReportText.Tick(TimeSpan.FromSeconds(seconds), step));

    [Theory]
    [InlineData(0.1, 5e-11, "0.1")]
    [InlineData(0.10000000005, 5e-11, "0.10000000005")]
    [InlineData(1e-20, 0.5, "0")]
    [InlineData(0.30000000000000004, 0.1, "0.3")]
    [InlineData(2500000, 500000, "2,500,000")]
    [InlineData(1234567.5, 0.5, "1,234,567.5")]
    [InlineData(1000000000000000.5, 0.5, "1000000000000000.5")]
    public void A_number_at_an_axis_has_the_digits_of_its_step(double value, double step, string text) => Assert.Equal(text, ReportText.Tick(value, step));

    private static string Label(XElement figure) => figure.Element("svg")!.Attribute("aria-label")!.Value;

    // How the caption begins of the table that a chart names.
    private static string CaptionOf(string label)
    {
        (string Label, string Caption)[] known =
        [
            ("^(Runs created per .+, by (?:state|kind)); the table below has the numbers\\.$", "$1; "),
            ("^Median and 90th percentile of the duration of the (runs created per .+); the table below has the numbers\\.$", "Durations of the $1; "),
            ("^The metric (.+) over its steps, for .+; the table below has first, last, lowest and highest\\.$", "$1. "),
            ("^Time in each state, one bar a run; the table below has the same as text\\.$", "States with the time spent in each. "),
        ];
        var (pattern, caption) = Assert.Single(known, one => Regex.IsMatch(label, one.Label));
        return Regex.Replace(label, pattern, caption);
    }

    // In how many places there is something; the area of the chart has no colour.
    private static int Drawn(XElement figure, string element, string at) => figure.Element("svg")!.Elements(element).Where(one => one.Attribute("style") is not null).Select(one => one.Attribute(at)!.Value).Distinct().Count();

    private static long Sum(XElement table, string head)
    {
        var at = table.Descendants("th").Select(one => one.Value).TakeWhile(one => one != head).Count();
        return table.Element("tbody")!.Elements("tr").Sum(row => long.Parse(row.Elements().ElementAt(at).Attribute("data-v")!.Value, CultureInfo.InvariantCulture));
    }

    // The labels of the axis at the side end at it, those of the axis below are in the middle of their places.
    private static void Differ(XDocument page, string chart, int least)
    {
        var figure = Assert.Single(page.Descendants("figure"), figure => Label(figure).StartsWith(chart, StringComparison.Ordinal));
        foreach (var axis in figure.Element("svg")!.Elements("text").GroupBy(text => text.Attribute("text-anchor")?.Value))
        {
            var labels = axis.Select(text => text.Value).ToList();
            Assert.True(labels.Distinct().Count() == labels.Count, string.Join(" | ", labels));
            if (axis.Key == (chart.StartsWith("Time", StringComparison.Ordinal) ? "middle" : "end")) Assert.True(labels.Count >= least, string.Join(" | ", labels));
        }
    }
}

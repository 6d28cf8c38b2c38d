using DigitalHub.Backends.Reports;

namespace DigitalHub.Backends.Tests.Reports;

/// <summary>What a report counts, measures and writes as text.</summary>
public sealed class FigureTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0123, "12 ms")]
    [InlineData(0.9996, "1 s")]
    [InlineData(1.234, "1.23 s")]
    [InlineData(9.999, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(3599.9, "1 h")]
    [InlineData(3785, "1 h 3 min")]
    [InlineData(86399, "1 d")]
    [InlineData(90000, "1 d 1 h")]
    [InlineData(864000000, "10,000 d")]
    public void A_duration_is_its_two_largest_units(double seconds, string text) => Assert.Equal(text, ReportText.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, 0, "–")]
    [InlineData(0, 3, "0 %")]
    [InlineData(3, 3, "100 %")]
    [InlineData(1, 3, "33.3 %")]
    [InlineData(1, 100000, "< 0.1 %")]
    [InlineData(99999, 100000, "> 99.9 %")]
    public void A_share_is_never_rounded_to_nothing_or_all(long part, long whole, string text) => Assert.Equal(text, ReportText.Share(part, whole));

    [Theory]
    [InlineData(0.5, 2.5)]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(0.9, 3.7)]
    public void A_quantile_lies_between_two_values(double share, double value) => Assert.Equal(value, Figures.Quantile([1, 2, 3, 4], share), 10);

    [Theory]
    [InlineData("2026-11-24T10:00:30", "2026-11-24T10:20:00", "minute", 21, "2026-11-24 10:00")]
    [InlineData("2026-11-24T10:40:00", "2026-11-24T18:00:00", "15 minutes", 31, "2026-11-24 10:30")]
    [InlineData("2026-11-20T10:00:00", "2026-11-27T12:00:00", "6 hours", 30, "2026-11-20 06:00")]
    [InlineData("2026-10-28T23:59:59", "2026-11-27T00:00:00", "day", 31, "2026-10-28")]
    [InlineData("2026-05-04T00:00:00", "2026-11-27T00:00:00", "week", 30, "2026-05-04")]
    [InlineData("2025-05-31T00:00:00", "2026-11-27T00:00:00", "month", 19, "2025-05")]
    [InlineData("2020-05-31T00:00:00", "2026-11-27T00:00:00", "quarter", 27, "2020-04")]
    [InlineData("1970-01-01T00:00:00", "2026-11-27T00:00:00", "5 years", 12, "1970")]
    public void Steps_of_time_are_few_and_round(string first, string last, string word, int count, string label)
    {
        var steps = TimeSteps.Between(Time(first), Time(last));

        Assert.Equal((word, count, label), (steps.Word, steps.Starts.Count, steps.Label(0)));
        Assert.Equal(0, steps.At(Time(first)));
        Assert.Equal(count - 1, steps.At(Time(last)));
    }

    [Fact]
    public void Ticks_do_not_say_again_what_was_said()
    {
        var steps = TimeSteps.Between(Time("2026-11-20T10:00:00"), Time("2026-11-21T12:00:00"));

        Assert.Equal(["11-20 10:00", "23:00", "11-21 00:00"], [steps.Tick(0, null), steps.Tick(13, 0), steps.Tick(14, 13)]);
    }

    [Fact]
    public void A_long_series_keeps_its_ends_and_its_extremes()
    {
        List<(int, double)> points = [.. Enumerable.Range(0, 5000).Select(step => (step, step == 1234 ? 99.0 : step == 4321 ? -99.0 : Math.Sin(step / 50.0)))];

        var thin = Figures.Thinned(points, 400);

        Assert.InRange(thin.Count, 300, 400);
        Assert.Equal([points[0], points[^1]], [thin[0], thin[^1]]);
        Assert.Contains((1234, 99.0), thin);
        Assert.Contains((4321, -99.0), thin);
        Assert.Equal(thin.Select(point => point.Step).Order(), thin.Select(point => point.Step));
        Assert.Equal(points.Take(400), Figures.Thinned([.. points.Take(400)], 400));
    }

    [Fact]
    public void A_run_is_in_one_state_after_the_other()
    {
        var ended = Sample.Run("a", moves: [("BUILT", 1), ("RUNNING", 3), ("COMPLETED", 10)]);
        var running = Sample.Run("b", "RUNNING", hours: -1, moves: [("RUNNING", 60)]);
        var created = Sample.Run("c", "CREATED", hours: -2);

        Assert.Equal([("CREATED", 1), ("BUILT", 2), ("RUNNING", 7), ("COMPLETED", null)], Stretches(ended));
        Assert.Equal([("CREATED", 60), ("RUNNING", 3540)], Stretches(running));
        Assert.Equal([("CREATED", 7200)], Stretches(created));
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3)), (ended.Duration(Sample.Now), ended.Wait));
        Assert.Equal(TimeSpan.FromSeconds(3540), running.Duration(Sample.Now));
        Assert.Null(created.Duration(Sample.Now));
    }

    private static List<(string, double?)> Stretches(ReportedRun run) => [.. run.Stretches(Sample.Now).Select(stretch => (stretch.State, stretch.Span?.TotalSeconds))];

    private static DateTime Time(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

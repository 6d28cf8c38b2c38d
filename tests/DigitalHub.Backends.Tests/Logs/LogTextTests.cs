using System.Globalization;

namespace DigitalHub.Backends.Tests.Logs;

/// <summary>The times of lines, the choice of containers, the pace of looks and the quantities of Kubernetes.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("2026-07-20T09:49:18Z started", "2026-07-20T09:49:18.0000000+00:00", "started")]
    [InlineData("2026-07-20T09:49:18.123456789Z started", "2026-07-20T09:49:18.1234567+00:00", "started")]
    [InlineData("2026-07-20 09:49:18,123 INFO started", "2026-07-20T09:49:18.1230000+00:00", "INFO started")]
    [InlineData("[2026-07-20 09:49:18+02:00] started", "2026-07-20T09:49:18.0000000+02:00", "started")]
    [InlineData("2026-07-20T09:49:18-0530", "2026-07-20T09:49:18.0000000-05:30", "")]
    [InlineData("2026-07-20T09:49:18Z  two", "2026-07-20T09:49:18.0000000+00:00", " two")]
    public void A_time_at_the_beginning_is_read(string line, string time, string rest)
    {
        Assert.Equal(time, LogTime.Of(line, out var found)?.ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal(rest, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("started 2026-07-20T09:49:18Z")]
    [InlineData("2026-07-20")]
    [InlineData("2026-13-20T09:49:18Z x")]
    [InlineData("2026-07-20T25:49:18Z x")]
    [InlineData("0001-01-01T00:00:00+14:00 x")]
    [InlineData("2026-07-20T09:49:18+99:00 x")]
    [InlineData("2026-07-20T09:49:18+ x")]
    [InlineData("2026-07-20T09:49:18Zx")]
    [InlineData("[2026-07-20T09:49:18Z x")]
    [InlineData("2026-07-20T09:49:18. x")]
    public void What_is_no_time_is_left(string line)
    {
        Assert.Null(LogTime.Of(line, out var rest));
        Assert.Equal(line, rest);
    }

    private static readonly RunLog[] Logs = [new("p1", "init-container-r", "i"), new("p1", "c-job-r", "a\n"), new("p2", "init-container-r", "j"), new("p1", "c-job-r", "b")];

    [Fact]
    public void Main_containers_come_alone_or_first_and_restarts_together()
    {
        Assert.Equal(["p1 c-job-r a\nb"], Told(new LogChoice(null, false)));
        Assert.Equal(["p1 c-job-r a\nb", "p1 init-container-r i", "p2 init-container-r j"], Told(new LogChoice(null, true)));
        Assert.Equal(["p1 init-container-r i", "p2 init-container-r j"], Told(new LogChoice(["INIT*"], false)));
        Assert.Empty(Told(new LogChoice(["c-job"], false)));
        Assert.Equal(["p1 init-container-r i"], new LogChoice(null, false).Of(Logs[..1]).Select(Told));
    }

    [Fact]
    public void Texts_of_restarts_begin_on_lines_of_their_own() =>
        Assert.Equal("a\nb\n\nc", new ContainerLogs("p", "c", ["a", "b\n", "", "\nc"]).Raw);

    [Theory]
    [InlineData("250m", 0.25)]
    [InlineData("10Mi", 10485760)]
    [InlineData("1.5", 1.5)]
    [InlineData("1e3", 1000)]
    [InlineData("1E", 1e18)]
    [InlineData("1E2", 100)]
    [InlineData("12345n", 0.000012345)]
    public void Quantities_are_numbers(string text, double number) => Assert.Equal(number, Quantity.Parse(text)!.Value, 12);

    [Theory]
    [InlineData("")]
    [InlineData("Mi")]
    [InlineData("1Xi")]
    [InlineData("1,5")]
    public void What_is_no_quantity_is_none(string text) => Assert.Null(Quantity.Parse(text));

    [Fact]
    public void A_quantity_may_have_its_format_beside_it()
    {
        Assert.Equal(0.25, Quantity.Parse(ValueMap.From([new("number", 0.25), new("format", "DECIMAL_SI")])));
        Assert.Equal(7, Quantity.Parse(7L));
        Assert.Null(Quantity.Parse(null));
        Assert.Null(Quantity.Parse(true));
    }

    [Fact]
    public void Much_news_brings_the_next_look_nearer_and_none_puts_it_off()
    {
        var pace = new LogPace(null);
        Assert.Equal(TimeSpan.FromSeconds(0.5), pace.Pause);

        // Half of what is kept in a second: two looks a second see all of it, four are sure.
        pace.Looked(0.5, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(0.5), pace.Pause);
        pace.Looked(0.9, TimeSpan.FromSeconds(0.1));
        Assert.Equal(TimeSpan.FromSeconds(0.2), pace.Pause);
        pace.Looked(0.0001, TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.Pause);
        for (var i = 0; i < 20; i++) pace.Looked(0, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(5), pace.Pause);

        var chosen = new LogPace(TimeSpan.FromSeconds(7));
        chosen.Looked(1, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(7), chosen.Pause);
    }

    private static string[] Told(LogChoice choice) => [.. choice.Of(Logs).Select(Told)];

    private static string Told(ContainerLogs logs) => $"{logs.Pod} {logs.Container} {logs.Raw}";
}

using System.Text;

namespace DigitalHub.Backends.Tests.Model;

public class TimestampTests
{
    [Theory]
    [InlineData("2026-11-24T15:00:42.103Z", "2026-11-24T15:00:42.1030000")]
    [InlineData("2026-11-24T15:00:42Z", "2026-11-24T15:00:42.0000000")]
    [InlineData("2028-02-29T23:59:59.1Z", "2028-02-29T23:59:59.1000000")]
    [InlineData("2026-11-24T14:51:15.125310083Z", "2026-11-24T14:51:15.1253100")]
    [InlineData("2026-11-24T14:51:15.999999999Z", "2026-11-24T14:51:15.9999999")]
    [InlineData("2026-11-24T14:51:15.1253100834567Z", "2026-11-24T14:51:15.1253100")]
    [InlineData("2026-11-24T15:00:42.5+02:00", "2026-11-24T13:00:42.5000000")]
    [InlineData("2026-11-24T15:00:42.123456789-05:30", "2026-11-24T20:30:42.1234567")]
    [InlineData("2026-11-24T15:00", "2026-11-24T15:00:00.0000000")]
    [InlineData("2026-11-24", "2026-11-24T00:00:00.0000000")]
    public void Times_of_core(string text, string utc)
    {
        var time = Timestamp.Parse(text)!.Value;
        Assert.Equal(utc, time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(time, InBytes(text));
        var local = Timestamp.Local(text)!.Value;
        Assert.Equal(DateTimeKind.Local, local.Kind);
        Assert.Equal(time.UtcDateTime, local.ToUniversalTime());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-11-24T24:00:01Z")]
    [InlineData("2026-11-24T15:60:42Z")]
    [InlineData("2026-11-24T15:00:61Z")]
    [InlineData("0000-11-24T15:00:00Z")]
    [InlineData("2026-1a-24T15:00:00Z")]
    [InlineData("2026-11-24T15:00:42.Z")]
    [InlineData("2026-11-24T15:00:42.1x3Z")]
    [InlineData("1795531691.000000000")]
    public void No_times(string? text)
    {
        Assert.Null(Timestamp.Parse(text));
        Assert.Null(Timestamp.Local(text));
        if (text is not null) Assert.Null(InBytes(text));
    }

    private static DateTimeOffset? InBytes(string text) => Timestamp.Parse(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData(1_250_000, "2026-01-02T03:04:05.125Z", "2026-01-02T03:04:05.125Z")]
    [InlineData(1_000_000, "2026-01-02T03:04:05.1Z", "2026-01-02T03:04:05.1Z")]
    [InlineData(0, "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData(1_234_567, "2026-01-02T03:04:05.123Z", "2026-01-02T03:04:05.1234567Z")]
    public void Written_as_core_writes(int ticks, string format, string exact)
    {
        var time = new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)).AddTicks(ticks);
        Assert.Equal(format, Timestamp.Format(time));
        Assert.Equal(exact, Timestamp.FormatExact(time));
        Assert.Equal(time, Timestamp.Parse(exact));
    }
}

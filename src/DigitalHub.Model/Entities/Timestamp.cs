using System.Globalization;
using System.Text;

namespace DigitalHub;

/// <summary>Times as core writes them (contract 4.3): ISO 8601 in UTC with a fraction of up to nine digits, trailing zeros dropped.</summary>
internal static class Timestamp
{
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null) return null;
        // .NET reads at most seven digits of a fraction; transitions carry up to nine.
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            var end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end - dot > 8) text = text.Remove(dot + 8, end - dot - 8);
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    /// <summary>The time in a text in UTF-8; quick for the form that core writes.</summary>
    public static DateTimeOffset? Parse(ReadOnlySpan<byte> utf8) => Quick(utf8) ?? Parse(Encoding.UTF8.GetString(utf8));

    private static DateTimeOffset? Quick(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 20 or > 30 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[^1] != 'Z') return null;
        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute, second) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..19]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59) return null;
        long ticks = 0;
        if (text.Length > 20)
        {
            var fraction = text[20..^1];
            if (text[19] != '.' || fraction.IsEmpty || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return null;
            for (var i = 0; i < 7; i++) ticks = (ticks * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }
        return new DateTimeOffset(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddTicks(ticks));
    }

    // Below zero where it is none.
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return -1;
            number = (number * 10) + (digit - '0');
        }
        return number;
    }

    public static DateTime? Local(string? text) => Parse(text)?.LocalDateTime;

    /// <summary>Milliseconds precision, as core's <c>created</c> and <c>updated</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Full precision, as core's <c>transitions[].time</c>.</summary>
    public static string FormatExact(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}

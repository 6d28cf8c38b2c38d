using System.Globalization;
using System.Text.Json;

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

    /// <summary>The time in the text that a reader stands at.</summary>
    public static DateTimeOffset? Parse(in Utf8JsonReader reader) =>
        // The reader's own way is quick, and reads a time without a zone as a local one.
        reader.ValueSpan is [.., >= (byte)'0' and <= (byte)'9', (byte)'Z'] && reader.TryGetDateTimeOffset(out var time) ? time : Parse(reader.GetString());

    public static DateTime? Local(string? text) => Parse(text)?.LocalDateTime;

    /// <summary>Milliseconds precision, as core's <c>created</c> and <c>updated</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Full precision, as core's <c>transitions[].time</c>.</summary>
    public static string FormatExact(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace DigitalHub.Backends.Reports;

/// <summary>Numbers, times and durations as a person reads them, the same in every culture.</summary>
internal static class ReportText
{
    private static readonly (double Seconds, string Unit)[] Units = [(86400, "d"), (3600, "h"), (60, "min"), (1, "s")];

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A measured value: six digits that count.</summary>
    public static string Value(double value) =>
        Math.Abs(value) is >= 1e6 and < 1e15 && double.IsInteger(value) ? value.ToString("N0", CultureInfo.InvariantCulture) : value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>A measured value at an axis: as many digits as tell it from its neighbours, a step away.</summary>
    public static string Tick(double value, double step)
    {
        if (Math.Abs(value) < step / 1e6) return "0";
        var decimals = -Magnitude(step);
        var digits = Magnitude(value) + decimals + 1;
        if (digits <= 6) return Value(value);
        return Math.Abs(value) is >= 1e6 and < 1e15
            ? value.ToString(string.Create(CultureInfo.InvariantCulture, $"N{Math.Max(0, decimals)}"), CultureInfo.InvariantCulture)
            : value.ToString(string.Create(CultureInfo.InvariantCulture, $"G{Math.Min(17, digits)}"), CultureInfo.InvariantCulture);
    }

    /// <summary>A duration at an axis; below a second with as many digits as tell it from its neighbours.</summary>
    public static string Tick(TimeSpan span, double step)
    {
        var seconds = span.TotalSeconds;
        if (step >= 0.001 || seconds >= 0.9995) return Duration(span);
        // A step of two tenths of a millisecond has one digit behind the point.
        return seconds < step / 2 ? "0 s" : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds * 1000, Math.Clamp(-Magnitude(step * 1000), 0, 15))} ms");
    }

    /// <summary>A number for sorting.</summary>
    public static string Key(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Share(long part, long whole)
    {
        if (whole == 0) return "–";
        var percent = 100.0 * part / whole;
        if (part > 0 && percent < 0.1) return "< 0.1 %";
        if (part < whole && percent > 99.9) return "> 99.9 %";
        return string.Create(CultureInfo.InvariantCulture, $"{percent:0.#} %");
    }

    /// <summary>A duration in its two largest units: <c>1 h 3 min</c>, <c>2.5 s</c>, <c>40 ms</c>.</summary>
    public static string Duration(TimeSpan span)
    {
        var seconds = span.TotalSeconds;
        if (seconds < 0.0005) return "0 s";
        if (seconds < 0.9995) return string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms");
        if (seconds < 9.995) return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s");
        var left = Math.Round(seconds);
        for (var i = 0; i < Units.Length; i++)
        {
            var (size, unit) = Units[i];
            if (left < size) continue;
            var smaller = i + 1 < Units.Length ? Units[i + 1] : default;
            if (smaller.Unit is null) return string.Create(CultureInfo.InvariantCulture, $"{left:0} s");
            // What is left out is rounded, and may fill the unit before it.
            var rest = Math.Round(left % size / smaller.Seconds);
            var whole = Math.Floor(left / size);
            if (rest * smaller.Seconds >= size) (whole, rest) = (whole + 1, 0);
            if (i > 0 && whole * size >= Units[i - 1].Seconds) return $"1 {Units[i - 1].Unit}";
            return rest == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{whole:N0} {unit}")
                : string.Create(CultureInfo.InvariantCulture, $"{whole:N0} {unit} {rest:0} {smaller.Unit}");
        }
        return "0 s";
    }

    public static string Time(DateTimeOffset time, TimeZoneInfo zone) => Local(time, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Minute(DateTimeOffset time, TimeZoneInfo zone) => Local(time, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time in a zone; at the ends of the calendar as it is.</summary>
    public static DateTime Local(DateTimeOffset time, TimeZoneInfo zone)
    {
        var utc = time.UtcDateTime;
        return utc.Year is > 1 and < 9999 ? TimeZoneInfo.ConvertTimeFromUtc(utc, zone) : utc;
    }

    /// <summary>A text that is cut where it is long; not in the middle of a character.</summary>
    public static string Short(string text, int length)
    {
        if (text.Length <= length) return text;
        var end = length - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return $"{text[..end]}…";
    }

    // The power of ten of the first digit; what lacks a hair to the next power has that.
    private static int Magnitude(double number) => (int)Math.Floor(Math.Log10(Math.Abs(number)) + 1e-9);

    /// <summary><c>1 run</c>, <c>2 runs</c>.</summary>
    public static string Count(long number, string word) => number == 1 ? $"1 {word}" : $"{Number(number)} {word}s";
}

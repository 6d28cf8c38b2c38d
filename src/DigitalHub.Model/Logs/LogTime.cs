using System.Globalization;

namespace DigitalHub;

/// <summary>
/// The time that a line of a log begins with, where it does: as ISO 8601 has it or as Python's logging writes it, with or
/// without brackets. A time without a zone is taken for UTC, which is what containers have.
/// </summary>
internal static class LogTime
{
    private const int ShortestLength = 19;

    /// <summary>Reads the time.</summary>
    /// <param name="line">The line.</param>
    /// <param name="rest">What stands behind the time and one blank; the line where there is no time.</param>
    public static DateTimeOffset? Of(string line, out string rest)
    {
        rest = line;
        var start = line.Length > 0 && line[0] == '[' ? 1 : 0;
        if (line.Length < start + ShortestLength || !HasShape(line.AsSpan(start, ShortestLength))) return null;
        var end = start + ShortestLength;
        var fraction = string.Empty;
        if (end + 1 < line.Length && line[end] is '.' or ',' && char.IsAsciiDigit(line[end + 1]))
        {
            var from = ++end;
            while (end < line.Length && char.IsAsciiDigit(line[end])) end++;
            fraction = line[from..Math.Min(end, from + 7)];
        }
        var zone = Zone(line.AsSpan(end), out var length);
        if (zone is null) return null;
        end += length;
        if (start == 1)
        {
            if (end >= line.Length || line[end] != ']') return null;
            end++;
        }
        if (end < line.Length && line[end] is not (' ' or '\t')) return null;
        var day = string.Concat(line.AsSpan(start, 10), "T", line.AsSpan(start + 11, 8));
        if (!DateTime.TryParseExact(day, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return null;
        if (fraction.Length > 0) time = time.AddTicks(long.Parse(fraction.PadRight(7, '0'), CultureInfo.InvariantCulture));
        // At the ends of the calendar no zone can be taken off.
        if (time.Year is < 1900 or > 9000) return null;
        rest = line[Math.Min(line.Length, end < line.Length ? end + 1 : end)..];
        return new DateTimeOffset(time, zone.Value);
    }

    private static bool HasShape(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var fits = i switch
            {
                4 or 7 => text[i] == '-',
                10 => text[i] is 'T' or ' ',
                13 or 16 => text[i] == ':',
                _ => char.IsAsciiDigit(text[i]),
            };
            if (!fits) return false;
        }
        return true;
    }

    private static TimeSpan? Zone(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        if (text.IsEmpty || text[0] is not ('Z' or '+' or '-')) return TimeSpan.Zero;
        length = 1;
        if (text[0] == 'Z') return TimeSpan.Zero;
        length = text.Length >= 6 && text[3] == ':' ? 6 : 5;
        if (text.Length < length || !int.TryParse(text[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || !int.TryParse(text[(length - 2)..length], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)) return null;
        if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0)) return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return text[0] == '-' ? -offset : offset;
    }
}

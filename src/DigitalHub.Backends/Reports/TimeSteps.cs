using System.Globalization;

namespace DigitalHub.Backends.Reports;

/// <summary>A stretch of time in equal steps, such as hours, days or months, few enough for a chart.</summary>
internal sealed class TimeSteps
{
    private const int Most = 32;

    private static readonly (int Minutes, string Word)[] Short =
    [
        (1, "minute"), (5, "5 minutes"), (15, "15 minutes"), (60, "hour"), (180, "3 hours"), (360, "6 hours"), (720, "12 hours"), (1440, "day"), (10080, "week"),
    ];

    private static readonly (int Months, string Word)[] Long = [(1, "month"), (3, "quarter"), (12, "year"), (60, "5 years"), (120, "10 years"), (1200, "100 years"), (12000, "1,000 years")];

    private readonly List<DateTime> _starts = [];

    private TimeSteps(string word) => Word = word;

    /// <summary>What one step is, for example <c>day</c>.</summary>
    public string Word { get; }

    /// <summary>The starts of the steps.</summary>
    public IReadOnlyList<DateTime> Starts => _starts;

    /// <summary>The finest steps from one time to another that are not too many.</summary>
    public static TimeSteps Between(DateTime first, DateTime last)
    {
        foreach (var (minutes, word) in Short)
        {
            var start = Floor(first, minutes);
            if ((last - start).TotalMinutes < (double)minutes * Most) return Filled(new TimeSteps(word), start, last, time => time.AddMinutes(minutes));
        }
        foreach (var (months, word) in Long)
        {
            var count = (first.Year * 12) + first.Month - 1;
            count -= count % months;
            if ((last.Year * 12) + last.Month - 1 - count >= months * Most) continue;
            var start = count < 12 ? DateTime.MinValue : new DateTime(count / 12, (count % 12) + 1, 1);
            return Filled(new TimeSteps(word), start, last, time => time.AddMonths(months));
        }
        throw new InvalidOperationException("No calendar is that long.");
    }

    /// <summary>In which step a time lies.</summary>
    public int At(DateTime time)
    {
        var at = _starts.BinarySearch(time);
        return at >= 0 ? at : Math.Max(0, ~at - 1);
    }

    /// <summary>A step's start, as short as it can be told from the others.</summary>
    public string Label(int at) => _starts[at].ToString(
        Word switch
        {
            "day" or "week" => "yyyy-MM-dd",
            "month" or "quarter" => "yyyy-MM",
            _ when Word.EndsWith("year", StringComparison.Ordinal) || Word.EndsWith("years", StringComparison.Ordinal) => "yyyy",
            _ => "yyyy-MM-dd HH:mm",
        },
        CultureInfo.InvariantCulture);

    /// <summary>The same for an axis, which does not say again what the label before it has said.</summary>
    /// <param name="at">The step.</param>
    /// <param name="before">The step that has a label before it; null for the first one.</param>
    public string Tick(int at, int? before)
    {
        var label = Label(at);
        if (label.Length < 10 || before is not { } other) return label.Length == 16 ? label[5..] : label;
        if (label.Length == 10) return _starts[at].Year == _starts[other].Year ? label[5..] : label;
        return _starts[at].Date == _starts[other].Date ? label[11..] : label[5..];
    }

    private static TimeSteps Filled(TimeSteps steps, DateTime start, DateTime last, Func<DateTime, DateTime> next)
    {
        for (var time = start; time <= last; time = next(time))
        {
            steps._starts.Add(time);
            if (time.Year > 8990 && steps._starts.Count > 1) break;
        }
        return steps;
    }

    // Weeks begin on Mondays.
    private static DateTime Floor(DateTime time, int minutes)
    {
        var step = TimeSpan.FromMinutes(minutes).Ticks;
        return new DateTime(time.Ticks - (time.Ticks % step));
    }
}

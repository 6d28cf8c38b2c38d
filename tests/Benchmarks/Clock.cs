using System.Diagnostics;

namespace DigitalHub.Benchmarks;

internal static class Clock
{
    /// <summary>Medians of two things taken in turn, so that both meet the same machine; milliseconds.</summary>
    public static (double First, double Second) Medians(int rounds, Action first, Action second)
    {
        first();
        second();
        var times = (new List<double>(), new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            times.Item1.Add(Time(first));
            times.Item2.Add(Time(second));
        }
        return (Median(times.Item1), Median(times.Item2));
    }

    public static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

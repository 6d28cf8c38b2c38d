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

    /// <summary>The best times of two things taken in turn, after one time each that does not count: what else the machine does only adds to them; milliseconds.</summary>
    public static (double First, double Second) Best(int rounds, Action<int> first, Action<int> second)
    {
        first(0);
        second(0);
        var (one, two) = (double.MaxValue, double.MaxValue);
        for (var i = 1; i <= rounds; i++)
        {
            one = Math.Min(one, Time(() => first(i)));
            two = Math.Min(two, Time(() => second(i)));
        }
        return (one, two);
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

using System.Diagnostics;
using System.Runtime;

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

    /// <summary>
    /// Medians of two things taken in turn, after each was done as often as the other beforehand, until all that runs often is
    /// compiled for good; milliseconds.
    /// </summary>
    /// <param name="rounds">How often each is taken.</param>
    /// <param name="warmUps">How often each is done before that.</param>
    /// <param name="first">The one, with the number of its turn from 0 on, warm-ups included.</param>
    /// <param name="second">The other.</param>
    public static (double First, double Second) Medians(int rounds, int warmUps, Action<int> first, Action<int> second)
    {
        for (var i = 0; i < warmUps; i++)
        {
            first(i);
            second(i);
        }
        WaitForCompiler();
        var times = (new List<double>(), new List<double>());
        for (var i = warmUps; i < warmUps + rounds; i++)
        {
            times.Item1.Add(Time(() => first(i)));
            times.Item2.Add(Time(() => second(i)));
        }
        return (Median(times.Item1), Median(times.Item2));
    }

    // Methods that ran often are compiled anew in the background, a while after they did.
    private static void WaitForCompiler()
    {
        long before;
        do
        {
            before = JitInfo.GetCompiledMethodCount();
            Thread.Sleep(300);
        }
        while (JitInfo.GetCompiledMethodCount() != before);
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

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>What is tried by chance would be found out, if it were wrong.</summary>
[Collection(nameof(Fuzz))]
public sealed class TrialsTests
{
    private const int Much = 65 << 20;

    // What is seen from elsewhere is on the heap, whatever the compiler makes of it.
    private static volatile byte[]? _kept;

    [Fact]
    public void Memory_that_the_thread_itself_takes() => Assert.Contains("MB of memory", Wrong(_ => Take(Much)), StringComparison.Ordinal);

    [Fact]
    public void Memory_that_another_thread_takes() => Assert.Contains("MB of memory", Wrong(_ => Elsewhere(() => Take(Much))), StringComparison.Ordinal);

    [Fact]
    public void Memory_that_other_threads_take_bit_by_bit() => Assert.Contains(
        "MB of memory",
        Wrong(_ => Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Bits(Much / 4)))).GetAwaiter().GetResult()),
        StringComparison.Ordinal);

    [Fact]
    public void Memory_below_the_bound_is_none_of_it()
    {
        var trials = Trials(_ => Elsewhere(() => Bits(20 << 20)));
        trials.Run(2);

        Assert.Empty(trials.Wrong);
        Assert.InRange(trials.Most, 20 << 20, trials.MostBytes);
    }

    [Fact]
    public void An_input_that_does_not_end()
    {
        using var end = new ManualResetEventSlim();
        var said = new List<string>();
        var trials = new Trials<string>(random => "this one", _ => end.Wait(), text => text) { Longest = TimeSpan.FromMilliseconds(20), Endless = said.Add };
        trials.Run(3);
        end.Set();

        Assert.Matches(@"\AInput 0 of seed \d+ \(this one\):\nIt does not end", Assert.Single(said));
    }

    [Fact]
    public void Errors_each_sort_once()
    {
        var trials = Trials(number => throw (number % 2 == 0 ? new FormatException("even") : new InvalidOperationException("odd")));
        trials.Run(50);

        Assert.Equal(2, trials.Wrong.Count);
        Assert.Contains(trials.Wrong, text => text.Contains("FormatException: even", StringComparison.Ordinal));
    }

    private static string Wrong(Action<int> use)
    {
        var trials = Trials(use);
        trials.Run(2);
        return Assert.Single(trials.Wrong);
    }

    private static Trials<int> Trials(Action<int> use) => new(random => random.Next(), use, number => $"{number}");

    private static void Elsewhere(ThreadStart action)
    {
        var thread = new Thread(action);
        thread.Start();
        thread.Join();
    }

    private static void Take(int bytes) => _kept = new byte[bytes];

    private static void Bits(int bytes)
    {
        for (var left = bytes; left > 0; left -= 1000) Take(1000);
    }
}

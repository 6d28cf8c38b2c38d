using System.Collections.Concurrent;
using System.Globalization;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>How much is tried by chance, and from what.</summary>
internal static class Chance
{
    /// <summary>How many inputs all that tries them tries together; raised by <c>DH_TEST_FUZZ</c>.</summary>
    public static int Count { get; } = Number("DH_TEST_FUZZ", 10_000);

    /// <summary>What all seeds begin from; another one by <c>DH_TEST_FUZZ_SEED</c>.</summary>
    public static int Seed { get; } = Number("DH_TEST_FUZZ_SEED", 1);

    /// <summary>How many inputs a share is.</summary>
    public static int Share(double percent) => Math.Max(1, (int)(Count * percent / 100));

    /// <summary>The chance of one input. Not by HashCode, which is another one in each process.</summary>
    public static Random Of(int number) => new(unchecked((Seed * 486_187_739) ^ (number * 16_777_619)));

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

/// <summary>
/// Tries something on many inputs, one after the other, and keeps what was wrong: it failed, or it took more memory than a
/// bound. One that does not end ends the process. What an input takes is all that the process allocates meanwhile, on whatever threads, so that nothing
/// else may run beside it: tests of this kind belong to a collection that is not parallel, which begins when all others have ended.
/// </summary>
/// <param name="make">Makes an input.</param>
/// <param name="use">Uses it; whatever it throws is wrong.</param>
/// <param name="print">Shows it, where something was wrong with it.</param>
internal sealed class Trials<T>(Func<Random, T> make, Action<T> use, Func<T, string> print)
{
    private const int MostWrong = 20;

    private readonly ConcurrentDictionary<string, string> _wrong = new(StringComparer.Ordinal);

    private volatile Trial? _now;

    private volatile bool _isOver;

    /// <summary>What a small input may lead to, in bytes; text in UTF-16, its parts and a copy of them are far below it.</summary>
    public long MostBytes { get; init; } = 64 << 20;

    /// <summary>An input that is seen twice by looks that are so far apart does not end: no input takes a hundredth of it, however busy the machine is.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What follows upon an input that does not end. The process ends and says which it was: neither a store nor a shell can be
    /// closed while something goes on in it, so that nobody would ever be told.
    /// </summary>
    public Action<string> Endless { get; init; } = Environment.FailFast;

    /// <summary>What was wrong, each sort once, with the input that shows it.</summary>
    public IReadOnlyCollection<string> Wrong => [.. _wrong.Values];

    /// <summary>The most that an input took, in bytes.</summary>
    public long Most { get; private set; }

    /// <summary>Which one it was.</summary>
    public int MostAt { get; private set; }

    /// <summary>Tries a number of inputs, or fewer once much was wrong or one does not end.</summary>
    public void Run(int count)
    {
        var worker = new Thread(() =>
        {
            for (var number = 0; number < count && _wrong.Count < MostWrong && !_isOver; number++) Try(_now = new Trial(number));
        })
        {
            IsBackground = true,
        };
        worker.Start();
        for (Trial? seen = null; !worker.Join(Longest); seen = _now)
        {
            if (seen is null || seen != _now) continue;
            _isOver = true;
            Endless(Told(seen, $"It does not end: it was there {Longest} ago."));
            return;
        }
    }

    private void Try(Trial trial)
    {
        try
        {
            trial.Input = make(Chance.Of(trial.Number));
        }
        catch (Exception exception)
        {
            Add(trial, "input", $"It can't be made: {exception}");
            return;
        }
        var before = GC.GetTotalAllocatedBytes();
        try
        {
            use(trial.Input);
        }
        catch (Exception exception)
        {
            Add(trial, $"{exception.GetType()} {exception.StackTrace?.Split('\n')[0]}", exception.ToString());
        }
        var taken = GC.GetTotalAllocatedBytes() - before;
        if (taken > Most) (Most, MostAt) = (taken, trial.Number);
        if (taken > MostBytes) Add(trial, "memory", $"It took {taken >> 20} MB of memory.");
    }

    private void Add(Trial trial, string sort, string text) => _wrong.TryAdd(sort, Told(trial, text));

    private string Told(Trial trial, string text) => $"Input {trial.Number} of seed {Chance.Seed} ({(trial.Input is { } input ? print(input) : "not made")}):\n{text}";

    private sealed class Trial(int number)
    {
        public int Number => number;

        public T? Input { get; set; }
    }
}

/// <summary>Shows inputs with what can't be seen in them.</summary>
internal static class Shown
{
    public static string Of(string text) => Convert.ToBase64String(System.Text.Encoding.Unicode.GetBytes(text)) + " as UTF-16 in base 64";

    public static string Of(byte[] bytes) => Convert.ToBase64String(bytes) + " in base 64";
}

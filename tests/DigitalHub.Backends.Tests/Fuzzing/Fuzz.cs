using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>
/// Tries something on many inputs by chance, each made from a seed of its own: it may refuse them with an error of ours, and
/// must neither fail in another way nor hang nor take more memory than a bound.
/// </summary>
internal static class Fuzz
{
    // What a small input may lead to; text in UTF-16, its parts and a copy of them are far below it.
    private const long MostBytes = 64 << 20;
    private const int MostFailures = 20;

    /// <summary>How many inputs all of them together try; raised by <c>DH_TEST_FUZZ</c>.</summary>
    public static int Count { get; } = Number("DH_TEST_FUZZ", 10_000);

    /// <summary>What all seeds begin from; another one by <c>DH_TEST_FUZZ_SEED</c>.</summary>
    private static int Seed { get; } = Number("DH_TEST_FUZZ_SEED", 1);

    /// <param name="output">Where it is told how many there were.</param>
    /// <param name="percent">The share in all inputs.</param>
    /// <param name="make">Makes an input.</param>
    /// <param name="use">Uses it.</param>
    /// <param name="print">Shows it, where something was wrong with it.</param>
    public static void Run<T>(ITestOutputHelper output, double percent, Func<Random, T> make, Action<T> use, Func<T, string> print)
    {
        var count = Math.Max(1, (int)(Count * percent / 100));
        var failures = new Dictionary<string, string>(StringComparer.Ordinal);
        var (number, refused) = (-1, 0);
        var worker = new Thread(() =>
        {
            for (var i = 0; i < count && failures.Count < MostFailures; i++)
            {
                Volatile.Write(ref number, i);
                T input = default!;
                long before = 0;
                try
                {
                    input = make(new Random(HashOf(i)));
                    before = GC.GetAllocatedBytesForCurrentThread();
                    use(input);
                }
                catch (DigitalHubException exception)
                {
                    refused++;
                    if (string.IsNullOrEmpty(exception.ErrorId) || string.IsNullOrEmpty(exception.Message)) Add("an error without an id or a message", exception.ToString());
                }
                catch (Exception exception)
                {
                    Add($"{exception.GetType()} {exception.StackTrace?.Split('\n')[0]}", exception.ToString());
                }
                if (GC.GetAllocatedBytesForCurrentThread() - before > MostBytes) Add("memory", $"{(GC.GetAllocatedBytesForCurrentThread() - before) >> 20} MB");

                void Add(string sort, string text) => failures.TryAdd(sort, $"Input {i} of seed {Seed} ({print(input)}):\n{text}");
            }
        })
        {
            IsBackground = true,
        };
        worker.Start();
        for (var last = -2; !worker.Join(Patience.Long); last = Volatile.Read(ref number)) Assert.True(last != Volatile.Read(ref number), $"Input {last} of seed {Seed} takes minutes.");
        output.WriteLine($"{count} inputs, {refused} of them refused.");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures.Values));
    }

    /// <summary>Shows text with what can't be seen in it.</summary>
    public static string Show(string text) => Convert.ToBase64String(Encoding.Unicode.GetBytes(text)) + " as UTF-16 in base 64";

    public static string Show(byte[] bytes) => Convert.ToBase64String(bytes) + " in base 64";

    // Not HashCode, which is another one in each process.
    private static int HashOf(int number) => unchecked((Seed * 486_187_739) ^ (number * 16_777_619));

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>
/// Tries something on many inputs by chance: it may refuse them with an error of ours, and must neither fail in another way
/// nor hang nor take more memory than a bound. Nothing else runs meanwhile.
/// </summary>
[CollectionDefinition(nameof(Fuzz), DisableParallelization = true)]
public sealed class Fuzz
{
    /// <param name="output">Where it is told how many there were.</param>
    /// <param name="percent">The share in all inputs.</param>
    /// <param name="make">Makes an input.</param>
    /// <param name="use">Uses it.</param>
    /// <param name="print">Shows it, where something was wrong with it.</param>
    internal static void Run<T>(ITestOutputHelper output, double percent, Func<Random, T> make, Action<T> use, Func<T, string> print)
    {
        var refused = 0;
        var trials = new Trials<T>(
            make,
            input =>
            {
                try
                {
                    use(input);
                }
                catch (DigitalHubException exception) when (!string.IsNullOrEmpty(exception.ErrorId) && !string.IsNullOrEmpty(exception.Message))
                {
                    refused++;
                }
            },
            print);
        var count = Chance.Share(percent);
        trials.Run(count);
        output.WriteLine($"{count} inputs, {refused} of them refused; the most that one took were the {trials.Most >> 10} KB of input {trials.MostAt}.");
        Assert.True(trials.Wrong.Count == 0, string.Join("\n\n", trials.Wrong));
    }
}

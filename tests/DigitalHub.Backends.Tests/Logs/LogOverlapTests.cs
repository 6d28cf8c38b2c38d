using CsCheck;
using DigitalHub.Backends.Tests.Documents;

namespace DigitalHub.Backends.Tests.Logs;

/// <summary>Where a text that is cut at its front goes on is found as by trying everything, however the text repeats.</summary>
public sealed class LogOverlapTests
{
    // Few letters repeat much; long pieces take the quick way.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char["ab"], 0, 12],
        Gen.Select(Gen.String[Gen.Char["ab\n"], 1, 5], Gen.Int[0, 80], (piece, times) => string.Concat(Enumerable.Repeat(piece, times))),
        Gen.Select(Gen.OneOf("epoch 1\n", "epoch 2\n", "loss", "\n"), Gen.Int[0, 3]).Array[0, 60].Select(pieces => string.Concat(pieces.Select(piece => string.Concat(Enumerable.Repeat(piece.Item1, piece.Item2))))));

    [Fact]
    public void The_longest_end_that_is_a_beginning_is_found() =>
        Gen.Select(Text, Text).Sample(
            (before, now) => Assert.Equal(Naive(before, now), LogOverlap.Length(before, now)),
            iter: Cases.Count);

    [Fact]
    public void What_goes_on_is_found_wherever_it_is_cut() =>
        Gen.Select(Text, Gen.Double.Unit, Gen.Double.Unit).Sample(
            (text, first, second) =>
            {
                var from = (int)(text.Length * Math.Min(first, second));
                var to = (int)(text.Length * Math.Max(first, second));

                Assert.True(LogOverlap.Length(text.AsSpan(0, to), text.AsSpan(from)) >= to - from);
            },
            iter: Cases.Count);

    // Trying every place of this takes minutes.
    [Fact]
    public void Much_repetition_takes_no_longer()
    {
        var before = new string('a', 2_000_000) + "b";
        var now = new string('a', 1_000_000) + "c";

        Assert.Equal(0, LogOverlap.Length(before, now));
        Assert.Equal(1_000_001, LogOverlap.Length(before, new string('a', 1_000_000) + "bx"));
    }

    private static int Naive(string before, string now)
    {
        for (var length = Math.Min(before.Length, now.Length); length > 0; length--)
        {
            if (before.EndsWith(now[..length], StringComparison.Ordinal)) return length;
        }
        return 0;
    }
}

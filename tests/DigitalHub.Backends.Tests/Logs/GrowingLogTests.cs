using CsCheck;
using DigitalHub.Backends.Tests.Documents;

namespace DigitalHub.Backends.Tests.Logs;

/// <summary>Of a log that grows at its end and is cut at its front every letter comes once.</summary>
public sealed class GrowingLogTests
{
    private static readonly string[] Fillers = ["", "same line\n", "a", "\u00e9\ud83d\ude00", "\n\n", "?", "\u65e5\u672c", "| 10%\r"];

    // Each line is another, and between them stands what repeats.
    private static readonly Gen<string> Text = Gen.OneOf(Fillers).Array[20, 200].Select(fillers => string.Concat(fillers.Select((filler, i) => FormattableString.Invariant($"step {i}\n{filler}"))));

    [Fact]
    public void Every_letter_comes_once() =>
        Gen.Select(Text, Gen.Int[120, 900], Gen.Int[1, 60].Array[1, 60]).Sample(
            (text, window, steps) =>
            {
                var log = new GrowingLog();
                var found = new System.Text.StringBuilder();
                var length = 0;
                for (var i = 0; length < text.Length; i++)
                {
                    length = Math.Min(text.Length, length + steps[i % steps.Length]);
                    Take(log.Grow(Sent(text[..length], window), isLast: false));
                }
                Take(log.Grow(Sent(text, window), isLast: true));

                Assert.Equal(text, found.ToString());

                void Take(LogGrowth growth)
                {
                    Assert.Equal(LogBreak.None, growth.Break);
                    found.Append(growth.Text);
                }
            },
            iter: Cases.Count);

    // Which of equal lines is the old one can't be told: then none comes twice.
    [Fact]
    public void Of_a_log_that_only_repeats_nothing_comes_twice() =>
        Gen.Select(Gen.String[Gen.Char["ab\n"], 1, 6], Gen.Int[100, 300], Gen.Int[1, 40].Array[1, 30]).Sample(
            (piece, window, steps) =>
            {
                var text = string.Concat(Enumerable.Repeat(piece, 200));
                var log = new GrowingLog();
                var found = 0;
                var length = 0;
                foreach (var step in steps)
                {
                    length = Math.Min(text.Length, length + step);
                    var growth = log.Grow(Sent(text[..length], window), isLast: false);
                    Assert.Equal(LogBreak.None, growth.Break);
                    found += growth.Text.Length;
                    Assert.True(found <= length);
                    if (length <= window) Assert.Equal(length, found);
                }
            },
            iter: Cases.Count);

    [Fact]
    public void More_than_is_kept_between_two_looks_leaves_a_gap_that_is_said()
    {
        var log = new GrowingLog();
        log.Grow(Lines(0, 50), isLast: false);
        Assert.Equal(LogBreak.None, log.Grow(Sent(Lines(0, 60), Lines(0, 50).Length), isLast: false).Break);
        var kept = Sent(Lines(0, 500), Lines(0, 50).Length);

        var growth = log.Grow(kept, isLast: false);

        Assert.Equal((kept, LogBreak.Gap), (growth.Text.ToString(), growth.Break));
        Assert.Equal(kept.Length, log.Window);
    }

    [Fact]
    public void A_gap_in_a_log_of_the_usual_size_is_told_from_a_new_beginning()
    {
        var log = new GrowingLog();
        log.Grow("short", isLast: false);

        Assert.Equal(LogBreak.Gap, log.Grow(new string('x', GrowingLog.UsualWindow), isLast: false).Break);
    }

    [Theory]
    [InlineData("started\nfailed\n", "started\n")]
    [InlineData("started\nfailed\n", "other\n")]
    [InlineData("started\nfailed\n", "started anew and longer than before\n")]
    public void A_container_that_starts_again_begins_a_new_log(string before, string now)
    {
        var log = new GrowingLog();
        log.Grow(before, isLast: false);

        var growth = log.Grow(now, isLast: false);

        Assert.Equal((now, LogBreak.Restart), (growth.Text.ToString(), growth.Break));
        Assert.Equal("more", log.Grow(now + "more", isLast: false).Text.ToString());
    }

    [Fact]
    public void What_may_be_half_a_letter_is_waited_for()
    {
        var log = new GrowingLog();

        Assert.Equal("caf", log.Grow("caf\ufffd", isLast: false).Text.ToString());
        Assert.Equal("\u00e9 ", log.Grow("caf\u00e9 \ufffd", isLast: false).Text.ToString());
        Assert.Equal("\ufffd", log.Grow("caf\u00e9 \ufffd", isLast: true).Text.ToString());
    }

    // As core sends it: cut through a letter, half of it is a question mark at the front, and nothing readable at the end.
    private static string Sent(string text, int window)
    {
        if (text.Length > 0 && char.IsHighSurrogate(text[^1])) text = text[..^1] + "\ufffd";
        if (text.Length > window) text = text[^window..];
        return text.Length > 0 && char.IsLowSurrogate(text[0]) ? "?" + text[1..] : text;
    }

    private static string Lines(int from, int to) => string.Concat(Enumerable.Range(from, to - from).Select(i => FormattableString.Invariant($"line {i:00000}\n")));
}

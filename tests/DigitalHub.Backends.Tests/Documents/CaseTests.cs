using System.Collections;
using System.Collections.Specialized;
using System.Numerics;
using CsCheck;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>The random documents of the round trips have all in them that goes wrong with documents.</summary>
public class CaseTests
{
    private static readonly Lazy<HashSet<object>> Seen = new(() =>
    {
        var seen = new HashSet<object>();
        Cases.Written.Sample(
            document =>
            {
                lock (seen) Add(seen, document, 0);
            },
            iter: 20_000,
            threads: 1);
        return seen;
    });

    [Theory]
    [InlineData("12345678901234567890", "1e3", "012", "0o17", "0x1F", "1_000", ".5", "1.")]
    [InlineData("2026-01-01", "2026-01-01T10:00:00Z", "10:00:00")]
    [InlineData("yes", "No", "ON", "off", "y", "true", "FALSE")]
    [InlineData("null", "~", "", ".inf", ".nan")]
    [InlineData("1:30", "190:20:30.15")]
    [InlineData(" a", "a ", " a ", "\ta", "a\n", "a\n\n", "a\n\n\n", "\n", "a\r\nb\r\n")]
    [InlineData("😀", "é", "\u2028", "\ufeff")]
    public void Texts(params string[] texts) => Assert.All(texts, text => Assert.Contains(text, Seen.Value));

    [Fact]
    public void Every_control_character() =>
        Assert.All(Enumerable.Range(0, 0xA0).Where(code => char.IsControl((char)code)), code => Assert.Contains($"a{(char)code}b", Seen.Value));

    [Fact]
    public void Numbers()
    {
        Assert.Contains(1L, Seen.Value);
        Assert.Contains(1.0, Seen.Value);
        Assert.Contains(Seen.Value, value => value is double number && double.IsNegative(number) && number == 0);
        Assert.Contains(Seen.Value, value => value is BigInteger number && number.GetBitLength() > 128);
        Assert.Contains(Seen.Value, value => value is BigInteger number && number.Sign < 0);
    }

    [Fact]
    public void Deep_nesting_and_long_lines()
    {
        Assert.Contains(Depth.Of(90), Seen.Value);
        Assert.Contains(Seen.Value, value => value is string { Length: > 2000 } text && !text.Contains('\n', StringComparison.Ordinal) && text.Contains(' ', StringComparison.Ordinal));
    }

    private static void Add(HashSet<object> seen, object? value, int depth)
    {
        seen.Add(Depth.Of(depth));
        switch (value)
        {
            case OrderedDictionary map:
                foreach (DictionaryEntry entry in map) Add(seen, entry.Value, depth + 1);
                break;
            case Array list:
                foreach (var item in list) Add(seen, item, depth + 1);
                break;
            case double number when number == 0 && double.IsNegative(number):
                // Equal to 0.0, which must not hide it.
                seen.Remove(0.0);
                seen.Add(number);
                break;
            case not null:
                seen.Add(value);
                break;
        }
    }

    private sealed record Depth(int Levels)
    {
        public static Depth Of(int levels) => new(levels);
    }
}

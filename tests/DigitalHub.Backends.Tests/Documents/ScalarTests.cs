using System.Globalization;
using System.Numerics;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Plain scalars by the core schema of YAML 1.2, all others as text.</summary>
public class ScalarTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("~", null)]
    [InlineData("null", null)]
    [InlineData("Null", null)]
    [InlineData("NULL", null)]
    [InlineData("nULL", "nULL")]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("tRUE", "tRUE")]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("FALSE", false)]
    [InlineData("yes", "yes")]
    [InlineData("Off", "Off")]
    [InlineData("n", "n")]
    [InlineData("0", 0L)]
    [InlineData("-0", 0L)]
    [InlineData("+12", 12L)]
    [InlineData("-19", -19L)]
    [InlineData("012", 12L)]
    [InlineData("0o7", 7L)]
    [InlineData("0o777777777777777777777", long.MaxValue)]
    [InlineData("0o8", "0o8")]
    [InlineData("-0o7", "-0o7")]
    [InlineData("0x3A", 58L)]
    [InlineData("0xff", 255L)]
    [InlineData("0X3A", "0X3A")]
    [InlineData("-0x3A", "-0x3A")]
    [InlineData("0b11", "0b11")]
    [InlineData("1_000", "1_000")]
    [InlineData("1:30", "1:30")]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0.", 0.0)]
    [InlineData("-0.0", -0.0)]
    [InlineData(".5", 0.5)]
    [InlineData("+.5", 0.5)]
    [InlineData("-.5", -0.5)]
    [InlineData("1.", 1.0)]
    [InlineData("1.0", 1.0)]
    [InlineData("12e03", 12000.0)]
    [InlineData("-2E+05", -200000.0)]
    [InlineData("1.e3", 1000.0)]
    [InlineData("1e-400", 0.0)]
    [InlineData("1e", "1e")]
    [InlineData("e1", "e1")]
    [InlineData(".", ".")]
    [InlineData("+", "+")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("1,5", "1,5")]
    [InlineData("1 000", "1 000")]
    [InlineData("١", "١")]
    [InlineData("2026-01-01", "2026-01-01")]
    [InlineData("2026-11-24T15:00:42.103Z", "2026-11-24T15:00:42.103Z")]
    [InlineData("=", "=")]
    [InlineData("<<", "<<")]
    [InlineData("'12'", "12")]
    [InlineData("\"12\"", "12")]
    [InlineData("\"\"", "")]
    [InlineData("'null'", "null")]
    [InlineData("|\n  12\n", "12\n")]
    [InlineData(">-\n  12\n", "12")]
    [InlineData("a\n  b", "a b")]
    [InlineData("\"\\0\\x7F\\u00e9\\U0001F600\\uD83D\\uDE00\"", "\0\u007Fé😀😀")]
    [InlineData("! 12", "12")]
    [InlineData("!!str 12", "12")]
    [InlineData("!!str", "")]
    [InlineData("!!int '12'", 12L)]
    [InlineData("!!float 1", 1.0)]
    [InlineData("!!float '.5'", 0.5)]
    [InlineData("!!bool 'true'", true)]
    [InlineData("!!null ''", null)]
    [InlineData("!<tag:yaml.org,2002:str> 12", "12")]
    public void Values(string text, object? expected)
    {
        var value = Reading.Value(text);
        Assert.True(ValueMap.Same(expected, value), $"{text} is {value} ({value?.GetType().Name})");
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890")]
    public void Integers_of_any_length(string text) =>
        Assert.Equal(BigInteger.Parse(text, CultureInfo.InvariantCulture), Reading.Value(text));

    [Fact]
    public void Long_octal_and_hexadecimal() =>
        Assert.Equal(
            (BigInteger.One << 64, BigInteger.One << 64),
            ((BigInteger)Reading.Value("0o2000000000000000000000")!, (BigInteger)Reading.Value("0x10000000000000000")!));

    [Fact]
    public void Tagged_collections()
    {
        var map = Reading.Map("!!map\nl: !!seq [1]\nm: !!map {a: 1}\n!!str k: v\n");
        Assert.Equal(new object[] { 1L }, map["l"]);
        Assert.Equal(1L, map.Map("m")["a"]);
        Assert.Equal("v", map["k"]);
    }

    [Fact]
    public void Keys_are_their_text()
    {
        var map = Reading.Map("1: a\n1.0: b\ntrue: c\n~: d\n'q': e\n? x y\n: f\n\"<<\": g\n2026-01-01: h\n");
        Assert.Equal(["1", "1.0", "true", "~", "q", "x y", "<<", "2026-01-01"], map.Keys.Cast<string>());
    }

    [Fact]
    public void Keys_that_differ_in_case_only_stay_apart()
    {
        var map = Reading.Map("a: 1\nA: 2\n");
        Assert.Equal((1L, 2L), ((long)map["a"]!, (long)map["A"]!));
        Assert.Equal(1L, Reading.Map("Name: 1\n")["name"]);
    }

    [Fact]
    public void Order_is_kept() =>
        Assert.Equal(["z", "a", "M"], Reading.Map("z: 1\na: 2\nM: 3\n").Keys.Cast<string>());

    [Theory]
    [InlineData("a *b")]
    [InlineData("a *b:c")]
    [InlineData("*b:c", "'*b:c'")]
    [InlineData("2 * 3 = 6")]
    [InlineData("a & b")]
    public void Stars_and_ampersands_within_a_text(string text, string? written = null) => Assert.Equal(text, Reading.Value(written ?? text));

    [Theory]
    [InlineData("d: 1\nb *c: 2\n", "b *c")]
    [InlineData("'b *c': 2\n", "b *c")]
    [InlineData("{\"b *c\": 2}\n", "b *c")]
    [InlineData("? b *c\n: 2\n", "b *c")]
    [InlineData("{'': 1, : 2, !!str : 3}\n", null)]
    public void Stars_within_a_key(string text, string? key)
    {
        if (key is null) Assert.Contains("comes twice", Assert.Single(Reading.Text(text)).Error!.Message, StringComparison.Ordinal);
        else Assert.Equal(2L, Reading.Map(text)[key]);
    }

    /// <summary>They are breaks of a line in YAML 1.1 alone.</summary>
    [Theory]
    [InlineData("a\u2028b")]
    [InlineData("a\u0085 b")]
    [InlineData("\u2029")]
    [InlineData("'a\u2029b'", "a\u2029b")]
    [InlineData("\"a\u2028\\u2028b\"", "a\u2028\u2028b")]
    [InlineData("|\n  a\u2028b\n  c\u0085", "a\u2028b\nc\u0085\n")]
    public void Breaks_of_old_are_characters(string written, string? text = null)
    {
        var result = Assert.Single(Reading.Text($"v: {written}\nw: 1\n"));
        Assert.Equal(text ?? written, result.Document!["v"]);
        Assert.Equal(1L, result.Document["w"]);
        Assert.Contains("the Python SDK reads a break of the line", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
        Assert.Equal(1L, Reading.Map($"a{"\u2028"}: 1\n")["a\u2028"]);
    }
}

using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace DigitalHub.Backends.Tests.Model;

public class JsonTextTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("0.1")]
    [InlineData("-0.0")]
    [InlineData("1E+300")]
    [InlineData("5E-324")]
    [InlineData("1.7976931348623157E+308")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775808")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("-123456789012345678901234567890")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("\"é☃\"")]
    [InlineData("\"012 yes 2026-01-01\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"z":1,"a":[null,{"":""}],"Z":2}""")]
    public void Written_as_read(string json)
    {
        Assert.Equal(json, JsonText.Write(JsonText.Parse(json)));
        Assert.True(ValueMap.Same(JsonText.Parse(json), JsonText.Parse(JsonText.Write(JsonText.Parse(json), indented: true))));
    }

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("1.0", 1.0)]
    [InlineData("1e2", 100.0)]
    [InlineData("1E0", 1.0)]
    [InlineData("-0", 0L)]
    [InlineData("-0.0", -0.0)]
    [InlineData("-0e1", -0.0)]
    [InlineData("1e-400", 0.0)]
    [InlineData("\"\\ud83d\\ude00\\n\"", "😀\n")]
    public void Values(string json, object expected) => Assert.True(ValueMap.Same(expected, JsonText.Parse(json)));

    [Fact]
    public void Beyond_64_bits()
    {
        Assert.Equal((BigInteger)ulong.MaxValue, JsonText.Parse("18446744073709551615"));
        var long1000 = new string('7', 1000);
        Assert.Equal(BigInteger.Parse(long1000, CultureInfo.InvariantCulture), JsonText.Parse(long1000));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1} x")]
    [InlineData("1 2")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"x\":[{\"a\":1,\"b\":2,\"a\":1}]}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\ude00\\ud83d\"")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("\"a\nb\"")]
    [InlineData("01")]
    [InlineData("// c\n1")]
    public void Refused(string json) => Assert.ThrowsAny<JsonException>(() => JsonText.Parse(json));

    [Fact]
    public void Invalid_utf8_is_refused() =>
        Assert.ThrowsAny<JsonException>(() => JsonText.Parse((ReadOnlySpan<byte>)[(byte)'"', 0xFF, (byte)'"']));

    [Fact]
    public void Names_that_differ_in_case_are_two()
    {
        var json = """{"a":1,"A":2}""";
        Assert.Equal(json, JsonText.Write(JsonText.Parse(json)));
    }

    [Fact]
    public void Depth()
    {
        // A value of depth 100 inside a document's section is two levels deeper in the document.
        Assert.NotNull(JsonText.Parse(new string('[', 102) + new string(']', 102)));
        Assert.ThrowsAny<JsonException>(() => JsonText.Parse(new string('[', 103) + new string(']', 103)));
        Assert.ThrowsAny<JsonException>(() => JsonText.Parse(new string('[', 1_000_000)));
    }

    [Fact]
    public void Spans_and_text_are_the_same() =>
        Assert.True(ValueMap.Same(JsonText.Parse("{\"é\":[1]}"), JsonText.Parse(Encoding.UTF8.GetBytes("{\"é\":[1]}"))));

    [Fact]
    public void Only_document_values_are_written()
    {
        Assert.Throws<ArgumentException>(() => JsonText.Write(new object()));
        Assert.Throws<ArgumentException>(() => JsonText.Write(1));
    }

    [Fact]
    public void Typed_arrays_are_written_as_lists() => Assert.Equal("[\"a\",\"b\"]", JsonText.Write(new[] { "a", "b" }));
}

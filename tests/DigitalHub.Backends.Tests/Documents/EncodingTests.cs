using System.Text;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>UTF-8 and UTF-16, with and without byte order mark, and every kind of line end.</summary>
public class EncodingTests
{
    private const string Yaml = "kind: é☃😀\nlist:\n- 1\n";

    private const string Json = "{\"kind\": \"é☃😀\",\n\"list\": [1]}";

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", false },
        { "utf-8", true },
        { "utf-16LE", false },
        { "utf-16LE", true },
        { "utf-16BE", false },
        { "utf-16BE", true },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Read_alike(string name, bool mark)
    {
        foreach (var (text, file) in new[] { (Yaml, "x.yaml"), (Json, "x.json"), (Json, "x.yaml") })
        {
            var map = Assert.Single(Reading.Bytes(Encode(text, name, mark), file)).Document!;
            Assert.Equal("é☃😀", map["kind"]);
            Assert.Equal(new object[] { 1L }, map["list"]);
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Places_count_characters(string name, bool mark)
    {
        Reading.Error(Assert.Single(Reading.Bytes(Encode("é: [☃, *x]\n", name, mark))), 1, 8);
        Reading.Error(Assert.Single(Reading.Bytes(Encode("{\"é\": [\"☃\", 1e999]}", name, mark), "x.json")), 1, 13, "x.json");
        Reading.Error(Assert.Single(Reading.Bytes(Encode("{\"é\": [\"☃\", x]}", name, mark), "x.json")), 1, 13, "x.json");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Line_ends(string end)
    {
        var results = Reading.Text("a: 1\n---\nb: |\n  x\n  y\nc: 'p\n\n  q'\n---\nd: 1\nd: 2\n---\n- e: 1\n- f: 'x\n- g: 2\n".ReplaceLineEndings(end));
        Assert.Equal(6, results.Count);
        Assert.Equal("x\ny\n", results[1].Document!["b"]);
        Assert.Equal("p\nq", results[1].Document!["c"]);
        Reading.Error(results[2], 11, 1);
        Assert.Equal("d: 2", results[2].Error!.LineText);
        Assert.Equal([1, 3, 10, 13, 14, 15], results.Select(result => result.Line));
        Reading.Error(Assert.Single(Reading.Text("{\n\"a\": 1,\n\"a\": 2}".ReplaceLineEndings(end), "x.json")), 3, 1, "x.json");
    }

    [Fact]
    public void Other_breaks_of_yaml_count_as_no_lines_of_a_file()
    {
        Assert.Equal("a\u2028b", Reading.Map("{\"v\": \"a\u2028b\"}")["v"]);
        Reading.Error("a: \"x\u2028 y\u0085 z\"\nb: *x\n", 2, 4);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)' ', 0xC3, (byte)'\n' }, 1, 4)]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)' ', 0xE2, 0x98 }, 1, 4)]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)'\n', 0xC3, 0xA9, 0xED, 0xA0, 0x80 }, 2, 2)]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', 0xFF }, 1, 2)]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, 0, 0xD8, (byte)'b', 0 }, 1, 2)]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, (byte)'a', 0 }, 1, 2)]
    public void Broken_text_is_an_error_at_its_place(byte[] content, int line, int column)
    {
        var error = Reading.Error(Assert.Single(Reading.Bytes(content)), line, column);
        Assert.Contains("no valid UTF-8 or UTF-16", error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), Assert.Single(Reading.Bytes(content, "x.json")).Error!.Let(json => (json.Line, json.Column)));
    }

    [Fact]
    public void Broken_text_spoils_its_document_only()
    {
        var results = Reading.Bytes([.. "a: 1\n---\nb: \""u8, 0xFF, 0xC0, .. "\"\n---\nc: 3\n"u8]);
        Assert.Equal(3, results.Count);
        Assert.Equal((3, 5), results[1].Error!.Let(error => (error.Line, error.Column)));
        Assert.Equal(3L, results[2].Document!["c"]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Utf32_is_refused_by_name(bool bigEndian, bool mark)
    {
        var encoding = new UTF32Encoding(bigEndian, mark);
        var error = Assert.Single(Reading.Bytes([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("a: 1\n")])).Error!;
        Assert.Equal("runs.yaml is UTF-32, which is not supported.", error.Message);
    }

    [Fact]
    public void Files_with_marks_put_together()
    {
        var results = Reading.Text("\uFEFFa: 1\n...\n\uFEFFb: 2\n\uFEFF---\nc: 3\n");
        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(["a", "b", "c"], results.Select(result => result.Document!.Keys.Cast<string>().Single()));
    }

    private static byte[] Encode(string text, string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        return [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
    }
}

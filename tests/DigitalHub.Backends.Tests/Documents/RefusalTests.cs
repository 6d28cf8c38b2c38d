using System.Diagnostics;
using System.Text;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>What can't be read is one error that names file, line, column and trouble.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 5, 3, "The key 'c' comes twice")]
    [InlineData("a: {x: 1, x: 2}\n", 1, 11, "The key 'x' comes twice")]
    [InlineData("1: a\n'1': b\n", 2, 1, "The key '1' comes twice")]
    [InlineData("a: 1\n<<: {b: 2}\n", 2, 1, "merge key '<<'")]
    [InlineData("a: 1\n? [x, y]\n: 2\n", 2, 3, "can't be a key")]
    [InlineData("a: 1\n? {x: y}\n: 2\n", 2, 3, "can't be a key")]
    [InlineData("a: 1\nb: !!binary aGk=\n", 2, 4, "The tag !!binary")]
    [InlineData("a: !!timestamp 2026-01-01\n", 1, 4, "The tag !!timestamp")]
    [InlineData("a: !!python/object/apply:os.system ['id']\n", 1, 4, "The tag !!python/object/apply:os.system")]
    [InlineData("a: !Ref x\n", 1, 4, "The tag !Ref")]
    [InlineData("a: !!set {x, y}\n", 1, 4, "The tag !!set")]
    [InlineData("a: !!map [x]\n", 1, 4, "The tag !!map")]
    [InlineData("a: !e!x 1\n", 1, 4, "undefined tag handle")]
    [InlineData("!Ref a: 1\n", 1, 1, "The tag !Ref")]
    [InlineData("a: !!int x\n", 1, 4, "'x' does not fit its tag !!int")]
    [InlineData("a: !!bool yes\n", 1, 4, "'yes' does not fit its tag !!bool")]
    [InlineData("a: !!float x\n", 1, 4, "'x' does not fit its tag !!float")]
    [InlineData("a: !!null x\n", 1, 4, "'x' does not fit its tag !!null")]
    [InlineData("a: 1\nb: 1e999\n", 2, 4, "The number 1e999 is too large")]
    [InlineData("a: -.inf\n", 1, 4, "-.inf is no number that a document can hold")]
    [InlineData("a: .NaN\n", 1, 4, ".NaN is no number that a document can hold")]
    [InlineData("a: *x\n", 1, 4, "no anchor &x")]
    [InlineData("a: &x\n  b: *x\n", 2, 6, "*x refers to what it stands in")]
    [InlineData("a: 1\nb: [1, 2\n", 2, 4, "no valid YAML")]
    [InlineData("a: 1\nb: 'x\n", 2, 4, "no valid YAML")]
    [InlineData("a: b: c\n", 1, 5, "no valid YAML")]
    [InlineData("a:\n\t- b\n", 2, 1, "no valid YAML")]
    [InlineData("a: @x\n", 1, 4, "no valid YAML")]
    [InlineData("a: 1\n b: 2\n", 2, 3, "no valid YAML")]
    [InlineData("a: \"\\q\"\n", 1, 4, "no valid YAML")]
    [InlineData("a: \"\\ud83d\"\n", 1, 4, "no valid YAML")]
    [InlineData("a: \"\\ude00\\ud83d\"\n", 1, 17, "no valid YAML")]
    [InlineData("a: \"\\uFFFFFFFF\\UFFFFFFFF\"\n", 1, 25, "no valid YAML")]
    [InlineData("a: \u0001\n", 1, 4, "control character U+0001")]
    [InlineData("a: 'x\0y'\n", 1, 6, "control character U+0000")]
    [InlineData("just text\n", 1, 1, "This is text, not a document")]
    [InlineData("# c\n\n42\n", 3, 1, "This is a number, not a document")]
    [InlineData("--- true\n", 1, 5, "This is a boolean, not a document")]
    [InlineData("null\n", 1, 1, "This is null, not a document")]
    [InlineData("{a: 1} b\n", 1, 8, "no valid YAML")]
    [InlineData("# nothing here\n", 1, 1, "holds no document")]
    [InlineData("a *b: 1\n", 1, 1, "can't have a colon at the end of a word")]
    [InlineData("a:\n  b *c: 1\n", 2, 3, "can't have a colon at the end of a word")]
    [InlineData("a: {b *c: 1}\n", 1, 5, "can't have a colon at the end of a word")]
    [InlineData("a: b *c: 1\n", 1, 4, "can't have a colon at the end of a word")]
    [InlineData("a: [b:]\n", 1, 5, "can't have a colon at the end of a word")]
    [InlineData("a: {!!str :b}\n", 1, 11, "not clear whether this colon")]
    [InlineData("a: \uFDD0\u2028\n", 1, 4, "U+FDD0")]
    public void Yaml(string text, int line, int column, string message) => Check(Assert.Single(Reading.Text(text)), text, line, column, message);

    [Theory]
    [InlineData("{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2}}", 2, 16, "The key 'c' comes twice")]
    [InlineData("{\"a\":\n1e999}", 2, 1, "The number 1e999 is too large")]
    [InlineData("{\"é\": \"\\ud800\"}", 1, 7, "half of a surrogate pair")]
    [InlineData("{\"\\udc00\": 1}", 1, 2, "half of a surrogate pair")]
    [InlineData("{\"a\": 1,}", 1, 9, "no valid JSON")]
    [InlineData("{\"a\": 1", 1, 8, "no valid JSON")]
    [InlineData("{\"a\": 1} {}", 1, 10, "no valid JSON")]
    [InlineData("{'a': 1}", 1, 2, "no valid JSON")]
    [InlineData("{\"a\": NaN}", 1, 7, "no valid JSON")]
    [InlineData("{\"é\":\r\n\t01}", 2, 3, "no valid JSON")]
    [InlineData("{\"a\": 1} // c", 1, 10, "no valid JSON")]
    [InlineData("{\"a\": \"x\ny\"}", 1, 9, "no valid JSON")]
    [InlineData("12", 1, 1, "This is a number, not a document")]
    [InlineData("\"x\"", 1, 1, "This is text, not a document")]
    [InlineData("a: 1", 1, 1, "no valid JSON")]
    [InlineData("  \n", 1, 1, "holds no document")]
    public void Json(string text, int line, int column, string message) => Check(Assert.Single(Reading.Text(text, "run.JSON")), text, line, column, message);

    [Fact]
    public void Text_without_a_file()
    {
        var error = Reading.Error("a: 1\na: 2\n", 2, 1, file: null);
        Assert.StartsWith("line 2, column 1: The key 'a'", error.Message, StringComparison.Ordinal);
        Assert.Equal("The text holds no document.", Assert.Single(Reading.Text(string.Empty, null)).Error!.Message);
    }

    [Fact]
    public void The_line_itself_comes_along()
    {
        Assert.Equal("  c: 3", Reading.Error("b:\n  c: 1\r\n  c: 3\r\n  d: 4\n", 3, 3).LineText);
        Assert.Equal("c: *x", Reading.Error("b: 1\rc: *x", 2, 4).LineText);
    }

    [Fact]
    public void A_long_line_is_cut_around_the_place()
    {
        var error = Reading.Error("a: [" + string.Concat(Enumerable.Repeat("😀, ", 50_000)) + "*x, " + new string('y', 100_000) + "]\n", 1, 200_005);
        Assert.InRange(error.LineText!.Length, 100, 410);
        Assert.Contains("*x", error.LineText, StringComparison.Ordinal);
        Assert.Equal('…', error.LineText[0]);
        Assert.Equal('…', error.LineText[^1]);
    }

    [Fact]
    public void Tabs_are_named_as_the_cause() =>
        Assert.Equal("Indent with blanks: YAML allows no tabs there.", Reading.Error("a:\n\t- b\n", 2, 1).RecommendedAction);

    [Theory]
    [InlineData("runs.yaml")]
    [InlineData("runs.json")]
    public void Depth_100_is_read_and_101_refused(string file)
    {
        Assert.NotNull(Reading.Map(Nested(99), file));
        var error = Reading.Error(Nested(100), 1, (100 * 5) + 6, file);
        Assert.Contains("more than 100 levels", error.Message, StringComparison.Ordinal);
        // As deep as what a user may put in.
        Assert.NotNull(ValueRules.Normalize(JsonText.Parse(Nested(99)), "document"));
        Assert.Throws<InputException>(() => ValueRules.Normalize(JsonText.Parse(Nested(100)), "document"));
    }

    [Fact]
    public void Block_style_is_refused_at_the_same_depth()
    {
        string Block(int depth) => string.Concat(Enumerable.Range(0, depth).Select(level => new string(' ', level) + "a:\n")) + new string(' ', depth) + "a: 1\n";
        Assert.NotNull(Reading.Map(Block(99)));
        Reading.Error(Block(100), 101, 104);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("{\"a\":[")]
    public void Endless_nesting_is_refused_quickly(string opening)
    {
        var clock = Stopwatch.StartNew();
        var results = Reading.Text("a:\n  " + string.Concat(Enumerable.Repeat(opening, 1_000_000)));
        Assert.All(results, result => Assert.NotNull(result.Error));
        results = Reading.Text(string.Concat(Enumerable.Repeat(opening, 1_000_000)));
        Assert.All(results, result => Assert.NotNull(result.Error));
        Assert.True(clock.Elapsed < Patience.Long, $"took {clock.Elapsed}");
    }

    [Fact]
    public void Deep_json_that_is_closed()
    {
        var error = Assert.Single(Reading.Text("{\"a\":" + new string('[', 500_000) + new string(']', 500_000) + "}", "deep.json")).Error!;
        Assert.Contains("more than 100 levels", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 5 + 101), (error.Line, error.Column));
    }

    [Fact]
    public void Integers_that_no_program_reads() =>
        Assert.Contains("more than 4300 digits", Reading.Error("v: " + new string('9', 5_000_000) + "\n", 1, 4).Message, StringComparison.Ordinal);

    [Fact]
    public void Too_many_values()
    {
        var text = new StringBuilder("{\"a\":[1").Insert(7, ",1", 1_000_000).Append("]}").ToString();
        Assert.Contains("more than 1000000 values", Assert.Single(Reading.Text(text, "x.json")).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("more than 1000000 values", Assert.Single(Reading.Text("#\n" + text)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_of_text_that_the_scanner_would_garble()
    {
        Assert.Equal(new string(' ', 900) + "x\n", Reading.Value("|2\n  " + new string(' ', 900) + "x"));
        Assert.Contains("too many blanks", Reading.Error("v: |2\n  " + new string(' ', 5000) + "x\nw: 1\n", 2, 1).Message, StringComparison.Ordinal);
    }

    private static void Check(DocumentResult result, string text, int line, int column, string message)
    {
        var error = result.Error!;
        Assert.NotNull(error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(error.File!, error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
        if (!message.Contains("holds no", StringComparison.Ordinal)) Assert.Contains(error.LineText!, text, StringComparison.Ordinal);
    }

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "{\"a\":1}" + new string('}', depth);
}

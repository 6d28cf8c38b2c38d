namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Several documents in a file: each comes by itself, also beside broken ones.</summary>
public class ManyDocumentsTests
{
    [Fact]
    public void Documents_come_in_order_with_their_lines()
    {
        var results = Reading.Text("# head\na: 1\n---\n\na: 2\n--- {a: 3}\n--- # comment\na: 4\n...\n# between\n%YAML 1.2\n---\na: 5\n...\na: 6\n---\n");
        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L], results.Select(result => (long)result.Document!["a"]!));
        Assert.Equal([2, 5, 6, 8, 13, 15], results.Select(result => result.Line));
    }

    [Theory]
    [InlineData("b: [1, 2\n")]
    [InlineData("b: 'x\n")]
    [InlineData("b: \"x\n")]
    [InlineData("b: c: d\n")]
    [InlineData("b: 1\nb: 2\n")]
    [InlineData("b: !x 1\n")]
    [InlineData("b: \u0002\n")]
    [InlineData("b: *x\n")]
    [InlineData("text\n")]
    [InlineData("}\n")]
    [InlineData("%BAD\nb: @\n")]
    [InlineData("{a: 1}\n{a: 2}\n")]
    public void A_broken_one_leaves_the_others_alone(string broken)
    {
        var results = Reading.Text($"a: 1\n---\n{broken}---\na: 3\n---\n{broken}---\na: 5\n");
        Assert.Equal(5, results.Count);
        Assert.Equal([1L, 3L, 5L], results.Where(result => result.Error is null).Select(result => (long)result.Document!["a"]!));
        var lines = broken.Count(letter => letter == '\n');
        Assert.InRange(results[1].Error!.Line, 3, 3 + lines);
        Assert.InRange(results[3].Error!.Line, 6 + lines, 6 + (2 * lines));
        Assert.Equal(7 + (2 * lines), results[4].Line);
    }

    [Fact]
    public void Separators_are_no_content_even_in_texts()
    {
        var results = Reading.Text("a: |\n  x\n---\nb: 2\n---\nc: |\n  ---\n  y\n");
        Assert.Equal("x\n", results[0].Document!["a"]);
        Assert.Equal(2L, results[1].Document!["b"]);
        Assert.Equal("---\ny\n", results[2].Document!["c"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("---\n")]
    [InlineData("---\n# nothing\n---\n...\n---")]
    [InlineData("[]\n")]
    public void No_document_is_one_error(string text)
    {
        var error = Assert.Single(Reading.Text(text)).Error!;
        Assert.Equal("runs.yaml holds no document.", error.Message);
        Assert.Equal((1, 1), (error.Line, error.Column));
    }

    [Fact]
    public void Each_entry_of_a_list_is_a_document()
    {
        var results = Reading.Text("- a: 1\n- a: 2\n  b: [x]\n-\n  a: 3\n");
        Assert.Equal([1L, 2L, 3L], results.Select(result => (long)result.Document!["a"]!));
        Assert.Equal([1, 2, 5], results.Select(result => result.Line));
    }

    [Theory]
    [InlineData("[{a: 1}, {a: 2}]")]
    [InlineData("[{\"a\": 1},\n {\"a\": 2}]")]
    [InlineData("---\n- a: 1\n---\n- a: 2\n")]
    [InlineData("  - a: 1\n  - a: 2\n")]
    public void Lists_in_other_forms(string text) =>
        Assert.Equal([1L, 2L], Reading.Text(text).Select(result => (long)result.Document!["a"]!));

    [Theory]
    [InlineData("- {a: 1, a: 2}\n")]
    [InlineData("- text\n")]
    [InlineData("- \n")]
    [InlineData("- [x, {y: z}]\n")]
    [InlineData("- a: [{b: !x [1, 2]}, 3]\n")]
    [InlineData("- a:\n    - *x\n    - b\n  c: d\n")]
    [InlineData("- *x\n")]
    [InlineData("- a: 'x\n")]
    [InlineData("- a: [1, 2\n")]
    [InlineData("- {a: 1\n")]
    [InlineData("- @\n")]
    [InlineData("- a: b: c\n")]
    [InlineData("- \"x\n")]
    [InlineData("- a: 1\n   b: 2\n")]
    [InlineData("- a: \u0001\n")]
    public void A_broken_entry_leaves_the_others_alone(string broken)
    {
        var results = Reading.Text($"- a: 1\n{broken}- a: 3\n  b: {{c: d}}\n{broken}- a: 5\n");
        Assert.Equal([1L, 3L, 5L], results.Where(result => result.Error is null).Select(result => (long)result.Document!["a"]!));
        var lines = broken.Count(letter => letter == '\n');
        var errors = results.Where(result => result.Error is not null).ToList();
        Assert.Equal(2, errors.Count);
        Assert.InRange(errors[0].Error!.Line, 2, 2 + lines);
        Assert.InRange(errors[1].Error!.Line, 4 + lines, 4 + (2 * lines));
        Assert.Equal(4 + (2 * lines), results[^1].Line);
    }

    [Fact]
    public void A_broken_entry_of_a_json_list_leaves_the_others_alone()
    {
        var results = Reading.Text("[{\"a\": 1}, {\"a\": 1, \"a\": 2},\n 5, [{}], {\"é\": 1e999}, {\"a\": 6}, \"\\ud800\"]", "x.json");
        Assert.Equal([true, false, false, false, false, true, false], results.Select(result => result.Document is not null));
        Reading.Error(results[1], 1, 21, "x.json");
        Reading.Error(results[2], 2, 2, "x.json");
        Reading.Error(results[3], 2, 5, "x.json");
        Reading.Error(results[4], 2, 17, "x.json");
        Reading.Error(results[6], 2, 35, "x.json");
        Assert.Equal([1, 1, 2, 2, 2, 2, 2], results.Select(result => result.Line));
    }

    [Theory]
    [InlineData("%TAG ! tag:yaml.org,2002:\n---\n- a: !int 1\n- a: !int 2\n")]
    [InlineData("--- !!seq\n- a: 1\n- a: 2\n")]
    [InlineData("# head\n\n---\n# more\n-\ta: 1\n\n# between\n- a: 2\n")]
    [InlineData("- a: 1\n...\n- a: 2\n")]
    public void Lists_with_something_before_them(string text) =>
        Assert.Equal([1L, 2L], Reading.Text(text).Select(result => (long)result.Document!["a"]!));

    [Fact]
    public void Text_after_a_list_is_an_error_beside_its_documents()
    {
        var results = Reading.Text("- a: 1\n- a: 2\nb: 3\n");
        Assert.Equal(3, results.Count);
        Assert.NotNull(results[0].Document);
        Assert.Equal(3, results[2].Error!.Line);
    }

    [Fact]
    public void Thousands_of_documents_and_errors_are_read_in_linear_time()
    {
        var text = string.Concat(Enumerable.Range(0, 4_000).Select(i => $"a: {i}\nb: [1, 2, 3]\n---\n- x: 'open\n- y: yes\n- z: 1\n  z: 2\n---\n"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var results = Reading.Text(text);
        Assert.True(clock.Elapsed < Patience.Long, $"took {clock.Elapsed}");
        Assert.Equal(16_000, results.Count);
        Assert.Equal(32_000 - 7, results[^4].Line);
        Assert.Equal(32_000 - 1, results[^1].Error!.Line);
    }
}

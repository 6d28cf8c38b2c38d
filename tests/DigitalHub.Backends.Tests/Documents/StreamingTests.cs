using System.Text;
using DigitalHub.Backends.Documents;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>Large files are read document by document, and only a document has a limit.</summary>
public class StreamingTests
{
    private const int Limit = IDocumentReader.MaxBytes;

    [Fact]
    public void The_first_document_comes_before_the_file_is_read()
    {
        using var content = new RepeatedText("", "---\nid: r#\n", 10_000_000, "");

        var first = new DocumentReader().Read(content, "x.yaml", CancellationToken.None).First();

        Assert.Equal("r0", first.Document!["id"]);
        Assert.True(content.Sent < 1_000_000, $"{content.Sent} bytes were read");
    }

    [Theory]
    [InlineData("x.yaml", "# one\nid: a\n---\nid: b\nt: \"", "x", "\"\n---\nid: c\n", "b", 3)]
    [InlineData("x.yaml", "# one\nid: a\n---\nid: b\nt:\n", "- xxxx #\n", "---\nid: c\n", "b", 3)]
    [InlineData("x.yaml", "- id: a\n- id: b\n  t: '", "x", "'\n- id: c\n", "b", 2)]
    [InlineData("x.yaml", "- id: a\n- id: b\n  t:\n", "  - x #\n", "- id: c\n", "b", 2)]
    [InlineData("x.json", "[{\"id\": \"a\"},\n {\"id\": \"b\", \"t\": \"", "x", "\"},\n {\"id\": \"c\"}]", "b", 2)]
    public void A_document_over_64_MB_is_refused_by_name_and_the_others_go_on(string file, string beginning, string text, string end, string id, int line)
    {
        var repeated = text.Contains('#', StringComparison.Ordinal) ? string.Concat(Enumerable.Repeat(text, 1000)) : new string(text[0], 100_000);
        using var content = new RepeatedText(beginning, repeated, (Limit / repeated.Length) + 1, end);

        var results = new DocumentReader().Read(content, file, CancellationToken.None).ToList();

        Assert.Equal(3, results.Count);
        Assert.Equal(["a", "c"], results.Where(result => result.Error is null).Select(result => result.Document!["id"]));
        var error = results[1].Error!;
        Assert.Equal("DocumentInvalid", error.ErrorId);
        Assert.Equal(line, error.Line);
        Assert.StartsWith($"{file}:{line}:", error.Message, StringComparison.Ordinal);
        Assert.Contains("larger than 64 MB", error.Message, StringComparison.Ordinal);
        Assert.Contains(file.EndsWith("json", StringComparison.Ordinal) ? $"\"{id}\"" : line == 3 ? "---" : $"id: {id}", error.LineText, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public void One_JSON_document_over_64_MB_is_refused()
    {
        using var content = new RepeatedText("{\"t\": \"", new string('x', 100_000), (Limit / 100_000) + 1, "\"}");

        var error = Assert.Single(new DocumentReader().Read(content, "x.json", CancellationToken.None)).Error!;

        Assert.StartsWith("x.json is one document of more than 64 MB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_in_braces_may_be_many()
    {
        using var content = new RepeatedText("", "{id: r#, t: \"" + new string('x', 1_000_000) + "\"}\n---\n", 70, "{id: last}\n");

        Assert.Equal(71, new DocumentReader().Read(content, "x.yaml", CancellationToken.None).Count(result => result.Document is not null));
    }

    [Theory]
    [InlineData("[", "]", null)]
    [InlineData("  [ ", " {\"id\": \"z\", \"t\": [[]], \"u\": {}} \n ] \n", null)]
    [InlineData("[", "", "The list is not closed.")]
    [InlineData("[", "{\"id\": ", "no valid JSON")]
    [InlineData("[", "\"x", "no valid JSON")]
    [InlineData("[", "{\"id\": 1]}, {}]", "no valid JSON")]
    [InlineData("[", "{}, , {}]", "A document is missing here.")]
    [InlineData("[", "{}] x", "There is text after the end of the list.")]
    [InlineData("[", "{}], {}", "There is text after the end of the list.")]
    [InlineData("[", "{\"a\": 1, \"a\": 2}]", "The key 'a' comes twice")]
    [InlineData("[", "[{}]]", "This is a list, not a document")]
    [InlineData("[", "{\"t\": \"\\\\\\\"],[\", \"u\": \"\u0001\"}]", "no valid JSON")]
    public void A_list_of_JSON_is_read_entry_by_entry(string beginning, string end, string? problem)
    {
        // A comma after the last document is no JSON; only the forms that go on are written so.
        var comma = end.Length > 1 ? "," : string.Empty;
        var text = beginning + string.Join(",\n", Enumerable.Range(0, 70).Select(i => $"{{\"id\": \"r{i}\", \"t\": \"{new string('x', 3_000)}\"}}")) + comma + end;

        var results = DocumentReader.Entries(new StringReader(text), "x.json").ToList();

        Assert.Equal(Enumerable.Range(0, 70).Select(i => $"r{i}"), results.Take(70).Select(result => result.Document!["id"]));
        Assert.Equal(Enumerable.Range(1, 70), results.Take(70).Select(result => result.Line));
        var errors = results.Where(result => result.Error is not null).ToList();
        if (problem is null)
        {
            Assert.Empty(errors);
            return;
        }
        var error = Assert.Single(errors).Error!;
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(70, error.Line);
        var place = text.Split('\n')[69];
        Assert.InRange(error.Column, place.Length - end.Length, place.Length + 2);
    }

    [Theory]
    [InlineData("x.yaml")]
    [InlineData("x.json")]
    public void Reading_ends_in_the_middle_of_a_document(string file)
    {
        using var stop = new CancellationTokenSource();
        using var content = new StoppingStream(new RepeatedText("{\"t\": [", "1,", 20_000_000, "1]}"), 3_000_000, stop);

        Assert.Throws<OperationCanceledException>(() => new DocumentReader().Read(content, file, stop.Token).Count());
    }

    [Theory]
    [InlineData(DocumentFormat.Yaml, "", "---\nid: r#\n")]
    [InlineData(DocumentFormat.Yaml, "t: ", "xxxxxxxxxx")]
    [InlineData(DocumentFormat.Json, "{\"t\": [", "1,")]
    [InlineData(DocumentFormat.Json, "[", "{\"id\": \"r#\"},\n")]
    public void Continuing_a_file_ends_in_the_middle_of_it(DocumentFormat format, string beginning, string text)
    {
        using var stop = new CancellationTokenSource();
        var content = new RepeatedText(beginning, text, 20_000_000, "");
        using var existing = new StoppingStream(content, 1_000_000, stop);

        Assert.Throws<OperationCanceledException>(() => new DocumentWriter().Begin(TextWriter.Null, format, existing, "x", stop.Token));
        Assert.True(content.Sent < 2_000_000, $"{content.Sent} bytes were read");
    }

    [Fact]
    public void Continuing_a_list_ends_after_a_document()
    {
        using var stop = new CancellationTokenSource();
        using var target = new StoppingWriter(stop);

        Assert.Throws<OperationCanceledException>(() => new DocumentWriter().Begin(target, DocumentFormat.Json, new MemoryStream("[{\"id\": 1}, {\"id\": 2}, {\"id\": 3}]"u8.ToArray()), "x.json", stop.Token));
        Assert.DoesNotContain("3", target.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(4096)]
    public void However_the_bytes_come_the_documents_are_the_same(int step)
    {
        var wide = new string('é', 40_000) + "😀";
        var text = $"a: 1\r\n---\r\n- b: \"{wide}{wide}\"\r\n- c: '{string.Concat(Enumerable.Repeat("😀", 50_000))}'\r- d: [\n---\r\n# {wide}{wide}\r\ne: |\r\n  {new string('y', (64 * 1024) - 30)}\r\n  z\r\n...\r\nf: 1\nf: 2";
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var bytes = encoding.GetBytes(text);
            Assert.Equal(Told(new MemoryStream(bytes)), Told(new SlowStream(bytes, step)));
        }
        Assert.Equal(6, Told(new MemoryStream(Encoding.UTF8.GetBytes(text))).Count);
    }

    private static List<string> Told(Stream content) =>
        [.. new DocumentReader().Read(content, "x.yaml", CancellationToken.None).Select(result => $"{result.Line} {JsonText.Write(result.Document)} {result.Error?.Message} {result.Error?.LineText}")];

    private sealed class SlowStream(byte[] content, int step) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, step));
    }

    // Stops at the first character.
    private sealed class StoppingWriter(CancellationTokenSource stop) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override void Write(string? value)
        {
            stop.Cancel();
            base.Write(value);
        }
    }

    private sealed class StoppingStream(RepeatedText content, long after, CancellationTokenSource stop) : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (content.Sent > after) stop.Cancel();
            return content.Read(buffer, offset, count);
        }
    }
}

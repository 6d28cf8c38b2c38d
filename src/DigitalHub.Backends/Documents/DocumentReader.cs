using System.Buffers;
using System.Text;

namespace DigitalHub.Backends.Documents;

/// <inheritdoc/>
internal sealed class DocumentReader : IDocumentReader
{
    public IEnumerable<DocumentResult> Read(Stream content, string? file, CancellationToken cancellationToken)
    {
        using var text = new DecodedText(content);
        var results = text.IsUtf32
            ? [Failed(new SourceText(string.Empty, file).FileError("is UTF-32, which is not supported.", "Save the file as UTF-8."))]
            : Read(text, file, cancellationToken);
        foreach (var result in results) yield return result;
    }

    public IEnumerable<DocumentResult> Read(TextReader text, string? file, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var result in Results(new StoppableText(text, cancellationToken), file, cancellationToken))
        {
            any = true;
            yield return result;
        }
        if (!any) yield return Failed(new SourceText(string.Empty, file).FileError("holds no document.", "Write a run into it, or name another file."));
    }

    /// <summary>Reads a JSON list of documents of any length.</summary>
    internal static IEnumerable<DocumentResult> Entries(TextReader text, string? file) => new JsonEntries(text, file).Read().SelectMany(Read);

    // Small enough to be collected with what is young: most files are, and many are read.
    private const int BufferSize = 16 * 1024;

    private static IEnumerable<DocumentResult> Results(TextReader text, string? file, CancellationToken stop)
    {
        var beginning = new char[BufferSize];
        var length = text.ReadBlock(beginning);
        var rest = new PrefixedText(beginning.AsMemory(0, length), text);
        var named = file is not null && file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        return named || First(beginning.AsSpan(0, length)) is '{' or '['
            ? PerhapsJson(rest, file, named, stop)
            : new YamlDocuments(rest, file, stop).Read();
    }

    // What begins as JSON may be YAML as well: only the whole tells. Of a file that is too large for that, a list of JSON
    // documents is read entry by entry.
    private static IEnumerable<DocumentResult> PerhapsJson(TextReader text, string? file, bool named, CancellationToken stop)
    {
        var content = new ArrayBufferWriter<char>();
        while (content.WrittenCount <= IDocumentReader.MaxBytes && text.Read(content.GetSpan(BufferSize)) is > 0 and var count)
        {
            content.Advance(count);
        }
        if (content.WrittenCount <= IDocumentReader.MaxBytes)
        {
            var source = new SourceText(new string(content.WrittenSpan), file);
            return Json(source, named) ?? new YamlDocuments(new StringReader(source.Text), file, stop).Read();
        }
        var whole = new PrefixedText(content.WrittenMemory, text);
        if (First(content.WrittenSpan) == '[') return Entries(whole, file);
        return named
            ? [Failed(new SourceText(string.Empty, file).FileError("is one document of more than 64 MB.", "Keep bulk data in a data item and refer to it."))]
            : new YamlDocuments(whole, file, stop).Read();
    }

    // Null for what is to be read as YAML.
    private static IEnumerable<DocumentResult>? Json(SourceText source, bool named)
    {
        if (First(source.Text) == default) return null;
        if (BrokenText(source) is { } invalid) return named ? [Failed(invalid)] : null;
        var documents = new JsonDocuments(source, Encoding.UTF8.GetBytes(source.Text));
        if (documents.SyntaxError() is not { } error) return documents.Read();
        return named ? [Failed(error)] : null;
    }

    private static IEnumerable<DocumentResult> Read(JsonEntry entry)
    {
        if (entry.Problem is not null) return [Failed(entry.Source.Error(entry.Index, entry.Problem, "Check brackets and commas around this place."))];
        if (entry.IsTooLarge) return [Failed(DocumentErrors.TooLong(entry.Source))];
        if (BrokenText(entry.Source) is { } invalid) return [Failed(invalid)];
        var documents = new JsonDocuments(entry.Source, Encoding.UTF8.GetBytes(entry.Source.Text));
        var result = documents.SyntaxError() is { } error ? Failed(error) : documents.ReadOne();
        return [result with { Size = entry.Source.Text.Length }];
    }

    // Half a surrogate pair, which UTF-8 can't hold. Other control characters are no JSON either, and its reader says so.
    private static DocumentException? BrokenText(SourceText source) =>
        source.Text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0 ? TextCheck.Of(source) : null;

    private static char First(ReadOnlySpan<char> text) => text.TrimStart(" \t\r\n") is [var first, ..] ? first : default;

    private static DocumentResult Failed(DocumentException error) => new(null, error, error.Line, []);
}

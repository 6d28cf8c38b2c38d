namespace DigitalHub.Backends.Documents;

/// <inheritdoc/>
internal sealed class DocumentReader : IDocumentReader
{
    public IEnumerable<DocumentResult> Read(ReadOnlyMemory<byte> content, string? file)
    {
        var any = false;
        foreach (var result in Results(content, file))
        {
            any = true;
            yield return result;
        }
        if (!any) yield return Failed(new SourceText(string.Empty, file).FileError("holds no document.", "Write a run into it, or name another file."));
    }

    private static IEnumerable<DocumentResult> Results(ReadOnlyMemory<byte> content, string? file)
    {
        if (content.Length > IDocumentReader.MaxBytes) return [Failed(new SourceText(string.Empty, file).FileError("is larger than 64 MB.", "Split the file."))];
        var text = TextDecoder.Decode(content.Span, out var isUtf8);
        if (text is null) return [Failed(new SourceText(string.Empty, file).FileError("is UTF-32, which is not supported.", "Save the file as UTF-8."))];
        var source = new SourceText(text, file);
        return Json(source, content, isUtf8, file) ?? new YamlDocuments(source).Read();
    }

    // Null for what is to be read as YAML.
    private static IEnumerable<DocumentResult>? Json(SourceText source, ReadOnlyMemory<byte> content, bool isUtf8, string? file)
    {
        var named = file is not null && file.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        var first = source.Text.AsSpan().TrimStart(" \t\r\n");
        if (first.IsEmpty || !(named || first[0] is '{' or '[')) return null;
        if ((!isUtf8 || source.Text.Contains(TextDecoder.Invalid, StringComparison.Ordinal)) && TextCheck.Of(source, new TextPart(0, source.Text.Length)) is { } invalid)
        {
            return named ? [Failed(invalid)] : null;
        }
        var utf8 = isUtf8 ? content[TextDecoder.MarkLength(content.Span)..] : System.Text.Encoding.UTF8.GetBytes(source.Text);
        var documents = new JsonDocuments(source, utf8);
        if (documents.SyntaxError() is not { } error) return documents.Read();
        return named ? [Failed(error)] : null;
    }

    private static DocumentResult Failed(DocumentException error) => new(null, error, error.Line, []);
}

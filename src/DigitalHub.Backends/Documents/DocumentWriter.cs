namespace DigitalHub.Backends.Documents;

/// <inheritdoc/>
internal sealed class DocumentWriter : IDocumentWriter
{
    public IDocumentOutput Begin(TextWriter target, DocumentFormat format, Stream? existing = null, string? file = null, CancellationToken cancellationToken = default)
    {
        if (existing is null) return format == DocumentFormat.Json ? new JsonOutput(target) : new YamlOutput(target, isContinued: false);
        return format == DocumentFormat.Json
            ? JsonOutput.Continue(target, existing, file, cancellationToken)
            : YamlOutput.Continue(target, existing, file, cancellationToken);
    }
}

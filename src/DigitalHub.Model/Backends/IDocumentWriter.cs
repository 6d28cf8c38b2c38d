using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>Writes documents as YAML and JSON texts (design section 5, "Export").</summary>
internal interface IDocumentWriter
{
    /// <summary>Begins a text of documents.</summary>
    /// <param name="target">Where it is written, as the documents come.</param>
    /// <param name="format">YAML or JSON.</param>
    /// <param name="existing">The text that it continues, as bytes of any encoding that the reader knows; null for a new one.</param>
    /// <param name="file">The path of the text that it continues, for errors; null where there is none.</param>
    /// <param name="cancellationToken">Stops the reading of the text that it continues.</param>
    /// <exception cref="DocumentException">What is to be continued is no text of documents.</exception>
    IDocumentOutput Begin(TextWriter target, DocumentFormat format, Stream? existing = null, string? file = null, CancellationToken cancellationToken = default);
}

/// <summary>A text of documents that is being written.</summary>
internal interface IDocumentOutput
{
    /// <summary>Adds a document. The text is whole only after <see cref="Complete"/>.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: no text can hold a value of it.</exception>
    void Write(OrderedDictionary document);

    /// <summary>Ends the text.</summary>
    void Complete();
}

/// <summary>The formats of documents.</summary>
public enum DocumentFormat
{
    /// <summary>YAML that readers of 1.1 and of 1.2 understand alike; several documents apart by <c>---</c>.</summary>
    Yaml,

    /// <summary>JSON; several documents as a list.</summary>
    Json,
}

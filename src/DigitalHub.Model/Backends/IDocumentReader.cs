using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>Reads YAML and JSON texts into documents (design section 5, "Import").</summary>
internal interface IDocumentReader
{
    /// <summary>How large a document may be, as UTF-8: 64 MB. A file of many may be larger.</summary>
    const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Reads one file: one document, several, or a list at the top. They come as they are read, so that of a large file no
    /// more than one document is held; a single JSON document, and what may be one, is read whole. A document that can't
    /// be read yields its error, and the others go on.
    /// </summary>
    /// <param name="content">The bytes; UTF-8 or UTF-16, with or without a byte order mark. It is closed at the end.</param>
    /// <param name="file">The file's path for errors; null for text without a file.</param>
    /// <param name="cancellationToken">Ends the reading, also within a document.</param>
    IEnumerable<DocumentResult> Read(Stream content, string? file, CancellationToken cancellationToken);

    /// <summary>The same for a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file's path for errors; null for text without a file.</param>
    /// <param name="cancellationToken">Ends the reading, also within a document.</param>
    IEnumerable<DocumentResult> Read(TextReader text, string? file, CancellationToken cancellationToken);
}

/// <summary>One document of a file, or the error in its place, with what is doubtful in it.</summary>
/// <param name="Document">The document, or null where there is an error.</param>
/// <param name="Error">The error, or null.</param>
/// <param name="Line">The line where the document starts, from 1.</param>
/// <param name="Warnings">What another reader would read otherwise.</param>
internal sealed record DocumentResult(
    OrderedDictionary? Document,
    DocumentException? Error,
    int Line,
    IReadOnlyList<DocumentWarning> Warnings)
{
    /// <summary>How many characters were read for it since the last one.</summary>
    public int Size { get; init; }
}

/// <summary>A place in a document that other clients read otherwise.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">Both readings, for a person.</param>
internal sealed record DocumentWarning(int Line, int Column, string Message);

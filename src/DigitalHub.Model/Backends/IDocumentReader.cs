using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>Reads YAML and JSON texts into documents (design section 5, "Import").</summary>
internal interface IDocumentReader
{
    /// <summary>How large a file may be: 64 MB.</summary>
    const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Reads one file: one document, several, or a list at the top. A document that can't be read yields its error, and
    /// the others go on.
    /// </summary>
    /// <param name="content">The bytes; UTF-8 or UTF-16, with or without a byte order mark.</param>
    /// <param name="file">The file's path for errors; null for text without a file.</param>
    IEnumerable<DocumentResult> Read(ReadOnlyMemory<byte> content, string? file);
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
    IReadOnlyList<DocumentWarning> Warnings);

/// <summary>A place in a document that other clients read otherwise.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">Both readings, for a person.</param>
internal sealed record DocumentWarning(int Line, int Column, string Message);

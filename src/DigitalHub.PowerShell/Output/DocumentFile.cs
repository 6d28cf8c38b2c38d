using System.Collections.Specialized;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Output;

/// <summary>A file of documents that is being written.</summary>
internal sealed class DocumentFile : IDisposable
{
    private readonly string _path;
    private readonly NewFile _file;
    private readonly IDocumentOutput _output;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="format">YAML or JSON.</param>
    /// <param name="rules">What holds where there is a file already.</param>
    /// <param name="cancellationToken">Stops waiting for who continues the file just now, and reading what it holds.</param>
    /// <exception cref="DigitalHubException"><c>FileExists</c>, <c>PathInvalid</c>, <c>PathNotFound</c>, <c>FileUnwritable</c>, <c>DocumentInvalid</c></exception>
    public DocumentFile(string path, DocumentFormat format, FileRules rules, CancellationToken cancellationToken)
    {
        _path = path;
        _file = NewFile.Open(path, rules, cancellationToken);
        try
        {
            using var existing = rules.Append ? _file.Existing() : null;
            _output = FileErrors.Guard(path, () => Bridge.Factory.DocumentWriter.Begin(_file.Writer, format, existing, path, cancellationToken));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Whether no document was added.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Adds a document.</summary>
    /// <exception cref="DigitalHubException"><c>FileUnwritable</c>; <c>ValueInvalid</c>: no text can hold it, and the file is as it was before.</exception>
    public void Write(OrderedDictionary document) => FileErrors.Guard(_path, () =>
    {
        _output.Write(document);
        IsEmpty = false;
        return true;
    });

    /// <summary>Ends the file, which is there then.</summary>
    /// <param name="flush">Whether it has to be on the disk then.</param>
    /// <exception cref="DigitalHubException"><c>FileUnwritable</c>, <c>FileExists</c></exception>
    public FileInfo Finish(bool flush)
    {
        FileErrors.Guard(_path, () =>
        {
            _output.Complete();
            return true;
        });
        return _file.Finish(flush);
    }

    /// <summary>Leaves nothing of a file that was not finished.</summary>
    public void Dispose() => _file.Dispose();
}

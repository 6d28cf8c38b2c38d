namespace DigitalHub;

/// <summary>A YAML or JSON text can't be read, or is no document of this kind (<c>DocumentInvalid</c>).</summary>
public sealed class DocumentException : DigitalHubException
{
    internal DocumentException(string message, Exception? inner = null)
        : base("DocumentInvalid", ErrorKind.ParserError, message, inner)
    {
    }

    /// <summary>The file the text came from, or null for text without a file.</summary>
    public string? File { get; init; }

    /// <summary>The line, counted from 1; 0 where no place is known.</summary>
    public int Line { get; init; }

    /// <summary>The column, counted from 1; 0 where no place is known.</summary>
    public int Column { get; init; }

    /// <summary>The text of the line, or null.</summary>
    public string? LineText { get; init; }
}

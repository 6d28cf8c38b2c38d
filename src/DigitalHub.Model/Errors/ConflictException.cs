namespace DigitalHub;

/// <summary>Both the caller and somebody else changed the same value since it was read (<c>RunChanged</c>, <c>ProjectChanged</c>).</summary>
public sealed class ConflictException : DigitalHubException
{
    internal ConflictException(string errorId, string message)
        : base(errorId, ErrorKind.WriteError, message)
    {
    }

    /// <summary>The path of the value inside the document, for example <c>spec.parameters.n</c>.</summary>
    public string? ValuePath { get; init; }
}

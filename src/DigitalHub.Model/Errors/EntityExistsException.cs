namespace DigitalHub;

/// <summary>An entity with this id or name is already there (<c>RunExists</c>, <c>ProjectExists</c>).</summary>
public sealed class EntityExistsException : DigitalHubException
{
    internal EntityExistsException(string errorId, string message, Exception? inner = null)
        : base(errorId, ErrorKind.ResourceExists, message, inner)
    {
    }
}

namespace DigitalHub;

/// <summary>A project, run or other entity is not there (<c>ProjectNotFound</c>, <c>RunNotFound</c> …).</summary>
public sealed class EntityNotFoundException : DigitalHubException
{
    internal EntityNotFoundException(string errorId, string message, Exception? inner = null)
        : base(errorId, ErrorKind.ObjectNotFound, message, inner)
    {
    }
}

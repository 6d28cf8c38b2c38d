namespace DigitalHub;

/// <summary>
/// A core refused, failed, or could not be reached (design section 7: <c>ServerUnavailable</c>, <c>ServerError</c>,
/// <c>ConnectionFailed</c>, <c>RequestTimeout</c>, <c>UnexpectedResponse</c>, <c>AuthenticationFailed</c>,
/// <c>AccessDenied</c>, <c>RequestRefused</c> …).
/// </summary>
public sealed class ServerException : DigitalHubException
{
    internal ServerException(string errorId, ErrorKind kind, string message, Exception? inner = null)
        : base(errorId, kind, message, inner)
    {
    }

    /// <summary>Whether the server may have acted on a request whose answer did not arrive.</summary>
    internal bool AnswerLost { get; init; }

    /// <summary>Whether a core says that it has nothing at the address, whatever is asked for there: it is of another version.</summary>
    internal bool NoSuchAddress { get; init; }
}

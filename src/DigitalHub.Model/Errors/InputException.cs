namespace DigitalHub;

/// <summary>
/// Something the user gave breaks a rule (<c>ValueInvalid</c>, <c>IdInvalid</c>, <c>KeyInvalid</c>, <c>NoCurrentProject</c> …).
/// Nothing was changed.
/// </summary>
public sealed class InputException : DigitalHubException
{
    internal InputException(string errorId, string message, Exception? inner = null)
        : base(errorId, ErrorKind.InvalidArgument, message, inner)
    {
    }
}

namespace DigitalHub;

/// <summary>
/// The local store's file can't be used (<c>StoreDamaged</c>, <c>StoreFull</c>, <c>StoreReadOnly</c>, <c>StoreNewer</c>,
/// <c>StoreInvalid</c>, <c>StoreBusy</c>, <c>StoreUnavailable</c>). The file is as it was.
/// </summary>
public sealed class StoreException : DigitalHubException
{
    internal StoreException(string errorId, ErrorKind kind, string message, Exception? inner = null)
        : base(errorId, kind, message, inner)
    {
    }
}

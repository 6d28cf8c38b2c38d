namespace DigitalHub;

/// <summary>Tells troubles of a server that pass from those that don't.</summary>
internal static class PassingTroubles
{
    /// <summary>How often in a row something may go wrong that rather does not pass.</summary>
    public const int Most = 10;

    /// <summary>Whether it is worth while to ask again.</summary>
    /// <param name="session">Whom was asked.</param>
    /// <param name="error">What was the answer.</param>
    /// <param name="failures">How often in a row that went wrong.</param>
    public static bool Is(Session session, DigitalHubException error, int failures)
    {
        // A server that never answered is a wrong address rather than one that is being restarted.
        if (session.IsClosed) return false;
        if (session.Type == BackendType.Core && session.Client.Known is null) return false;
        return error.Kind switch
        {
            ErrorKind.ConnectionError or ErrorKind.OperationTimeout or ErrorKind.ResourceBusy => true,
            ErrorKind.ResourceUnavailable => error.ErrorId == "ServerUnavailable" || failures < Most,
            // Of one that stands in its place while it is restarted.
            ErrorKind.InvalidResult => failures < Most,
            _ => false,
        };
    }
}

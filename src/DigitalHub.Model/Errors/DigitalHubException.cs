namespace DigitalHub;

/// <summary>
/// The base of every error this module raises on purpose. <see cref="Exception.Message"/> is the sentence for a person,
/// <see cref="ErrorId"/> the stable name for a script.
/// </summary>
public class DigitalHubException : Exception
{
    internal DigitalHubException(string errorId, ErrorKind kind, string message, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = errorId;
        Kind = kind;
    }

    /// <summary>The stable name of the error, for example <c>RunNotFound</c>.</summary>
    public string ErrorId { get; }

    /// <summary>The kind of trouble; becomes the error record's category.</summary>
    public ErrorKind Kind { get; }

    /// <summary>Where the error lies in what was given, for example <c>runs.yaml:12</c>; null where there is only one place.</summary>
    public string? Place { get; internal set; }

    /// <summary>The sentence for a person, behind the place where there is one.</summary>
    public override string Message => Place is null ? base.Message : $"{Place}: {base.Message}";

    /// <summary>The thing the error is about: an id, a key, a path or a value. May be null.</summary>
    public object? Target { get; init; }

    /// <summary>What the user can do about it. May be null.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>Whether what was asked for can't be done since there is nothing left to do: a run to be stopped has ended.</summary>
    internal bool IsMoot { get; init; }

    /// <summary>The HTTP status of a server's answer, or null where no server was asked.</summary>
    public int? StatusCode { get; internal set; }

    /// <summary>The server's own words, or null.</summary>
    public string? ServerMessage { get; internal set; }

    /// <summary>Method and path of the request, without host and query, or null.</summary>
    public string? Request { get; internal set; }
}

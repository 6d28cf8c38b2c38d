namespace DigitalHub.Backends.Core;

/// <summary>What became of one attempt at a request: an answer with a status, or a trouble.</summary>
internal sealed class WireAnswer
{
    /// <summary>The status; 0 when there was no answer.</summary>
    public int Status { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The body; the beginning of it for an answer that is an error.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public DateTimeOffset? Date { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Header <c>X-Api-Level</c> (contract 10).</summary>
    public string? ApiLevel { get; init; }

    /// <summary>Header <c>X-Api-Version</c> (contract 10).</summary>
    public string? ApiVersion { get; init; }

    public Trouble Trouble { get; init; }

    /// <summary>The trouble in words, or where a redirect leads.</summary>
    public string? Detail { get; init; }

    /// <summary>Why the request could not be signed.</summary>
    public ServerException? Error { get; init; }

    /// <summary>Whether the server may have acted although no whole answer came.</summary>
    public bool MayHaveActed { get; init; }

    public bool IsSuccess => Trouble == Trouble.None && Status is >= 200 and < 300;
}

/// <summary>Why an attempt brought no answer, or none that can be used.</summary>
internal enum Trouble
{
    None,

    /// <summary>The time limit, the caller or the end of the session stopped it.</summary>
    Stopped,

    /// <summary>There were no credentials to be had now; nothing was sent.</summary>
    SignIn,

    /// <summary>No such host.</summary>
    NameUnknown,

    /// <summary>The name could not be looked up now.</summary>
    NameLookup,

    /// <summary>Nothing listens there.</summary>
    Refused,

    /// <summary>No way there, or no answer to the attempt to connect.</summary>
    Unreachable,

    /// <summary>The server's certificate is not trusted.</summary>
    Certificate,

    /// <summary>No encrypted connection could be agreed on.</summary>
    Encryption,

    /// <summary>The proxy refused.</summary>
    Proxy,

    /// <summary>The connection broke before there was an answer.</summary>
    Lost,

    /// <summary>The connection broke in the body, or the body is cut.</summary>
    Cut,

    /// <summary>The body is no JSON.</summary>
    Foreign,

    /// <summary>The body is longer than any core's.</summary>
    TooLong,

    /// <summary>A redirect that is not followed.</summary>
    Redirected,

    /// <summary>One redirect after the other.</summary>
    RedirectedTooOften,

    /// <summary>What came is no HTTP, or can't be sent.</summary>
    Protocol,
}

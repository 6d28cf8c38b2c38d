namespace DigitalHub.Backends.SignIns;

/// <summary>Why the token endpoint gave no tokens.</summary>
/// <param name="Request">Method and path.</param>
/// <param name="Error">The error where nothing better can be said by who asked.</param>
internal sealed record TokenFailure(string Request, ServerException Error)
{
    /// <summary>The server refused what was sent: 400, 401 or 403 (contract 9.3).</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Whether the server may have acted although no answer came: a refresh token may be spent.</summary>
    public bool IsAnswerLost { get; init; }

    public int? Status => Error.StatusCode;

    public string? ServerMessage => Error.ServerMessage;

    /// <summary>The server's words for the end of a sentence.</summary>
    public string Said => ServerMessage is null ? string.Empty : $": {ServerMessage}";
}

/// <summary>What the token endpoint gave: tokens, or a failure.</summary>
internal readonly record struct TokenAnswer(TokenSet? Tokens, TokenFailure? Failure);

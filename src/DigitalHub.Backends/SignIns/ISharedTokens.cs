namespace DigitalHub.Backends.SignIns;

/// <summary>The place where several processes share tokens, because a refresh token works once (contract 0.29).</summary>
internal interface ISharedTokens
{
    /// <summary>Keeps other processes of this module away until the result is disposed; null where no lock can be had at all.</summary>
    /// <exception cref="DigitalHubException"><c>ProfileUnavailable</c>: another process holds it too long.</exception>
    Task<IDisposable?> LockAsync(CancellationToken cancellationToken);

    /// <summary>The tokens that are there now; null where there are none for this core.</summary>
    TokenSet? Read();

    /// <summary>Keeps the tokens. Where that fails it warns: the session has them all the same.</summary>
    void Write(TokenSet tokens);
}

namespace DigitalHub.Backends.SignIns;

/// <summary>Where access tokens come from. <see cref="BearerCredentials"/> calls it from one place at a time.</summary>
internal interface ITokenSource
{
    /// <summary>See <see cref="ICredentials.Method"/>.</summary>
    string Method { get; }

    /// <summary>The tokens to begin with; null where they have to be got first.</summary>
    TokenSet? Initial { get; }

    /// <summary>Whether tokens are worth renewing before they end.</summary>
    bool RenewsAhead { get; }

    /// <summary>Whether getting these tokens ends when nobody waits for them any more. A renewal goes on: its answer comes once.</summary>
    bool EndsWithItsCallers(TokenSet? current);

    /// <summary>Gets tokens in place of those that end or were refused.</summary>
    /// <param name="current">The tokens so far; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DigitalHubException"><c>AuthenticationFailed</c>, or what else prevents it.</exception>
    Task<TokenSet> RenewAsync(TokenSet? current, CancellationToken cancellationToken);
}

namespace DigitalHub.Backends.SignIns;

/// <summary>
/// Renews tokens with a refresh token (contract 9.3). It works once, so where other processes share it they are kept away
/// meanwhile, and tokens that one of them has got already are taken instead.
/// </summary>
/// <param name="options">The core.</param>
/// <param name="origin">Where the tokens came from, for a person.</param>
/// <param name="clientId">The client they were given to; null to find out.</param>
/// <param name="endpoint">Asks for tokens.</param>
/// <param name="shared">The place that other processes use too; null for none.</param>
internal sealed class RefreshSource(CoreOptions options, string origin, string? clientId, TokenEndpoint endpoint, ISharedTokens? shared)
{
    private readonly HashSet<string> _spent = new(StringComparer.Ordinal);
    private string? _refused;
    private ServerException? _refusal;

    /// <summary>The tokens that follow.</summary>
    /// <param name="current">The tokens so far; null where there is only the refresh token.</param>
    /// <param name="refresh">The refresh token to use.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<TokenSet> RenewAsync(TokenSet? current, Secret refresh, CancellationToken cancellationToken)
    {
        if (shared is null) return await AskAsync(current, refresh, null, cancellationToken).ConfigureAwait(false);
        using var held = await shared.LockAsync(cancellationToken).ConfigureAwait(false);
        var (tokens, usable) = Look(current, refresh);
        if (usable) return tokens!;
        tokens = await AskAsync(tokens ?? current, tokens?.Refresh ?? refresh, Look, cancellationToken).ConfigureAwait(false);
        shared.Write(tokens);
        return tokens;
    }

    // What somebody else left since: to be used as it is, or as a newer refresh token.
    private (TokenSet? Newer, bool Usable) Look(TokenSet? current, Secret refresh)
    {
        var stored = shared!.Read();
        if (stored is null || (current is not null && stored.IsSameAs(current))) return (null, false);
        // What could not be written back is older than what we have.
        if (stored.Refresh is { } old && _spent.Contains(old.Reveal())) return (null, false);
        if (current is null && stored.Refresh?.Reveal() == refresh.Reveal()) return (null, false);
        var isNew = current is null || stored.Access.Reveal() != current.Access.Reveal();
        return (stored.Refresh is null && !isNew ? null : stored, isNew && !stored.IsDue(options.Clock));
    }

    private async Task<TokenSet> AskAsync(TokenSet? current, Secret refresh, Func<TokenSet?, Secret, (TokenSet? Newer, bool Usable)>? look, CancellationToken cancellationToken)
    {
        var lost = false;
        while (true)
        {
            if (refresh.Reveal() == _refused) throw SignInErrors.Again(_refusal!);
            var (tokens, failure) = await endpoint.RefreshAsync(refresh, clientId ?? current?.ClientId, cancellationToken).ConfigureAwait(false);
            if (failure is null) return Follow(tokens!, refresh);
            if (!failure.IsRefusal && !failure.IsAnswerLost) throw failure.Error;
            // dhcli and the SDK take no lock: they may have renewed in between.
            if (look?.Invoke(current, refresh) is ({ } newer, var usable))
            {
                if (usable) return newer;
                if (newer.Refresh is { } other && other.Reveal() != refresh.Reveal())
                {
                    (current, refresh, lost) = (newer, other, false);
                    continue;
                }
            }
            // Without an answer the token may be spent or not: the server knows.
            if (failure.IsAnswerLost && (lost || failure.Error.Kind == ErrorKind.OperationTimeout)) throw failure.Error;
            if (failure.IsAnswerLost)
            {
                lost = true;
                continue;
            }
            (_refused, _refusal) = (refresh.Reveal(), Refusal(failure, lost));
            throw SignInErrors.Again(_refusal);
        }
    }

    private TokenSet Follow(TokenSet tokens, Secret refresh)
    {
        if (tokens.Refresh is null) return tokens.With(refresh);
        _spent.Add(refresh.Reveal());
        return tokens;
    }

    private ServerException Refusal(TokenFailure failure, bool lost) => SignInErrors.Failed(
        options,
        lost
            ? $"The answer that held the renewed tokens was lost, and the refresh token from {origin} works only once."
            : $"The core does not renew the tokens from {origin}{failure.Said}. The refresh token was used before, has ended, or is another core's.",
        failure);
}

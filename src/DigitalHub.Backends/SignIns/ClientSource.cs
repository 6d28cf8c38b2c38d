namespace DigitalHub.Backends.SignIns;

/// <summary>Client credentials (contract 9.3): tokens are asked for anew when they end; there never is a refresh token.</summary>
internal sealed class ClientSource(CoreOptions options, ClientSignIn signIn, TokenEndpoint endpoint) : ITokenSource
{
    public string Method => "client credentials";

    public TokenSet? Initial => null;

    public bool RenewsAhead => true;

    public bool EndsWithItsCallers(TokenSet? current) => true;

    public async Task<TokenSet> RenewAsync(TokenSet? current, CancellationToken cancellationToken)
    {
        var (tokens, failure) = await endpoint.ClientAsync(signIn.ClientId, signIn.ClientSecret, cancellationToken).ConfigureAwait(false);
        if (failure is null) return tokens!;
        throw failure.IsRefusal
            ? SignInErrors.Failed(options, $"The core does not know the client '{Errors.Shorten(signIn.ClientId)}' with the secret from {signIn.Source}{failure.Said}.", failure)
            : failure.Error;
    }
}

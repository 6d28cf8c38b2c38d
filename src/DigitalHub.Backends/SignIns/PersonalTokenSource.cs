namespace DigitalHub.Backends.SignIns;

/// <summary>
/// A personal access token. A core takes it as it is (contract 9.1); where what stands before it does not, it is exchanged for
/// an access token (contract 9.3), and from then on that is used and got anew before it ends.
/// </summary>
internal sealed class PersonalTokenSource(CoreOptions options, PersonalTokenSignIn signIn, TokenEndpoint endpoint) : ITokenSource
{
    public string Method => "personal access token";

    public TokenSet? Initial { get; } = TokenSet.Given(options.Clock, SentSecret.Check(signIn.Token, "personal access token", signIn.Source), null, null);

    public bool RenewsAhead => true;

    public bool EndsWithItsCallers(TokenSet? current) => true;

    public async Task<TokenSet> RenewAsync(TokenSet? current, CancellationToken cancellationToken)
    {
        var (tokens, failure) = await endpoint.ExchangeAsync(signIn.Token, signIn.ClientId, cancellationToken).ConfigureAwait(false);
        if (failure is null) return tokens!;
        throw failure.IsRefusal
            ? SignInErrors.Failed(options, $"The core does not accept the personal access token from {signIn.Source}{failure.Said}. It has ended, was revoked, or is another core's.", failure)
            : failure.Error;
    }
}

namespace DigitalHub.Backends.SignIns;

/// <summary>Tokens that were given, with a refresh token to renew them.</summary>
internal sealed class RenewableTokenSource(CoreOptions options, TokenSignIn signIn, RefreshSource refresh) : ITokenSource
{
    private readonly Secret _refresh = SentSecret.Check(signIn.RefreshToken, "refresh token", signIn.Source);

    public string Method => "access token";

    public TokenSet? Initial { get; } = signIn.AccessToken is { IsEmpty: false } access
        ? TokenSet.Given(options.Clock, SentSecret.Check(access, "access token", signIn.Source), signIn.RefreshToken, signIn.Expires)
        : null;

    public bool RenewsAhead => true;

    public bool EndsWithItsCallers(TokenSet? current) => false;

    public Task<TokenSet> RenewAsync(TokenSet? current, CancellationToken cancellationToken) => refresh.RenewAsync(current, current?.Refresh ?? _refresh, cancellationToken);
}

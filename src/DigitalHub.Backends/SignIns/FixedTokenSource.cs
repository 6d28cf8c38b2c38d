using System.Globalization;

namespace DigitalHub.Backends.SignIns;

/// <summary>An access token that can't be renewed. It is used until the server refuses it, whatever our clock says.</summary>
internal sealed class FixedTokenSource(CoreOptions options, TokenSignIn signIn) : ITokenSource
{
    public string Method => "access token";

    public TokenSet Initial { get; } = TokenSet.Given(options.Clock, SentSecret.Check(signIn.AccessToken, "access token", signIn.Source), null, signIn.Expires);

    TokenSet? ITokenSource.Initial => Initial;

    public bool RenewsAhead => false;

    public bool EndsWithItsCallers(TokenSet? current) => true;

    public Task<TokenSet> RenewAsync(TokenSet? current, CancellationToken cancellationToken)
    {
        var ended = Initial.Expires is { } expires && expires <= options.Clock.GetUtcNow()
            ? string.Create(CultureInfo.InvariantCulture, $"it ended on {expires.ToLocalTime():yyyy-MM-dd HH:mm:ss}")
            : "it was revoked, is another core's, or this core was started anew";
        throw new ServerException("AuthenticationFailed", ErrorKind.AuthenticationError, $"The core refuses the access token from {signIn.Source}: {ended}. There is no refresh token to renew it with.")
        {
            Target = options.Endpoint.AbsoluteUri,
            StatusCode = 401,
            RecommendedAction = SignInErrors.HowToSignIn(options),
        };
    }
}

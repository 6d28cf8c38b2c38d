using System.Globalization;
using System.Net.Sockets;
using Duende.IdentityModel.Client;
using Duende.IdentityModel.Jwk;
using Duende.IdentityModel.OidcClient;

namespace DigitalHub.Backends.SignIns;

/// <summary>
/// A person signs in with the browser: authorization code with PKCE (contract 9.4; transcript <c>authentication-oidc</c>).
/// That happens once; later tokens are got with the refresh token, in silence.
/// </summary>
internal sealed class BrowserSource(CoreOptions options, BrowserSignIn signIn, HttpMessageInvoker http, ISharedTokens? shared, Action<Uri> open) : ITokenSource
{
    private const int LongestWords = 200;
    private readonly TokenEndpoint _endpoint = new(options, http);
    private RefreshSource? _refresh;

    public string Method => "browser";

    public TokenSet? Initial => null;

    public bool RenewsAhead => true;

    public bool EndsWithItsCallers(TokenSet? current) => current is null;

    public async Task<TokenSet> RenewAsync(TokenSet? current, CancellationToken cancellationToken)
    {
        if (current is null) return await SignInAsync(cancellationToken).ConfigureAwait(false);
        if (current.Refresh is null || _refresh is null) throw SignInErrors.Failed(options, "The sign-in with the browser has ended, and the core gave no refresh token to renew it with.");
        return await _refresh.RenewAsync(current, current.Refresh, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TokenSet> SignInAsync(CancellationToken cancellationToken)
    {
        var facts = await _endpoint.Discovery.FindAsync(withClient: true, cancellationToken).ConfigureAwait(false);
        if (facts.AuthorizeEndpoint is null || facts.ClientId is null) throw SignInErrors.NoBrowser(options);
        var tokens = await AskPersonAsync(facts, cancellationToken).ConfigureAwait(false);
        _refresh = new RefreshSource(options, "the sign-in with the browser", facts.ClientId, _endpoint, shared);
        if (shared is not null) await KeepAsync(tokens, cancellationToken).ConfigureAwait(false);
        return tokens;
    }

    // Signed in is signed in, whether it can be kept or not.
    private async Task KeepAsync(TokenSet tokens, CancellationToken cancellationToken)
    {
        try
        {
            using var held = await shared!.LockAsync(cancellationToken).ConfigureAwait(false);
            shared.Write(tokens);
        }
        catch (DigitalHubException exception)
        {
            Notices.Warning($"The tokens are kept in this session only. {exception.Message}");
        }
    }

    private async Task<TokenSet> AskPersonAsync(DiscoveryFacts facts, CancellationToken cancellationToken)
    {
        using var listener = Listen();
        using var exchange = new CodeExchange(options, http, _endpoint);
        var client = new OidcClient(new OidcClientOptions
        {
            Authority = options.Endpoint.AbsoluteUri,
            ClientId = facts.ClientId,
            Scope = facts.Supported("openid", "profile", "credentials", "offline_access"),
            RedirectUri = listener.Redirect.AbsoluteUri,
            Browser = new LoopbackBrowser(options, signIn, listener, open),
            LoadProfile = false,
            DisablePushedAuthorization = true,
            TokenClientCredentialStyle = ClientCredentialStyle.PostBody,
            HttpClientFactory = _ => InvokerHandler.Client(exchange),
            // Given, so that the library does not ask for it: nothing of the token is validated here, which is the server's part.
            ProviderInformation = new ProviderInformation
            {
                IssuerName = facts.Issuer,
                AuthorizeEndpoint = facts.AuthorizeEndpoint!.AbsoluteUri,
                TokenEndpoint = facts.TokenEndpoint.AbsoluteUri,
                KeySet = new JsonWebKeySet(),
            },
        });
        var result = await client.LoginAsync(new LoginRequest(), cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!result.IsError && exchange.Answer is { Tokens: { } tokens }) return tokens;
        throw Failure(result, exchange.Answer?.Failure);
    }

    private LoopbackListener Listen()
    {
        try
        {
            return LoopbackListener.Start();
        }
        catch (SocketException exception)
        {
            throw SignInErrors.Failed(options, $"This machine lets nobody listen for the browser to come back: {exception.SocketErrorCode}.");
        }
    }

    private ServerException Failure(LoginResult result, TokenFailure? failure)
    {
        if (failure is { IsRefusal: true }) return SignInErrors.Failed(options, $"The core does not take what the browser brought back{failure.Said}.", failure);
        if (failure is not null) return failure.Error;
        if (result.Error == nameof(Duende.IdentityModel.OidcClient.Browser.BrowserResultType.Timeout))
        {
            return SignInErrors.Failed(options, string.Create(CultureInfo.InvariantCulture, $"Nobody signed in with the browser within {signIn.Patience.TotalSeconds:0} seconds."));
        }
        return SignInErrors.Failed(options, $"The sign-in with the browser was refused: {Words(result.Error)}{(string.IsNullOrEmpty(result.ErrorDescription) ? string.Empty : $" ({Words(result.ErrorDescription)})")}.");
    }

    // Anybody could have written this into the address.
    private static string Words(string? text)
    {
        var plain = new string([.. (text ?? "no reason was given").Select(character => char.IsControl(character) ? ' ' : character)]).Trim();
        return plain.Length <= LongestWords ? plain : plain[..LongestWords];
    }
}

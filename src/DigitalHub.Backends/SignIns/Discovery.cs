using System.Net;
using System.Text.Json;
using DigitalHub.Backends.Core;
using Duende.IdentityModel.Client;

namespace DigitalHub.Backends.SignIns;

/// <summary>
/// Asks a core how to sign in: <c>/.well-known/openid-configuration</c>, which is a 500 with authentication off, and
/// <c>/.well-known/configuration</c>, which alone names the client (contract 9.6; transcripts <c>discovery</c>,
/// <c>authentication-oidc</c>).
/// </summary>
internal sealed class Discovery(CoreOptions options, HttpMessageInvoker http)
{
    private const string OpenId = "/.well-known/openid-configuration";
    private const string Configuration = "/.well-known/configuration";
    private DiscoveryDocumentResponse? _openId;
    private DiscoveryDocumentResponse? _configuration;

    /// <summary>What the core says.</summary>
    /// <param name="withClient">Whether the client's name is needed, which costs another request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServerException">The core can't be reached, or says nothing of use.</exception>
    public async Task<DiscoveryFacts> FindAsync(bool withClient, CancellationToken cancellationToken)
    {
        var openId = _openId ??= await GetAsync(OpenId, required: false, cancellationToken).ConfigureAwait(false);
        if (openId?.TokenEndpoint is not { Length: > 0 } || withClient)
        {
            _configuration ??= await GetAsync(Configuration, required: openId is null, cancellationToken).ConfigureAwait(false);
        }
        var token = Http(openId?.TokenEndpoint) ?? Http(_configuration?.TryGetString("oauth2_token_endpoint")) ?? throw NoToken();
        var issuer = Text(openId?.Issuer) ?? Text(_configuration?.TryGetString("oauth2_issuer")) ?? options.Endpoint.AbsoluteUri;
        var authorize = Http(openId?.AuthorizeEndpoint) ?? Http(_configuration?.TryGetString("oauth2_authorization_endpoint"));
        string[] scopes = [.. openId?.ScopesSupported ?? _configuration?.TryGetStringArray("oauth2_scopes_supported") ?? []];
        return new DiscoveryFacts(Below(options.Endpoint, token, Http(issuer)), authorize, issuer, scopes, Text(_configuration?.TryGetString("dhcore_client_id")));
    }

    /// <summary>
    /// The path of the token endpoint below the endpoint that the user gave. A core advertises its own idea of its address,
    /// which through a tunnel or a proxy is another machine's or nobody's: secrets go only where the user said.
    /// </summary>
    internal static Uri Below(Uri endpoint, Uri advertised, Uri? issuer)
    {
        var path = advertised.AbsolutePath;
        var below = issuer?.AbsolutePath.TrimEnd('/') ?? string.Empty;
        if (below.Length > 0 && path.StartsWith(below + "/", StringComparison.Ordinal)) path = path[below.Length..];
        return new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);
    }

    private async Task<DiscoveryDocumentResponse?> GetAsync(string path, bool required, CancellationToken cancellationToken)
    {
        var address = new Uri(options.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);
        using var client = InvokerHandler.Client(http);
        using var limit = new TimeLimit(options.Timeout, options.Clock, cancellationToken, CancellationToken.None);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await client.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                if (!required && response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout)) return null;
                throw ServerFailure.OfStatus(options, $"GET {path}", (int)response.StatusCode, null);
            }
            var document = await ParseAsync(response).ConfigureAwait(false);
            return document is not null || !required ? document : throw ServerFailure.NoCore(options, $"GET {path}", (int)response.StatusCode);
        }
        catch (Exception exception) when (ServerFailure.OfException(options, $"GET {path}", exception, limit) is { } failure)
        {
            throw failure.Error;
        }
    }

    // The library's own request would also fetch the keys, from wherever the document says; no token is validated here.
    private async Task<DiscoveryDocumentResponse?> ParseAsync(HttpResponseMessage response)
    {
        var policy = new DiscoveryPolicy { Authority = options.Endpoint.AbsoluteUri, RequireHttps = false, RequireKeySet = false, ValidateIssuerName = false, ValidateEndpoints = false };
        try
        {
            var document = await ProtocolResponse.FromHttpResponseAsync<DiscoveryDocumentResponse>(response, policy).ConfigureAwait(false);
            return document is { IsError: false, Json.ValueKind: JsonValueKind.Object } && AnswerText.IsReadable(document.Json) ? document : null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException or UriFormatException or ArgumentException or IndexOutOfRangeException)
        {
            // JSON, and no such document; the last for addresses in which .NET loses its way, as in WebAddress.
            return null;
        }
    }

    private ServerException NoToken() => new("AuthenticationFailed", ErrorKind.AuthenticationError, $"The core {options.Endpoint.AbsoluteUri} names no address to ask for tokens.")
    {
        Target = options.Endpoint.AbsoluteUri,
        Request = $"GET {Configuration}",
        RecommendedAction = "Check the address. A core with authentication off needs no credentials.",
    };

    private static Uri? Http(string? text) =>
        WebAddress.TryRead(text, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? uri : null;

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

using System.Net;
using System.Text.Json;
using DigitalHub.Backends.Core;
using Duende.IdentityModel.Client;

namespace DigitalHub.Backends.SignIns;

/// <summary>Asks a core for tokens (contract 9.3; transcripts <c>authentication-basic</c>, <c>authentication-oidc</c>).</summary>
internal sealed class TokenEndpoint(CoreOptions options, HttpMessageInvoker http)
{
    private const string PersonalToken = "urn:ietf:params:oauth:token-type:pat";
    private const string Credentials = "credentials";
    private const int LongestWords = 200;
    private static readonly string[] NotShared = ["token_type", "client_id", "issuer", "error", "error_description"];
    private readonly Redaction _redaction = new(options);

    public Discovery Discovery { get; } = new(options, http);

    /// <summary>Renews tokens. Core wants the client's name with it, and gives storage credentials only where they are asked for.</summary>
    public Task<TokenAnswer> RefreshAsync(Secret refresh, string? clientId, CancellationToken cancellationToken) => AskAsync(
        clientId,
        (client, facts, id, token) => client.RequestRefreshTokenAsync(
            new RefreshTokenRequest { Address = facts.TokenEndpoint.AbsoluteUri, ClientId = id!, RefreshToken = refresh.Reveal(), Scope = Scope(facts), ClientCredentialStyle = ClientCredentialStyle.PostBody },
            token),
        [refresh],
        cancellationToken);

    /// <summary>Exchanges a personal access token for an access token.</summary>
    public Task<TokenAnswer> ExchangeAsync(Secret personal, string? clientId, CancellationToken cancellationToken) => AskAsync(
        clientId,
        (client, facts, id, token) => client.RequestTokenExchangeTokenAsync(
            new TokenExchangeTokenRequest { Address = facts.TokenEndpoint.AbsoluteUri, ClientId = id!, SubjectToken = personal.Reveal(), SubjectTokenType = PersonalToken, Scope = Scope(facts), ClientCredentialStyle = ClientCredentialStyle.PostBody },
            token),
        [personal],
        cancellationToken);

    /// <summary>Asks for tokens with a client's own secret. In the body, where no character of it is ambiguous.</summary>
    public Task<TokenAnswer> ClientAsync(string clientId, Secret secret, CancellationToken cancellationToken) => AskAsync(
        clientId,
        (client, facts, id, token) => client.RequestClientCredentialsTokenAsync(
            new ClientCredentialsTokenRequest { Address = facts.TokenEndpoint.AbsoluteUri, ClientId = id!, ClientSecret = secret.Reveal(), ClientCredentialStyle = ClientCredentialStyle.PostBody },
            token),
        [secret],
        cancellationToken);

    /// <summary>What an answer of the token endpoint means.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="request">Method and path.</param>
    /// <param name="sent">The secrets that went there, which its words may quote.</param>
    public TokenAnswer Read(TokenResponse response, string request, IReadOnlyList<Secret> sent)
    {
        var status = (int)response.HttpStatusCode;
        if (!AnswerText.IsReadable(response.Json)) return Unreadable(request, status);
        if (response.HttpResponse is { IsSuccessStatusCode: true })
        {
            return response is { Json.ValueKind: JsonValueKind.Object, AccessToken.Length: > 0 } && !response.AccessToken.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? new TokenAnswer(Tokens(response), null)
                : new TokenAnswer(null, new TokenFailure(request, ServerFailure.NoCore(options, request, status)));
        }
        var isRefusal = response.HttpStatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        return new TokenAnswer(null, new TokenFailure(request, ServerFailure.OfStatus(options, request, status, Words(response, sent))) { IsRefusal = isRefusal });
    }

    /// <summary>What an answer means whose texts are none.</summary>
    public TokenAnswer Unreadable(string request, int status) => new(null, new TokenFailure(request, ServerFailure.OfStatus(options, request, status, null)));

    private async Task<TokenAnswer> AskAsync(
        string? clientId,
        Func<HttpClient, DiscoveryFacts, string?, CancellationToken, Task<TokenResponse>> send,
        IReadOnlyList<Secret> sent,
        CancellationToken cancellationToken)
    {
        var facts = await Discovery.FindAsync(withClient: clientId is null, cancellationToken).ConfigureAwait(false);
        var request = $"POST {facts.TokenEndpoint.AbsolutePath}";
        using var client = InvokerHandler.Client(http);
        using var limit = new TimeLimit(options.Timeout, options.Clock, cancellationToken, CancellationToken.None);
        Exception? thrown;
        try
        {
            var response = await send(client, facts, clientId ?? facts.ClientId, limit.Token).ConfigureAwait(false);
            if (response.Exception is null || response.HttpResponse is not null) return Read(response, request, sent);
            thrown = response.Exception;
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            thrown = exception;
        }
        // The library reads some of the answer's texts at once.
        catch (InvalidOperationException)
        {
            return Unreadable(request, 200);
        }
        cancellationToken.ThrowIfCancellationRequested();
        return new TokenAnswer(null, ServerFailure.OfException(options, request, thrown, limit) ?? new TokenFailure(request, ServerFailure.NoCore(options, request, 200)));
    }

    private TokenSet Tokens(TokenResponse response)
    {
        Dictionary<string, Secret> fields = [];
        foreach (var field in response.Json!.Value.EnumerateObject())
        {
            if (NotShared.Contains(field.Name)) continue;
            fields[field.Name] = new Secret(field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText());
        }
        return TokenSet.Issued(
            options.Clock,
            new Secret(response.AccessToken!),
            response.ExpiresIn > 0 ? TimeSpan.FromSeconds(response.ExpiresIn) : null,
            string.IsNullOrEmpty(response.RefreshToken) ? null : new Secret(response.RefreshToken),
            fields);
    }

    // Either of a core's two bodies, or plain text (contract 5, 9.3).
    private string? Words(TokenResponse response, IReadOnlyList<Secret> sent)
    {
        var words = response.Json is { ValueKind: JsonValueKind.Object } json
            ? Text(json, "error_description") ?? Text(json, "message") ?? Text(json, "error")
            : response.Raw;
        if (string.IsNullOrWhiteSpace(words) || words.Contains('<', StringComparison.Ordinal)) return null;
        foreach (var secret in sent)
        {
            foreach (var form in (string[])[secret.Reveal(), Uri.EscapeDataString(secret.Reveal())])
            {
                if (form.Length == 0) continue;
                // Taken out of words where it stands by chance it would show what it is.
                if (form.Length < Redaction.Shortest && words.Contains(form, StringComparison.Ordinal)) return Redaction.LeftOut;
                words = words.Replace(form, secret.ToString(), StringComparison.Ordinal);
            }
        }
        words = _redaction.Of(words)!.ReplaceLineEndings(" ").Trim();
        return words.Length <= LongestWords ? words : words[..LongestWords];
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Scope(DiscoveryFacts facts) => facts.Supported(Credentials) is { Length: > 0 } scope ? scope : null;
}

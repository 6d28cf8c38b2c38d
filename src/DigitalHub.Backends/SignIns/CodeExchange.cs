using System.Web;
using DigitalHub.Backends.Core;
using Duende.IdentityModel.Client;

namespace DigitalHub.Backends.SignIns;

/// <summary>Sends the OAuth library's request for the tokens of a code, and keeps the answer, of which the library gives only a text where it is a refusal.</summary>
internal sealed class CodeExchange(CoreOptions options, HttpMessageInvoker http, TokenEndpoint endpoint) : HttpMessageHandler
{
    /// <summary>The answer; null where nothing was asked.</summary>
    public TokenAnswer? Answer { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var line = $"POST {request.RequestUri!.AbsolutePath}";
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        using var limit = new TimeLimit(options.Timeout, options.Clock, cancellationToken, CancellationToken.None);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            // The library would read it with the caller's patience alone.
            await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            var tokens = await ProtocolResponse.FromHttpResponseAsync<TokenResponse>(response).ConfigureAwait(false);
            Answer = endpoint.Read(tokens, line, [new Secret(form["code"] ?? string.Empty), new Secret(form["code_verifier"] ?? string.Empty)]);
        }
        catch (Exception exception) when (ServerFailure.OfException(options, line, exception, limit) is { } failure)
        {
            Answer = new TokenAnswer(null, failure);
            throw new HttpRequestException("The exchange of the code failed.");
        }
        // The library reads some of the answer's texts at once.
        catch (InvalidOperationException)
        {
            Answer = endpoint.Unreadable(line, 200);
            throw new HttpRequestException("The answer to the code can't be read.");
        }
        // What can't be read here the library could not read either, and would say so in another way.
        return Answer is { Failure.IsRefusal: false } ? throw new HttpRequestException("The answer to the code is none.") : response;
    }
}

using System.Web;
using Duende.IdentityModel.OidcClient.Browser;

namespace DigitalHub.Backends.SignIns;

/// <summary>The browser for the OAuth library: shows the person the address and waits for the browser to come back.</summary>
internal sealed class LoopbackBrowser(CoreOptions options, BrowserSignIn signIn, LoopbackListener listener, Action<Uri> open) : IBrowser
{
    public async Task<BrowserResult> InvokeAsync(BrowserOptions request, CancellationToken cancellationToken = default)
    {
        var address = new Uri(request.StartUrl);
        using var patience = new CancellationTokenSource(signIn.Patience, options.Clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var answer = listener.AnswerAsync(HttpUtility.ParseQueryString(address.Query)["state"] ?? string.Empty, ending.Token);
        signIn.Announce(address);
        if (signIn.OpenBrowser) open(address);
        try
        {
            return new BrowserResult { ResultType = BrowserResultType.Success, Response = await answer.ConfigureAwait(false) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new BrowserResult { ResultType = BrowserResultType.Timeout, Error = nameof(BrowserResultType.Timeout) };
        }
    }
}

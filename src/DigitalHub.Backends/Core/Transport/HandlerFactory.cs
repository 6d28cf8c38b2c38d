using System.Net;
using System.Net.Http.Headers;

namespace DigitalHub.Backends.Core;

/// <summary>Makes what a session sends its requests with: one pool of connections, without cookies, redirects and credentials of its own.</summary>
internal static class HandlerFactory
{
    /// <summary>How long a connection may take to be made.</summary>
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(20);

    private static readonly string Agent = new ProductInfoHeaderValue("DigitalHub-PowerShell", typeof(HandlerFactory).Assembly.GetName().Version!.ToString(3)).ToString();

    public static HttpMessageInvoker Create(CoreOptions options)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            Credentials = null,
            PreAuthenticate = false,
            // No proxy leads back to this machine, whatever the system says of other addresses.
            UseProxy = options.Proxy is not null || !options.Endpoint.IsLoopback,
            Proxy = options.Proxy is { } proxy ? Explicit(proxy) : null,
            DefaultProxyCredentials = null,
            // An address that moves (a core behind a load balancer) is looked up again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = options.Timeout > TimeSpan.Zero && options.Timeout < ConnectLimit ? options.Timeout : ConnectLimit,
        };
        if (options.SkipCertificateCheck)
        {
            sockets.SslOptions.RemoteCertificateValidationCallback = static (_, _, chain, errors) => HttpClientHandler.DangerousAcceptAnyServerCertificateValidator(null!, null, chain, errors);
        }

        return new HttpMessageInvoker(new Greeting(sockets), disposeHandler: true);
    }

    private static WebProxy Explicit(Uri proxy) =>
        new(new UriBuilder(proxy) { UserName = string.Empty, Password = string.Empty }.Uri) { Credentials = ProxySignIn.Of(proxy) };

    /// <summary>Says who asks and what he reads, also for the requests of signing in.</summary>
    private sealed class Greeting(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // As text: taken apart and put together again they would cost more than the rest of a quick request.
            var headers = request.Headers;
            if (!headers.NonValidated.Contains("User-Agent")) headers.TryAddWithoutValidation("User-Agent", Agent);
            if (!headers.NonValidated.Contains("Accept")) headers.TryAddWithoutValidation("Accept", "application/json");
            return base.SendAsync(request, cancellationToken);
        }
    }
}

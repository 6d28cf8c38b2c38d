namespace DigitalHub.Backends.SignIns;

/// <summary>Lets an <see cref="HttpClient"/>, which the OAuth library wants, send through the transport's own connection.</summary>
internal sealed class InvokerHandler(HttpMessageInvoker http) : HttpMessageHandler
{
    private const int LongestAnswer = 1 << 20;

    /// <summary>A client whose time limit is its caller's token.</summary>
    public static HttpClient Client(HttpMessageInvoker http) => Client(new InvokerHandler(http));

    /// <inheritdoc cref="Client(HttpMessageInvoker)"/>
    public static HttpClient Client(HttpMessageHandler handler) =>
        new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => http.SendAsync(request, cancellationToken);
}

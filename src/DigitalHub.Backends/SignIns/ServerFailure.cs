using System.Globalization;

namespace DigitalHub.Backends.SignIns;

/// <summary>
/// What a request that is part of signing in fails with, whatever was sent (design section 7). The causes are described and
/// not kept: an exception of the network can quote what was sent.
/// </summary>
internal static class ServerFailure
{
    public static ServerException OfStatus(CoreOptions options, string request, int status, string? said)
    {
        var who = $"The core {options.Endpoint.AbsoluteUri}";
        var number = status.ToString(CultureInfo.InvariantCulture);
        return status switch
        {
            429 or 502 or 503 or 504 => Make("ServerUnavailable", ErrorKind.ResourceUnavailable, $"{who} is not available for signing in now (status {number}).", options, request, status, said),
            >= 500 => Make("ServerError", ErrorKind.ResourceUnavailable, $"{who} failed when signing in (status {number}).", options, request, status, said),
            _ => Make("UnexpectedResponse", ErrorKind.InvalidResult, $"{who} does not answer as a core does when signing in (status {number}).", options, request, status, said),
        };
    }

    /// <summary>An answer that no core gives.</summary>
    public static ServerException NoCore(CoreOptions options, string request, int status) =>
        Make("UnexpectedResponse", ErrorKind.InvalidResult, $"The answer of {options.Endpoint.AbsoluteUri} to a request for signing in is none of a core.", options, request, status, null);

    /// <summary>The error in place of one that sending raised; null for what is to go on as it is.</summary>
    public static ServerException? OfException(CoreOptions options, string request, Exception exception, CancellationToken callers) => exception switch
    {
        OperationCanceledException when !callers.IsCancellationRequested => Make(
            "RequestTimeout",
            ErrorKind.OperationTimeout,
            string.Create(CultureInfo.InvariantCulture, $"The core {options.Endpoint.AbsoluteUri} did not answer within {options.Timeout.TotalSeconds:0.#} seconds when signing in."),
            options,
            request,
            null,
            null),
        HttpRequestException or IOException => Make("ConnectionFailed", ErrorKind.ConnectionError, $"The connection to {options.Endpoint.AbsoluteUri} failed when signing in: {Cause(exception)}.", options, request, null, null),
        _ => null,
    };

    /// <summary>Whether the server may have acted on a request whose answer did not come.</summary>
    public static bool IsAnswerLost(Exception exception) => exception is not HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    private static string Cause(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "there is no machine of this name",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection could be made; its certificate may not be trusted",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "the proxy refused it",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: System.Net.Sockets.SocketException socket } => socket.SocketErrorCode switch
        {
            System.Net.Sockets.SocketError.ConnectionRefused => "it was refused",
            System.Net.Sockets.SocketError.TimedOut => "nobody answered",
            var code => code.ToString(),
        },
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        _ => "it broke before the answer came",
    };

    private static ServerException Make(string id, ErrorKind kind, string message, CoreOptions options, string request, int? status, string? said) =>
        new(id, kind, message)
        {
            Target = options.Endpoint.AbsoluteUri,
            Request = request,
            StatusCode = status,
            ServerMessage = said,
            RecommendedAction = id is "UnexpectedResponse"
                ? "Check that this is the address of a core: a proxy or a sign-in page may stand before it."
                : "Check the address and the network, and try again later.",
        };
}

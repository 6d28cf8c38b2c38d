using System.Globalization;
using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.SignIns;

/// <summary>
/// What a request that is part of signing in fails with, whatever was sent (design section 7). The causes are described and
/// not kept: an exception of the network can quote what was sent.
/// </summary>
internal static class ServerFailure
{
    private const string Later = "Check the address and the network, and try again later.";

    public static ServerException OfStatus(CoreOptions options, string request, int status, string? said)
    {
        var who = CoreAddress.Text(options.Endpoint);
        var number = status.ToString(CultureInfo.InvariantCulture);
        return status switch
        {
            407 => Make("ConnectionFailed", ErrorKind.ConnectionError, ConnectionText.ProxyWantsSignIn, ConnectionText.SignInToProxy, options, request, status, said),
            429 or 502 or 503 or 504 => Make("ServerUnavailable", ErrorKind.ResourceUnavailable, $"{who} is not available for signing in now (status {number}).", Later, options, request, status, said),
            >= 500 => Make("ServerError", ErrorKind.ResourceUnavailable, $"{who} failed when signing in (status {number}).", Later, options, request, status, said),
            _ => NoCore(options, request, status, said),
        };
    }

    /// <summary>An answer that no core gives.</summary>
    public static ServerException NoCore(CoreOptions options, string request, int status, string? said = null) => Make(
        "UnexpectedResponse",
        ErrorKind.InvalidResult,
        string.Create(CultureInfo.InvariantCulture, $"{CoreAddress.Text(options.Endpoint)} does not answer as a core does when signing in (status {status})."),
        "Check that this is the address of a core: a proxy or a sign-in page may stand before it.",
        options,
        request,
        status,
        said);

    /// <summary>The failure in place of an exception that sending raised; null for what is to go on as it is.</summary>
    /// <param name="options">The core.</param>
    /// <param name="request">Method and path.</param>
    /// <param name="exception">What was raised.</param>
    /// <param name="limit">The time that the request had.</param>
    public static TokenFailure? OfException(CoreOptions options, string request, Exception exception, TimeLimit limit)
    {
        if (exception is not (OperationCanceledException or HttpRequestException or IOException)) return null;
        if (limit.IsOver) return new TokenFailure(request, Make("RequestTimeout", ErrorKind.OperationTimeout, ConnectionText.TimedOut(options), Later, options, request, null, null)) { IsAnswerLost = true };
        if (limit.Token.IsCancellationRequested) return null;
        var (trouble, detail) = Troubles.Of(exception);
        return ConnectionText.Of(trouble, detail, options) is var (sentence, action)
            ? new TokenFailure(request, Make("ConnectionFailed", ErrorKind.ConnectionError, sentence, action, options, request, null, null))
            : new TokenFailure(request, Make("ConnectionFailed", ErrorKind.ConnectionError, ConnectionText.Lost(detail, options), Later, options, request, null, null)) { IsAnswerLost = true };
    }

    private static ServerException Make(string id, ErrorKind kind, string message, string action, CoreOptions options, string request, int? status, string? said) =>
        new(id, kind, message)
        {
            Target = options.Endpoint.AbsoluteUri,
            Request = request,
            StatusCode = status,
            ServerMessage = said,
            RecommendedAction = action,
        };
}

namespace DigitalHub.Backends.Core;

/// <summary>Method and path of a request for errors and messages: without host, and without a query, which may be long.</summary>
internal static class RequestLine
{
    public static string Of(CoreRequest request) =>
        $"{request.Method} {(request.Path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? request.Path[..query] : request.Path)}";
}

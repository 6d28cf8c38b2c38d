namespace DigitalHub.Backends.Core;

/// <summary>Which redirects are followed: those that stay on the server, where credentials may go.</summary>
internal static class Redirects
{
    /// <summary>The most that are followed one after the other.</summary>
    public const int Most = 5;

    /// <summary>Where an answer leads; null if it leads nowhere.</summary>
    public static Uri? Target(HttpResponseMessage response, Uri from) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location
            ? location.IsAbsoluteUri ? location : new Uri(from, location)
            : null;

    /// <summary>Whether it is the same server: same scheme, host and port, or the same host's encrypted side.</summary>
    public static bool IsSameServer(Uri from, Uri to) =>
        string.Equals(from.IdnHost, to.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == to.Scheme && from.Port == to.Port) || (from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps));
}

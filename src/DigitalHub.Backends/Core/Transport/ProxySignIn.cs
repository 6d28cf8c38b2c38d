using System.Net;

namespace DigitalHub.Backends.Core;

/// <summary>What a session signs in to its proxy with, where the proxy wants that.</summary>
internal static class ProxySignIn
{
    /// <summary>User and password of the session's proxy; null for none.</summary>
    public static NetworkCredential? Of(CoreOptions options)
    {
        if (options.Proxy is { } proxy) return Of(proxy);
        if (options.Endpoint.IsLoopback) return null;
        var system = HttpClient.DefaultProxy;
        return system.GetProxy(options.Endpoint) is { } found ? system.Credentials?.GetCredential(found, "Basic") : null;
    }

    /// <summary>User and password that stand in a proxy's address; null for none.</summary>
    public static NetworkCredential? Of(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0) return null;
        var parts = proxy.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : string.Empty);
    }
}

namespace DigitalHub.Backends.Core;

/// <summary>What a person reads of an attempt that never reached a server, for requests of all kinds.</summary>
internal static class ConnectionText
{
    public const string ProxyWantsSignIn = "The proxy wants a sign-in before it lets the request pass.";
    public const string SignInToProxy = "Give user and password with the address of the proxy.";

    /// <summary>What happened and what to do about it; null for a trouble that came after a connection was made.</summary>
    public static (string Sentence, string Action)? Of(Trouble trouble, string? detail, CoreOptions options)
    {
        var address = CoreAddress.Text(options.Endpoint);
        var host = options.Endpoint.Host;
        (string Sentence, string Action)? text = trouble switch
        {
            Trouble.NameUnknown => ($"There is no host '{host}'.", "Check the address."),
            Trouble.NameLookup => ($"The host '{host}' could not be looked up.", "Check the network and its name service."),
            Trouble.Refused => ($"Nothing listens at {address}: the connection was refused.", "Check address and port, and whether the server runs."),
            Trouble.Unreachable => ($"{address} can't be reached{Because(detail)}.", "Check the address, the network, and whether a firewall or proxy is in between."),
            Trouble.Certificate => ($"The certificate of {address} is not trusted{Because(detail)}.", "Have the issuer's certificate trusted on this machine. For tests only: -SkipCertificateCheck."),
            Trouble.Encryption => ($"No encrypted connection to {address} could be made.", "Check whether the server speaks https at this port, or http."),
            Trouble.Proxy => ($"The proxy did not let a connection to {address} pass.", "Check the proxy (HTTPS_PROXY, NO_PROXY, or the one given) and whether it wants a sign-in."),
            _ => null,
        };
        var mayBeProxy = options.Proxy is not null && trouble is Trouble.NameUnknown or Trouble.Refused or Trouble.Unreachable;
        return mayBeProxy && text is { } found ? (found.Sentence, $"{found.Action} Or it is the proxy that can't be reached.") : text;
    }

    /// <summary>That a connection broke.</summary>
    public static string Lost(string? detail, CoreOptions options) => $"The connection to {CoreAddress.Text(options.Endpoint)} was lost{Because(detail)}.";

    /// <summary>That the time is up.</summary>
    public static string TimedOut(CoreOptions options) => $"{CoreAddress.Text(options.Endpoint)} did not answer within {Durations.Say(options.Timeout)}.";

    private static string Because(string? detail) => detail is null ? string.Empty : $": {detail}";
}

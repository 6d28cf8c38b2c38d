namespace DigitalHub.Backends.Core;

/// <summary>The errors of attempts that brought no answer, or none that can be used.</summary>
internal sealed class ConnectionErrors(CoreAddress address, CoreOptions options, ErrorMapping mapping)
{
    private const string LookFirst = "Look whether the change is there before you repeat it.";

    public DigitalHubException Of(CoreRequest request, WireAnswer answer)
    {
        var lost = answer.MayHaveActed;
        var error = answer.Trouble switch
        {
            Trouble.NameUnknown => Failed($"There is no host '{address.Endpoint.Host}'.", ProxyOr("Check the address.")),
            Trouble.NameLookup => Failed($"The host '{address.Endpoint.Host}' could not be looked up.", "Check the network and its name service."),
            Trouble.Refused => Failed($"Nothing listens at {address.Text}: the connection was refused.", ProxyOr("Check address and port, and whether the server runs.")),
            Trouble.Unreachable => Failed($"{address.Text} can't be reached{Because(answer)}.", ProxyOr("Check the address, the network, and whether a firewall or proxy is in between.")),
            Trouble.Certificate => Failed($"The certificate of {address.Text} is not trusted{Because(answer)}.", "Have the issuer's certificate trusted on this machine. For tests only: -SkipCertificateCheck."),
            Trouble.Encryption => Failed($"No encrypted connection to {address.Text} could be made.", "Check whether the server speaks https at this port, or http."),
            Trouble.Proxy => Failed($"The proxy did not let a connection to {address.Text} pass.", "Check the proxy (HTTPS_PROXY, NO_PROXY, or the one given) and whether it wants a sign-in."),
            Trouble.Protocol => Failed($"What {address.Text} answered is no HTTP, or the request can't be sent in it.", "Check address and port."),
            Trouble.Cut => mapping.NoCore($"answered with {(answer.Body.IsEmpty ? "text" : "JSON")} that is cut off", lost),
            Trouble.Foreign => mapping.NoCore($"answered with {ErrorMapping.Type(answer)} where JSON was to come", lost),
            Trouble.TooLong => mapping.NoCore($"answered with more than {BodyReader.Limit >> 20} MB", lost),
            Trouble.Redirected => mapping.NoCore($"sends {RequestLine.Of(request)} on to {answer.Detail}. Nothing was sent there, no credentials either", action: "If that is where the core is, connect to it instead; a sign-in page there means that something before the core wants one."),
            Trouble.RedirectedTooOften => mapping.NoCore("sends the request on and on"),
            _ => new ServerException("ConnectionFailed", ErrorKind.ConnectionError, $"The connection to {address.Text} was lost{Because(answer)}.{Unknown(lost)}")
            {
                AnswerLost = lost,
                RecommendedAction = lost ? LookFirst : "Try again; check network, proxy and server.",
            },
        };
        return mapping.Facts(error, request, answer, message: null);
    }

    /// <summary>The time is up.</summary>
    public ServerException TimedOut(CoreRequest request, bool lost) =>
        mapping.Facts(
            new ServerException("RequestTimeout", ErrorKind.OperationTimeout, $"{address.Text} did not answer within {Durations.Say(options.Timeout)}.{Unknown(lost)}")
            {
                AnswerLost = lost,
                RecommendedAction = lost ? LookFirst : "Try again, or connect with a longer -TimeoutSec.",
            },
            request,
            answer: null,
            message: null);

    /// <summary>The session ended while the request was on its way, or before.</summary>
    public ServerException Closed(CoreRequest request, bool lost) =>
        mapping.Facts(
            new ServerException("ConnectionFailed", ErrorKind.ConnectionError, $"The session with {address.Text} was disconnected.{Unknown(lost)}")
            {
                AnswerLost = lost,
                RecommendedAction = "Connect again with Connect-DhBackend.",
            },
            request,
            answer: null,
            message: null);

    private static ServerException Failed(string sentence, string action) => new("ConnectionFailed", ErrorKind.ConnectionError, sentence) { RecommendedAction = action };

    private string ProxyOr(string action) => options.Proxy is null ? action : $"{action} Or it is the proxy that can't be reached.";

    private static string Because(WireAnswer answer) => answer.Detail is null ? string.Empty : $": {answer.Detail}";

    private static string Unknown(bool lost) => lost ? " Whether the server acted is not known." : string.Empty;
}

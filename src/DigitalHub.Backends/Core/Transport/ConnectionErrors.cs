namespace DigitalHub.Backends.Core;

/// <summary>The errors of attempts that brought no answer, or none that can be used.</summary>
internal sealed class ConnectionErrors(CoreAddress address, CoreOptions options, ErrorMapping mapping)
{
    private const string LookFirst = "Look whether the change is there before you repeat it.";

    public DigitalHubException Of(CoreRequest request, WireAnswer answer)
    {
        var lost = answer.MayHaveActed;
        var error = ConnectionText.Of(answer.Trouble, answer.Detail, options) is var (sentence, action)
            ? new ServerException("ConnectionFailed", ErrorKind.ConnectionError, sentence) { RecommendedAction = action }
            : Broken(request, answer, lost);
        return mapping.Facts(error, request, answer, message: null);
    }

    private ServerException Broken(CoreRequest request, WireAnswer answer, bool lost) => answer.Trouble switch
    {
        Trouble.Protocol => new ServerException("ConnectionFailed", ErrorKind.ConnectionError, $"What {address.Shown} answered is no HTTP, or the request can't be sent in it.{Unknown(lost)}")
        {
            AnswerLost = lost,
            RecommendedAction = lost ? LookFirst : "Check address and port.",
        },
        Trouble.Cut => mapping.NoCore($"answered with {(answer.Body.IsEmpty ? "text" : "JSON")} that is cut off", lost),
        Trouble.Foreign => mapping.NoCore($"answered with {ErrorMapping.Type(answer)} where JSON was to come", lost),
        Trouble.TooLong => mapping.NoCore($"answered with more than {BodyReader.Limit >> 20} MB", lost),
        Trouble.Redirected => mapping.NoCore($"sends {RequestLine.Of(request)} on to {answer.Detail}. Nothing was sent there, no credentials either", action: "If that is where the core is, connect to it instead; a sign-in page there means that something before the core wants one."),
        Trouble.RedirectedTooOften => mapping.NoCore("sends the request on and on"),
        _ => new ServerException("ConnectionFailed", ErrorKind.ConnectionError, $"{ConnectionText.Lost(answer.Detail, options)}{Unknown(lost)}")
        {
            AnswerLost = lost,
            RecommendedAction = lost ? LookFirst : "Try again; check network, proxy and server.",
        },
    };

    /// <summary>The time is up.</summary>
    public ServerException TimedOut(CoreRequest request, bool lost) =>
        mapping.Facts(
            new ServerException("RequestTimeout", ErrorKind.OperationTimeout, $"{ConnectionText.TimedOut(options)}{Unknown(lost)}")
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
            new ServerException("ConnectionFailed", ErrorKind.ConnectionError, $"The session with {address.Shown} was disconnected.{Unknown(lost)}")
            {
                AnswerLost = lost,
                RecommendedAction = "Connect again with Connect-DhBackend.",
            },
            request,
            answer: null,
            message: null);

    private static string Unknown(bool lost) => lost ? " Whether the server acted is not known." : string.Empty;
}

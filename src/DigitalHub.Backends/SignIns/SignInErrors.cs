namespace DigitalHub.Backends.SignIns;

/// <summary>What goes wrong with signing in, in the words of design section 7. No secret is ever part of a text.</summary>
internal static class SignInErrors
{
    /// <summary>The tokens are not worth anything any more.</summary>
    public static ServerException Failed(CoreOptions options, string message, TokenFailure? failure = null) =>
        new("AuthenticationFailed", ErrorKind.AuthenticationError, message)
        {
            Target = options.Endpoint.AbsoluteUri,
            StatusCode = failure?.Status,
            ServerMessage = failure?.ServerMessage,
            Request = failure?.Request,
            RecommendedAction = HowToSignIn(options),
        };

    /// <summary>The core knows no way for a browser.</summary>
    public static ServerException NoBrowser(CoreOptions options) =>
        new("AuthenticationFailed", ErrorKind.AuthenticationError, $"The core {options.Endpoint.AbsoluteUri} offers no sign-in with a browser.")
        {
            Target = options.Endpoint.AbsoluteUri,
            RecommendedAction = $"Sign in with Connect-DhBackend {options.Endpoint.AbsoluteUri} -Credential <user>, or with a token (-Token, -PersonalAccessToken).",
        };

    public static string HowToSignIn(CoreOptions options) =>
        $"Sign in again: Connect-DhBackend {options.Endpoint.AbsoluteUri} -Credential <user>, or -Interactive for the browser. "
        + "Where a profile is shared with dhcli, dhcli login does it too.";

    /// <summary>The same error once more: each caller gets one of his own, since he may add to it.</summary>
    public static DigitalHubException Again(DigitalHubException error) => error switch
    {
        ServerException => new ServerException(error.ErrorId, error.Kind, error.Message, error.InnerException)
        {
            Target = error.Target,
            RecommendedAction = error.RecommendedAction,
            StatusCode = error.StatusCode,
            ServerMessage = error.ServerMessage,
            Request = error.Request,
        },
        _ => new DigitalHubException(error.ErrorId, error.Kind, error.Message, error.InnerException) { Target = error.Target, RecommendedAction = error.RecommendedAction },
    };
}

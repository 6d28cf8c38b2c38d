using System.Globalization;
using System.Text;

namespace DigitalHub.Backends.Core;

/// <summary>The errors that more than one operation raises, each worded once.</summary>
internal static class CoreErrors
{
    public static ServerException Unexpected(CoreRequest request, string what, Exception? inner = null) =>
        new("UnexpectedResponse", ErrorKind.InvalidResult, $"The server answered {RequestLine.Of(request)} with something else than {what}.", inner)
        {
            Target = request.Subject.Id ?? request.Subject.Project,
            Request = RequestLine.Of(request),
            AnswerLost = request.Method != HttpMethod.Get,
            RecommendedAction = "Check that the endpoint is a DigitalHub core and that nothing between here and there changes its answers.",
        };

    /// <summary>Whether a server's answer was lost, so that it may or may not have acted.</summary>
    public static bool IsLost(DigitalHubException exception) => exception is ServerException { AnswerLost: true };

    public static bool IsNotFound(DigitalHubException exception) => exception is EntityNotFoundException;

    public static bool IsDenied(DigitalHubException exception) => exception.ErrorId == "AccessDenied";

    /// <summary>Whether the server says that the id or name is taken, which it also says of what its database refuses (contract 0.26).</summary>
    public static bool IsDuplicate(DigitalHubException exception) =>
        exception is EntityExistsException || exception.ServerMessage?.StartsWith("Duplicated entity", StringComparison.Ordinal) == true;

    /// <summary>That the server's database does not take a document, which the server calls a duplicate (contract 0.26).</summary>
    public static ServerException TooLarge(string entity, string id, string body, DigitalHubException exception) =>
        new(
            "RequestRefused",
            ErrorKind.InvalidArgument,
            string.Format(CultureInfo.InvariantCulture, "The server's database does not take the {0} '{1}': its document of {2} bytes is too large, or its id too long.", entity, Errors.Shorten(id), Encoding.UTF8.GetByteCount(body)),
            exception)
        {
            Target = id,
            StatusCode = exception.StatusCode,
            ServerMessage = exception.ServerMessage,
            Request = exception.Request,
            RecommendedAction = "Spec and metadata may have some 32,000 bytes each on a core with its own database, and an id 255 characters: keep large values in files or artifacts and refer to them.",
        };
}

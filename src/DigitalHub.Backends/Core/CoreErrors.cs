using System.Collections;
using System.Collections.Specialized;
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

    /// <summary>That the server has no such kind: its "No such spec." or "missing spec".</summary>
    public static EntityNotFoundException KindNotFound(string? entity, string? id) =>
        new("KindNotFound", $"The server has no kind of this name{(entity is null ? string.Empty : $" for a {entity}")}.")
        {
            Target = id,
            RecommendedAction = "Cores up to 0.13 have kinds such as python+run, later ones such as python+job:run. What there is depends on the server.",
        };

    /// <summary>A reference to something of another project: the server's "project mismatch".</summary>
    public static InputException ReferenceMismatch(string? id) =>
        new("ProjectMismatch", "A reference in the spec belongs to another project than the one it is used in.")
        {
            Target = id,
            RecommendedAction = "Use references of the same project.",
        };

    /// <summary>That what a run is of can't be read: the server's "Cannot create accessor for the given task string."</summary>
    public static InputException TaskRequired(string? id) =>
        new("TaskRequired", "The server wants a task, and for a run that it is to execute a function or workflow, and can't read the one given.")
        {
            Target = id,
            RecommendedAction = "Give the function by its name with -Function and what is done with it with -Action; or the task as kind://project/id with -Task, and the function as kind://project/name:id with -Function.",
        };

    /// <summary>That the server's database does not take a document, which the server calls a duplicate (contract 0.26).</summary>
    /// <param name="what">What it is of, as a person calls it: <c>function 'train'</c>.</param>
    /// <param name="sent">The document.</param>
    /// <param name="exception">What the server said; null where no server was asked.</param>
    public static ServerException TooLarge(string what, OrderedDictionary sent, DigitalHubException? exception)
    {
        var (path, bytes) = Largest(sent);
        return new(
            "RequestRefused",
            ErrorKind.InvalidArgument,
            string.Create(CultureInfo.InvariantCulture, $"The server's database does not take the {what}: its document of {Bytes(sent)} bytes is too large. The largest in it is {path}, with {bytes} bytes."),
            exception)
        {
            Target = path,
            StatusCode = exception?.StatusCode,
            ServerMessage = exception?.ServerMessage,
            Request = exception?.Request,
            RecommendedAction = path == "spec.source.base64"
                ? "Spec and metadata may have some 32,000 bytes each on a core with its own database: keep the code in a git repository or in a store, and give its address with -Source."
                : "Spec and metadata may have some 32,000 bytes each on a core with its own database: keep large values in files or artifacts and refer to them.",
        };
    }

    // The place to cut something: down as long as one value is most of what holds it.
    private static (string Path, int Bytes) Largest(OrderedDictionary document)
    {
        var (path, bytes, map) = (string.Empty, Bytes(document), document);
        while (map is { Count: > 0 })
        {
            var (name, size, value) = map.Cast<DictionaryEntry>().Select(entry => ((string)entry.Key, Bytes(entry.Value), entry.Value)).MaxBy(entry => entry.Item2);
            if (path.Length > 0 && size < bytes / 2) break;
            (path, bytes, map) = (path.Length == 0 ? name : $"{path}.{name}", size, value as OrderedDictionary);
        }
        return (path, bytes);
    }

    private static int Bytes(object? value) => Encoding.UTF8.GetByteCount(JsonText.Write(value));
}

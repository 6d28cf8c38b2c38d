using System.Text.RegularExpressions;

namespace DigitalHub.Backends.Core;

/// <summary>Turns the answers of a core that are no success into the errors of design section 7, by status and text (contract 5).</summary>
internal sealed partial class ErrorMapping(CoreAddress address, Redaction redaction, TimeProvider clock)
{
    /// <summary>The error that an answer is; signing in (401, 403) has errors of its own.</summary>
    public DigitalHubException Of(CoreRequest request, WireAnswer answer)
    {
        var text = ServerText.Of(answer);
        var error = answer.Status switch
        {
            400 => BadRequest(request.Subject, text),
            404 => NotFound(request.Subject, text, answer),
            405 => Refused($"{address.Shown} has no operation {RequestLine.Of(request)}. Its core is of another version, or something before it does not let this pass."),
            407 => new ServerException("ConnectionFailed", ErrorKind.ConnectionError, ConnectionText.ProxyWantsSignIn)
            {
                RecommendedAction = ConnectionText.SignInToProxy,
            },
            413 or 414 or 431 => Refused("The request is longer than the server, or something before it, takes.", "Make the document shorter: keep large values in files or artifacts and refer to them."),
            429 or 503 => Unavailable(answer),
            502 or 504 => Gateway(request, answer),
            >= 500 => new ServerException("ServerError", ErrorKind.ResourceUnavailable, Sentence($"The server failed ({answer.Status})", text))
            {
                RecommendedAction = "Try again; if it stays so, the server's own log says more.",
            },
            >= 400 => Refused(Sentence($"The server refuses the request ({answer.Status})", text)),
            _ => NoCore($"answered with status {answer.Status}, which a core does not use"),
        };
        return Facts(error, request, answer, text.Message);
    }

    /// <summary>Puts the facts of an exchange into an error.</summary>
    public T Facts<T>(T error, CoreRequest request, WireAnswer? answer, string? message)
        where T : DigitalHubException
    {
        error.Request = RequestLine.Of(request);
        error.StatusCode = answer is { Status: > 0 } ? answer.Status : null;
        error.ServerMessage = message is not null && RefusedField.TryRead(message) is { } field ? redaction.Of($"{field.Field} {field.Rule}") : Said(message);
        return error;
    }

    private DigitalHubException BadRequest(CoreSubject subject, ServerText text)
    {
        if (text.Message is not { } message)
        {
            return text.Body == ErrorBody.Foreign
                ? NoCore("answered with status 400 and a page that is no core's")
                : Refused("The server refuses the request and does not say why.", "Check what was given: the server could not read it.");
        }

        if (Duplicate().Match(message) is { Success: true } duplicate) return Exists(subject, duplicate.Groups["entity"].Value.ToLowerInvariant(), duplicate.Groups["id"].Value);
        if (RefusedField.TryRead(message) is { } field) return Field(subject, field);
        return message switch
        {
            "missing spec" => Kind(subject),
            "invalid project" => Mismatch(subject),
            "project mismatch" => CoreErrors.ReferenceMismatch(subject.Id),
            "invalid or missing project" when subject.Project is { } project => Errors.ProjectNotFound(project),
            "invalid task" => Errors.ReferenceNotFound("task", subject.Id),
            "invalid executable entity" or "invalid function" or "invalid workflow" => Errors.ReferenceNotFound("function or workflow", subject.Id),
            _ when message.StartsWith("Cannot create accessor", StringComparison.Ordinal) => CoreErrors.TaskRequired(subject.Id),
            _ => Refused(Sentence("The server refuses the request", text)),
        };
    }

    private DigitalHubException NotFound(CoreSubject subject, ServerText text, WireAnswer answer)
    {
        if (text.Message is { } message && Missing().Match(message) is { Success: true } match)
        {
            var entity = match.Groups["entity"].Value.ToLowerInvariant();
            return entity == "spec" ? Kind(subject) : Gone(subject, entity);
        }

        if (text.Body is ErrorBody.Core or ErrorBody.Text && subject.Entity is not null) return Gone(subject, subject.Entity);
        if (text.Body == ErrorBody.Core) return Refused(Sentence("The server has no such thing", text));
        return text.Body == ErrorBody.Boot
            ? NoCore("knows no such address: it is no DigitalHub core API, or one of another version", noSuchAddress: true)
            : NoCore($"answered 'not found' with {Type(answer)}: it is no DigitalHub core API");
    }

    private static DigitalHubException Exists(CoreSubject subject, string entity, string id)
    {
        // 0.13 and 0.14 write null where the name of a project belongs (transcripts core-0.13, core-0.14).
        if (subject.Entity == entity && subject.Id is { } known) id = known;
        return entity switch
        {
            "run" => Errors.RunExists(id),
            "project" => Errors.ProjectExists(id),
            _ when EntityWords.Of(entity) is { } words => Errors.Exists(words.Type, id),
            _ => new EntityExistsException("EntityExists", $"There already is a {entity} '{id}'. Ids are unique over all projects.") { Target = id, RecommendedAction = "Choose another id, or leave it out." },
        };
    }

    private static EntityNotFoundException Gone(CoreSubject subject, string entity)
    {
        var id = subject.Entity == entity ? subject.Id : null;
        return (entity, id) switch
        {
            ("run", not null) => Errors.RunNotFound(id, subject.Project),
            ("project", _) when (id ?? subject.Project) is { } project => Errors.ProjectNotFound(project),
            (_, not null) when EntityWords.Of(entity) is { } words => Errors.NotFound(words.Type, id, subject.Project),
            (_, null) when EntityWords.Of(entity) is { } words => new EntityNotFoundException(words.NotFound.Id, There(entity, null, subject.Project)),
            // It says nothing that the subject does not say better.
            ("entity", _) when subject is { Entity: { } own and not "entity", Id: not null } => Gone(subject, own),
            _ => new EntityNotFoundException("EntityNotFound", There(entity, id, subject.Project)) { Target = id },
        };
    }

    private static string There(string entity, string? id, string? project) =>
        $"There is no {entity}{(id is null ? " as was asked for" : $" '{id}'")}{(project is null ? string.Empty : $" in project '{project}'")}.";

    private static EntityNotFoundException Kind(CoreSubject subject) => CoreErrors.KindNotFound(subject.Entity, subject.Id);

    private static InputException Mismatch(CoreSubject subject) => subject switch
    {
        { Entity: "run", Id: { } id, Project: { } project } => Errors.ProjectMismatch(id, project),
        { Entity: { } entity, Id: { } id, Project: { } project } when EntityWords.Of(entity) is { } words => Errors.ProjectMismatch(new EntityAddress(words.Type, project, id)),
        _ => new InputException("ProjectMismatch", $"'{subject.Id}' belongs to another project than '{subject.Project}'.") { Target = subject.Id, RecommendedAction = "Give its project with -Project." },
    };

    private static InputException Field(CoreSubject subject, RefusedField field)
    {
        var sentence = $"The server refuses {(field.IsFilter ? "the filter" : "the field")} {(field.IsSpec ? "spec." : string.Empty)}{field.Field}: it {field.Rule}.";
        var entity = field.Owner ?? subject.Entity;
        return (field.Field, entity) switch
        {
            ("task", "target") when field.Rule == "is missing" => CoreErrors.TaskRequired(subject.Id),
            _ when field.IsSpec => new InputException("SpecFieldInvalid", sentence) { Target = subject.Id, RecommendedAction = "Correct the field; the kind's schema says what it takes." },
            _ when field.IsFilter => Errors.Value(sentence, subject.Id),
            ("id", "run") => new InputException("IdInvalid", sentence) { Target = subject.Id, RecommendedAction = "An id has 1 to 255 of the characters a-z A-Z 0-9 . _ + - and nothing else." },
            ("name" or "id", "project") or ("project", _) => new InputException("ProjectInvalid", sentence)
            {
                Target = subject.Project ?? subject.Id,
                RecommendedAction = "A name has 2 to 38 of the characters a-z 0-9 - and nothing else.",
            },
            ("name", "run") => new InputException("NameInvalid", sentence) { Target = subject.Id, RecommendedAction = "The rule for names is that of ids." },
            ("kind", _) => new InputException("KindInvalid", sentence)
            {
                Target = subject.Id,
                RecommendedAction = "Cores up to 0.13 have kinds such as python+run, later ones such as python+job:run.",
            },
            _ => new InputException("RequestRefused", sentence) { Target = subject.Id },
        };
    }

    private ServerException Unavailable(WireAnswer answer)
    {
        var when = answer.RetryAfter is { } wish ? $" It asks to be tried again in {Durations.Say(wish)}, at {(clock.GetLocalNow() + wish):t}." : string.Empty;
        return new ServerException("ServerUnavailable", ErrorKind.ResourceUnavailable, $"{address.Shown} {(answer.Status == 429 ? "has too many requests to answer" : "can't answer now")} ({answer.Status}).{when}")
        {
            RecommendedAction = "Try again later. The server did nothing.",
        };
    }

    private ServerException Gateway(CoreRequest request, WireAnswer answer)
    {
        var changes = request.Method != HttpMethod.Get;
        return new ServerException("ServerUnavailable", ErrorKind.ResourceUnavailable, $"What stands before {address.Shown} got no answer from the core ({answer.Status}).{(changes ? " Whether the core acted is not known." : string.Empty)}")
        {
            AnswerLost = changes,
            RecommendedAction = changes ? "Look whether the change is there before you repeat it." : "Try again later.",
        };
    }

    /// <summary>An answer that no core gives.</summary>
    public ServerException NoCore(string what, bool lost = false, string? action = null, bool noSuchAddress = false) =>
        new("UnexpectedResponse", ErrorKind.InvalidResult, $"{address.Shown} {what}.")
        {
            AnswerLost = lost,
            NoSuchAddress = noSuchAddress,
            RecommendedAction = action ?? "Check the address: the page of a sign-in, a proxy or another service may stand where the core should.",
        };

    /// <summary>The content type of an answer, for a sentence.</summary>
    public static string Type(WireAnswer answer) => answer.ContentType is { } type ? $"content of type {ServerText.Clean(type)}" : answer is { Body.IsEmpty: true, Trouble: Trouble.None } ? "no content" : "content of no type";

    private static ServerException Refused(string sentence, string? action = null) => new("RequestRefused", ErrorKind.InvalidArgument, sentence) { RecommendedAction = action };

    private string Sentence(string lead, ServerText text) =>
        Said(text.Message) is { } message ? $"{lead}: {message.TrimEnd('.')}." : $"{lead}.";

    // In this order: of a secret that is cut off, nothing would find the rest.
    private string? Said(string? message) => ServerText.Clean(redaction.Of(message));

    // Duplicated entity run:run-1. — of 0.13 and 0.14: Duplicated entity EntityName.RUN(value=run):run-1.
    [GeneratedRegex(@"^Duplicated entity (?:EntityName\.\w+\(value=)?(?<entity>\w+)\)?:(?<id>.*?)\.?$", RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex Duplicate();

    // No such run. — of 0.13 and 0.14: No such EntityName.RUN(value=run).
    [GeneratedRegex(@"^No such (?:EntityName\.\w+\(value=)?(?<entity>\w+)\)?\.?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Missing();
}

namespace DigitalHub.Backends.Core;

/// <summary>The errors of 401 and 403. A core answers a wrong password, and none, with 403 (contract 0.18; transcript <c>authentication-basic</c>).</summary>
internal sealed class AccessErrors(CoreAddress address, CoreOptions options, ErrorMapping mapping)
{
    /// <summary>The server does not know us.</summary>
    public ServerException Failed(CoreRequest request, WireAnswer answer, IReadOnlyList<string>? methods)
    {
        var (sentence, action) = options.SignIn switch
        {
            NoSignIn => ($"{address.Shown} wants a sign-in, and no credentials were given.", HowTo(methods)),
            PasswordSignIn basic when answer.Status == 403 => ($"{address.Shown} refuses the password of user '{basic.User}', or knows no such user.", Advice($"Check user and password{Origin}.", methods)),
            PasswordSignIn => ($"{address.Shown} refuses user '{((PasswordSignIn)options.SignIn).User}' and his password.", Advice($"Check user and password{Origin}.", methods)),
            TokenSignIn => ($"{address.Shown} refuses the access token: it has expired, or another server made it.", Advice($"Get a new token{Origin}.", methods)),
            PersonalTokenSignIn => ($"{address.Shown} refuses the personal access token: it was removed, has expired, or another server made it.", Advice($"Make a new one{Origin}.", methods)),
            ClientSignIn => ($"{address.Shown} refuses what the client credentials gave.", Advice($"Check client id and secret{Origin}.", methods)),
            _ => ($"{address.Shown} refuses the sign-in.", Advice("Sign in again.", methods)),
        };
        return mapping.Facts(
            new ServerException("AuthenticationFailed", ErrorKind.AuthenticationError, sentence) { Target = address.Shown, RecommendedAction = action },
            request,
            answer,
            ServerText.Of(answer).Message);
    }

    /// <summary>The server knows us, and this is not ours.</summary>
    public ServerException Denied(CoreRequest request, WireAnswer answer, string? user)
    {
        var subject = request.Subject;
        var who = user is null ? "You" : $"User '{user}'";
        var project = subject.Project ?? (subject.Entity == "project" ? subject.Id : null);
        var sentence = project is null ? $"{who} may not do this: {RequestLine.Of(request)}." : $"{who} may not do this in project '{project}'.";
        return mapping.Facts(
            new ServerException("AccessDenied", ErrorKind.PermissionDenied, sentence)
            {
                Target = subject.Id ?? project,
                RecommendedAction = project is null
                    ? "It takes an administrator. Give a project with -Project to stay in what is yours."
                    : $"Have the project's owner share it with you. A server also answers so when there is no project '{project}'.",
            },
            request,
            answer,
            ServerText.Of(answer).Message);
    }

    private string Origin => options.SignIn.Source.Length > 0 ? $" ({options.SignIn.Source})" : string.Empty;

    private string Advice(string first, IReadOnlyList<string>? methods) => HowTo(methods) is { Length: > 0 } more ? $"{first} {more}" : first;

    // What was refused is not recommended once more.
    private string HowTo(IReadOnlyList<string>? methods)
    {
        List<string> ways =
        [
            .. (methods ?? ["basic", "oidc"]).Select(method => method switch
            {
                "basic" when options.SignIn is not PasswordSignIn => "-Credential <user>",
                "oidc" when options.SignIn is not BrowserSignIn => "-Interactive for the browser",
                "jwt" when options.SignIn is not TokenSignIn => "-Token <token>",
                _ => null,
            }).OfType<string>(),
        ];
        if (ways.Count == 0) return options.SignIn is NoSignIn ? $"Sign in with Connect-DhBackend {address.Shown}." : string.Empty;
        var lead = options.SignIn is NoSignIn ? "Sign in with" : "Other ways are";
        return $"{lead} Connect-DhBackend {address.Shown} {string.Join(", or ", ways)}.";
    }
}

namespace DigitalHub;

/// <summary>How to sign in to a core (contract 9). Secrets in it never show.</summary>
internal abstract class SignIn
{
    /// <summary>Where it came from, for a person: <c>-Credential</c>, <c>DHCORE_USER</c>, or a file and its section.</summary>
    public string Source { get; init; } = string.Empty;
}

/// <summary>No credentials: for a core with authentication off.</summary>
internal sealed class NoSignIn : SignIn;

/// <summary>User and password, sent with each request.</summary>
internal sealed class PasswordSignIn(string user, Secret password) : SignIn
{
    public string User => user;

    public Secret Password => password;
}

/// <summary>Tokens as they are: an access token, and a refresh token where it can be renewed (single use, contract 9.3).</summary>
internal sealed class TokenSignIn(Secret? accessToken, Secret? refreshToken = null) : SignIn
{
    public Secret? AccessToken => accessToken;

    public Secret? RefreshToken => refreshToken;

    /// <summary>When the access token ends, if that is known from elsewhere than the token itself.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The client that the refresh token was given to; null for the server's own (<c>dhcore_client_id</c>).</summary>
    public string? ClientId { get; init; }

    /// <summary>The file and section that the tokens are shared through with other processes; null for tokens that live in this process alone.</summary>
    public ProfilePlace? Place { get; init; }
}

/// <summary>A personal access token: used directly, or exchanged where the endpoint wants that (contract 9.5, 9.3).</summary>
internal sealed class PersonalTokenSignIn(Secret token) : SignIn
{
    public Secret Token => token;

    public string? ClientId { get; init; }
}

/// <summary>Client credentials (contract 9.3).</summary>
internal sealed class ClientSignIn(string clientId, Secret clientSecret) : SignIn
{
    public string ClientId => clientId;

    public Secret ClientSecret => clientSecret;
}

/// <summary>A person's sign-in with the browser: authorization code with PKCE and a loopback listener (contract 9.4).</summary>
internal sealed class BrowserSignIn : SignIn
{
    /// <summary>Opens the system's browser. Off: the address is only announced.</summary>
    public bool OpenBrowser { get; init; } = true;

    /// <summary>Told the address to open; called on any thread.</summary>
    public required Action<Uri> Announce { get; init; }

    /// <summary>How long the person may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where the tokens are kept for other processes and later sessions; null to keep them in this process alone.</summary>
    public ProfilePlace? Place { get; init; }
}

/// <summary>A section of an ini file.</summary>
internal sealed record ProfilePlace(string File, string Section);

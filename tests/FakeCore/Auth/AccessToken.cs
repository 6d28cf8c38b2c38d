namespace DigitalHub.FakeCore.Auth;

/// <summary>An access token that was issued: what its claims say.</summary>
internal sealed record AccessToken(string Subject, IReadOnlyList<string> Authorities, string ClientId, string Id, DateTimeOffset Issued, DateTimeOffset Expires)
{
    /// <summary>The claim <c>dh_projects</c>; null for tokens without credentials.</summary>
    public string? Projects { get; init; }

    /// <summary>Whether it came from a sign-in with a browser and may be exchanged for a personal access token.</summary>
    public bool FromSignIn { get; init; }
}

/// <summary>What a refresh token or a code stands for: a sign-in, with the authorities of that moment.</summary>
internal sealed record SignIn(string User, IReadOnlyList<string> Authorities, string? Projects, string ClientId, IReadOnlyList<string> Scopes);

internal sealed record AuthorizationCode(SignIn SignIn, string RedirectUri, string? Challenge, DateTimeOffset Expires);

internal sealed record RefreshToken(SignIn SignIn, DateTimeOffset Expires);

/// <summary>A personal access token (contract, section 9.5).</summary>
internal sealed record PersonalToken(
    string Id, string Name, string User, string ClientId, DateTimeOffset Issued, DateTimeOffset Expires, IReadOnlyList<string> Scopes, string Address);

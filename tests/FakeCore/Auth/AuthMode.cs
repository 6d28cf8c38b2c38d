namespace DigitalHub.FakeCore.Auth;

/// <summary>The ways in which core authenticates (contract, section 9.1).</summary>
public enum AuthMode
{
    /// <summary>Everybody is <c>anonymous</c> and an administrator.</summary>
    Off,

    /// <summary>Basic credentials, client credentials and personal access tokens.</summary>
    Basic,

    /// <summary>The same, and sign-in with a browser.</summary>
    Oidc,
}

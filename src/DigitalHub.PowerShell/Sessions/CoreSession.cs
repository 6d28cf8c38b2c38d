using System.Globalization;

namespace DigitalHub.PowerShell.Sessions;

/// <summary>Makes the session of a core.</summary>
internal static class CoreSession
{
    /// <summary>Opens a session. Nothing is sent.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>, <c>EncryptionRequired</c></exception>
    public static Session Open(CoreOptions options) =>
        new(Bridge.Factory.OpenCore(options), BackendType.Core, Name(options.Endpoint), CoreEndpoint.Text(options.Endpoint))
        {
            Source = options.Source,
            SignIn = Method(options.SignIn),
            SignInSource = options.SignIn.Source is { Length: > 0 } source ? source : null,
            DefaultProject = options.DefaultProject,
            DefaultProjectSource = options.DefaultProjectSource,
        };

    private static string Name(Uri endpoint) =>
        endpoint.IsDefaultPort ? endpoint.Host : string.Create(CultureInfo.InvariantCulture, $"{endpoint.Host}:{endpoint.Port}");

    private static string Method(SignIn signIn) => signIn switch
    {
        PasswordSignIn => "basic",
        TokenSignIn => "access token",
        PersonalTokenSignIn => "personal access token",
        ClientSignIn => "client credentials",
        BrowserSignIn => "browser",
        _ => "none",
    };
}

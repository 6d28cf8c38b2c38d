using DigitalHub.Backends.Profiles;

namespace DigitalHub.Backends.SignIns;

/// <summary>Makes the credentials for a way of signing in.</summary>
internal static class CredentialsFactory
{
    /// <summary>The credentials that the options describe. Nothing is sent before they are asked for.</summary>
    /// <param name="options">The core and the way of signing in.</param>
    /// <param name="http">Sends requests as they are: no credentials of ours, no redirect followed. Not disposed here.</param>
    /// <exception cref="InputException"><c>ValueInvalid</c>: a user's name or token that no request can carry.</exception>
    public static ICredentials Create(CoreOptions options, HttpMessageInvoker http) => options.SignIn switch
    {
        NoSignIn => new NoCredentials(),
        PasswordSignIn password => new PasswordCredentials(password),
        TokenSignIn token => new BearerCredentials(OfTokens(options, token, http), options.Clock),
        PersonalTokenSignIn personal => new BearerCredentials(new PersonalTokenSource(options, personal, new TokenEndpoint(options, http)), options.Clock),
        ClientSignIn client => new BearerCredentials(new ClientSource(options, client, new TokenEndpoint(options, http)), options.Clock),
        BrowserSignIn browser => new BearerCredentials(new BrowserSource(options, browser, http, Shared(options, browser.Place), SystemBrowser.Open), options.Clock),
        _ => throw new NotSupportedException(options.SignIn.GetType().Name),
    };

    private static ITokenSource OfTokens(CoreOptions options, TokenSignIn signIn, HttpMessageInvoker http)
    {
        if (signIn.RefreshToken is not { IsEmpty: false }) return new FixedTokenSource(options, signIn);
        var refresh = new RefreshSource(options, signIn.Source, signIn.ClientId, new TokenEndpoint(options, http), Shared(options, signIn.Place));
        return new RenewableTokenSource(options, signIn, refresh);
    }

    private static ProfileTokens? Shared(CoreOptions options, ProfilePlace? place) => place is null ? null : new ProfileTokens(options, place);
}

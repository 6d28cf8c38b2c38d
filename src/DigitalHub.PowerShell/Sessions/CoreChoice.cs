namespace DigitalHub.PowerShell.Sessions;

/// <summary>Which core to connect to, of an address, a profile, or what environment and ini file describe (design section 4).</summary>
/// <param name="endpoint">The address given; null for that of the profile.</param>
/// <param name="profile">The profile given; null for the one that environment and file describe.</param>
/// <param name="signIn">The way of signing in that was given; null for that of the profile.</param>
internal sealed class CoreChoice(string? endpoint, string? profile, SignIn? signIn)
{
    /// <exception cref="InputException"><c>BackendNotConfigured</c>, <c>ValueInvalid</c></exception>
    public CoreOptions Options()
    {
        var chosen = endpoint is null ? Described() : OfEndpoint(CoreEndpoint.Of(endpoint));
        return signIn is null ? chosen : chosen with { SignIn = signIn };
    }

    private CoreOptions Described() => Bridge.Factory.Profiles.Find(profile) ?? throw new InputException("BackendNotConfigured", "Nothing names a core to connect to.")
    {
        RecommendedAction = "Give the address of a core, for example Connect-DhBackend https://core.example.org -Credential admin. For the local store type Connect-DhBackend -Local.",
    };

    private CoreOptions OfEndpoint(Uri address)
    {
        var described = profile is null ? Around() : OfProfile();
        if (described is not null && CoreEndpoint.Same(described.Endpoint, address)) return described with { Source = "-Endpoint" };
        if (described is not null && profile is not null)
        {
            throw Errors.Value(
                $"The profile '{profile}' is of {CoreEndpoint.Text(described.Endpoint)}, and -Endpoint names {CoreEndpoint.Text(address)}.",
                profile,
                "Leave -Endpoint out, or name another profile.");
        }
        // What is described belongs to another core: nothing of it goes to this one.
        if (signIn is null) Notices.Verbose("No credentials are given for this core: trying without.");
        return new CoreOptions(address) { Source = "-Endpoint", Profile = profile };
    }

    private static CoreOptions? Around()
    {
        try
        {
            return Bridge.Factory.Profiles.Find(null);
        }
        catch (InputException exception)
        {
            // An address that was typed needs no profile.
            Notices.Verbose($"No profile is used: {exception.Message}");
            return null;
        }
    }

    // A section that is to be written need not be there yet.
    private CoreOptions? OfProfile()
    {
        try
        {
            return Bridge.Factory.Profiles.Find(profile);
        }
        catch (InputException) when (signIn is BrowserSignIn)
        {
            return null;
        }
    }
}

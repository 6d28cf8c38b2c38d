namespace DigitalHub.Backends.Profiles;

/// <summary>
/// The way of signing in that values describe, in the SDK's order (clients A 5.5): personal access token, tokens, user and
/// password, client, none. Each way is taken from one source as a whole: a token of one with the refresh token of another
/// could be two people's.
/// </summary>
internal static class ProfileSignIn
{
    /// <param name="sources">The sources, the first before the second.</param>
    /// <param name="place">The section that tokens of the file are kept in.</param>
    /// <exception cref="InputException"><c>BackendNotConfigured</c>: half of something is there.</exception>
    public static SignIn Of(IReadOnlyList<ProfileValues> sources, ProfilePlace? place)
    {
        foreach (var source in sources)
        {
            if (Complete(source, place) is { } signIn) return signIn;
        }
        // A name in the file and its secret in the environment, or the other way round, are no two people's: neither works alone.
        return Joined(sources) ?? Nothing(sources);
    }

    /// <summary>Whether there is anything to sign in with.</summary>
    public static bool IsIn(ProfileValues values) => Complete(values, null) is not null;

    private static SignIn? Complete(ProfileValues values, ProfilePlace? place)
    {
        var clientId = values.Get(ProfileKeys.ClientId);
        if (values.Get(ProfileKeys.PersonalToken) is { } personal)
        {
            return new PersonalTokenSignIn(new Secret(personal)) { ClientId = clientId, Source = values.SourceOf(ProfileKeys.PersonalToken) };
        }
        var (access, refresh) = (values.Get(ProfileKeys.AccessToken), values.Get(ProfileKeys.RefreshToken));
        if ((access ?? refresh) is not null)
        {
            return new TokenSignIn(access is null ? null : new Secret(access), refresh is null ? null : new Secret(refresh))
            {
                ClientId = clientId,
                Expires = values.IsFile ? ProfileTime.Parse(values.Get(ProfileKeys.ExpiresAt)) : null,
                Place = values.IsFile && refresh is not null ? place : null,
                Source = values.SourceOf(access is null ? ProfileKeys.RefreshToken : ProfileKeys.AccessToken),
            };
        }
        if (values.Get(ProfileKeys.User) is { } user && values.Get(ProfileKeys.Password) is { } password) return Password(user, password, values);
        return values.Get(ProfileKeys.ClientId) is { } id && values.Get(ProfileKeys.ClientSecret) is { } secret ? Client(id, secret, values) : null;
    }

    private static SignIn? Joined(IReadOnlyList<ProfileValues> sources)
    {
        if (First(sources, ProfileKeys.User) is { } user && First(sources, ProfileKeys.Password) is { } password) return Password(user.Value, password.Value, user.From);
        return First(sources, ProfileKeys.ClientId) is { } id && First(sources, ProfileKeys.ClientSecret) is { } secret ? Client(id.Value, secret.Value, secret.From) : null;
    }

    private static NoSignIn Nothing(IReadOnlyList<ProfileValues> sources)
    {
        Half(sources, ProfileKeys.User, "a user and no password", "DHCORE_PASSWORD");
        Half(sources, ProfileKeys.Password, "a password and no user", "DHCORE_USER");
        Half(sources, ProfileKeys.ClientSecret, "a client's secret and no client", "DHCORE_CLIENT_ID");
        return new NoSignIn();
    }

    private static void Half(IReadOnlyList<ProfileValues> sources, string[] keys, string what, string missing)
    {
        if (First(sources, keys) is not { } found) return;
        var source = found.From.SourceOf(keys);
        throw ProfileErrors.NotConfigured($"There is {what}: {source}.", source, $"Set {missing} too, or remove what is there.");
    }

    private static PasswordSignIn Password(string user, string password, ProfileValues values) =>
        new(user, new Secret(password)) { Source = values.SourceOf(ProfileKeys.User) };

    private static ClientSignIn Client(string id, string secret, ProfileValues values) =>
        new(id, new Secret(secret)) { Source = values.SourceOf(ProfileKeys.ClientSecret) };

    private static (string Value, ProfileValues From)? First(IReadOnlyList<ProfileValues> sources, string[] keys)
    {
        foreach (var source in sources)
        {
            if (source.Get(keys) is { } value) return (value, source);
        }
        return null;
    }
}

namespace DigitalHub.PowerShell.Sessions;

/// <summary>
/// Whether two descriptions of a core mean the same connection. Tokens that are shared through a file are those of its
/// section, whatever they are at the moment: they change with each renewal.
/// </summary>
internal sealed class SameCore : IEqualityComparer<CoreOptions>
{
    public static readonly SameCore Comparer = new();

    public bool Equals(CoreOptions? x, CoreOptions? y) =>
        ReferenceEquals(x, y)
        || (x is not null && y is not null && x with { SignIn = y.SignIn } == y && Same(x.SignIn, y.SignIn));

    public int GetHashCode(CoreOptions obj) => obj.Endpoint.GetHashCode();

    private static bool Same(SignIn left, SignIn right) => (left, right) switch
    {
        (TokenSignIn { Place: { } place }, TokenSignIn other) => place == other.Place,
        (BrowserSignIn one, BrowserSignIn other) => one.Place == other.Place,
        _ => left.Source == right.Source && Alike(left, right),
    };

    private static bool Alike(SignIn left, SignIn right) => (left, right) switch
    {
        (NoSignIn, NoSignIn) => true,
        (PasswordSignIn one, PasswordSignIn other) => one.User == other.User && Same(one.Password, other.Password),
        (TokenSignIn one, TokenSignIn other) => other.Place is null && one.ClientId == other.ClientId && Same(one.AccessToken, other.AccessToken) && Same(one.RefreshToken, other.RefreshToken),
        (PersonalTokenSignIn one, PersonalTokenSignIn other) => one.ClientId == other.ClientId && Same(one.Token, other.Token),
        (ClientSignIn one, ClientSignIn other) => one.ClientId == other.ClientId && Same(one.ClientSecret, other.ClientSecret),
        _ => false,
    };

    private static bool Same(Secret? left, Secret? right) => string.Equals(left?.Reveal(), right?.Reveal(), StringComparison.Ordinal);
}

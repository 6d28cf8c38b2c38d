namespace DigitalHub.PowerShell.Input;

/// <summary>Which parameters of <c>Connect-DhBackend</c> go together. It is checked here so that each mistake is one error of ours.</summary>
internal static class ConnectionParameters
{
    private static readonly string[] OfStore = ["Local", "Path", "InMemory", "LikeCore"];

    private static readonly string[] OfCore =
    [
        "Endpoint", "Profile", "Credential", "Token", "PersonalAccessToken", "ClientId", "ClientSecret", "Interactive", "NoBrowser",
        "SkipCertificateCheck", "AllowUnencryptedAuthentication", "Proxy", "TimeoutSec",
    ];

    // Client id and secret are one way.
    private static readonly string[] Ways = ["Credential", "Token", "PersonalAccessToken", "ClientId", "ClientSecret", "Interactive"];

    /// <summary>Checks what was given; a switch that is off counts as left out.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>, <c>BackendNotConfigured</c></exception>
    public static void Check(IReadOnlyCollection<string> given)
    {
        var store = OfStore.FirstOrDefault(given.Contains);
        var core = OfCore.FirstOrDefault(given.Contains);
        if (store is not null && core is not null)
        {
            throw Errors.Value($"-{store} belongs to the local store, and -{core} to a core.", action: "Leave one of them out.");
        }
        if (store is not null && !given.Contains("Local"))
        {
            throw new InputException("BackendNotConfigured", $"-{store} belongs to the local store.")
            {
                RecommendedAction = $"Give -Local as well: Connect-DhBackend -Local -{store}{(store == "LikeCore" ? " 15" : string.Empty)}.",
            };
        }
        if (given.Contains("Path") && given.Contains("InMemory")) throw Exclude("Path", "InMemory");
        CheckSignIn(given);
    }

    /// <summary>The defaults that do not go with what was typed: they are meant for other connections.</summary>
    /// <param name="given">All that was given.</param>
    /// <param name="defaults">Those of it that nobody typed.</param>
    public static IEnumerable<string> Overruled(IReadOnlyCollection<string> given, IReadOnlyCollection<string> defaults)
    {
        var typed = given.Except(defaults).ToList();
        var isStore = OfStore.Any(typed.Contains);
        var isCore = OfCore.Any(typed.Contains);
        var signsIn = Ways.Any(typed.Contains);
        return defaults.Where(name => (isStore && OfCore.Contains(name)) || (isCore && OfStore.Contains(name)) || (signsIn && (Ways.Contains(name) || name == "NoBrowser")));
    }

    private static void CheckSignIn(IReadOnlyCollection<string> given)
    {
        var ways = Ways.Where(given.Contains).ToList();
        if (ways.Find(way => way != ways[0] && !(ways[0] == "ClientId" && way == "ClientSecret")) is { } second) throw Exclude(ways[0], second);
        if (given.Contains("ClientId") != given.Contains("ClientSecret"))
        {
            throw Errors.Value(
                given.Contains("ClientId") ? "-ClientId is given without -ClientSecret." : "-ClientSecret is given without -ClientId.",
                action: "Give both, to sign in as a client.");
        }
        if (given.Contains("NoBrowser") && !given.Contains("Interactive")) throw Errors.Value("-NoBrowser belongs to -Interactive.", action: "Give -Interactive as well, or leave -NoBrowser out.");
    }

    private static InputException Exclude(string one, string other) =>
        Errors.Value($"-{one} and -{other} exclude each other.", action: "Leave one of them out.");
}

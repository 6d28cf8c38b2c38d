namespace DigitalHub.Backends.SignIns;

/// <summary>What a core says about signing in.</summary>
/// <param name="TokenEndpoint">Where tokens are asked for: below the endpoint that the user gave.</param>
/// <param name="AuthorizeEndpoint">Where a person signs in, as the core gives it; null where there is no such way.</param>
/// <param name="Issuer">The core's own idea of its address.</param>
/// <param name="Scopes">The scopes it knows; empty where it does not say.</param>
/// <param name="ClientId">The client for sign-in with a browser; null where it names none.</param>
internal sealed record DiscoveryFacts(Uri TokenEndpoint, Uri? AuthorizeEndpoint, string Issuer, IReadOnlyList<string> Scopes, string? ClientId)
{
    /// <summary>Those of the scopes that the core knows; all where it does not say.</summary>
    public string Supported(params string[] scopes) => string.Join(' ', Scopes.Count == 0 ? scopes : scopes.Where(Scopes.Contains));
}

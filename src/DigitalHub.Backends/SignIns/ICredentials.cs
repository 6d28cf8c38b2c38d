using System.Net.Http.Headers;

namespace DigitalHub.Backends.SignIns;

/// <summary>
/// What a core's requests are signed with. Renews tokens before they end and after a 401. Safe to use from many requests at
/// once: one renewal serves all that wait for it.
/// </summary>
internal interface ICredentials
{
    /// <summary>The header for the next request; null for none. Signs in or renews first where that is due.</summary>
    /// <exception cref="ServerException"><c>AuthenticationFailed</c>, or what reaching the token endpoint failed with.</exception>
    ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellationToken);

    /// <summary>After a 401: gets other credentials than the refused ones, if there are any to get.</summary>
    /// <param name="refused">The header that the server refused.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether the request is worth repeating.</returns>
    ValueTask<bool> RenewAsync(AuthenticationHeaderValue? refused, CancellationToken cancellationToken);

    /// <summary>The user that the credentials name, as far as they do.</summary>
    string? User { get; }

    /// <summary>When the access token ends; null where there is none or where it does not say.</summary>
    DateTimeOffset? Expires { get; }

    /// <summary>The way of signing in for a person: <c>basic</c>, <c>access token</c>, <c>personal access token</c>, <c>client credentials</c>, <c>browser</c>, <c>none</c>.</summary>
    string Method { get; }
}

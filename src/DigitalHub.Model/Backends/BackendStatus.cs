namespace DigitalHub;

/// <summary>What is known of a backend.</summary>
/// <param name="User">The user as the backend knows him; null where it does not say.</param>
/// <param name="Version">The version of the server's software, or of the store's file format.</param>
/// <param name="ApiLevel">The server's API level, or that of the core that a local store is like; null for any other local store.</param>
/// <param name="Exists">Whether there is anything yet: false for a local store whose file was not made.</param>
internal sealed record BackendStatus(string? User, string? Version, int? ApiLevel, bool Exists)
{
    /// <summary>Where the user's name came from, for example <c>/api/auth</c>; null where there is no name.</summary>
    public string? UserSource { get; init; }

    /// <summary>Where the level came from: <c>/.well-known/configuration</c> the header <c>X-Api-Level</c>, or <c>-LikeCore</c>.</summary>
    public string? ApiLevelSource { get; init; }

    /// <summary>The version of the core that a local store is like; null for all others.</summary>
    public string? LikeVersion { get; init; }

    /// <summary>When the access token ends; null where there is none or where that is not known.</summary>
    public DateTimeOffset? TokenExpires { get; init; }

    /// <summary>The resource profiles that the server advertises (contract 9.6); empty where it advertises none, or was not asked.</summary>
    public IReadOnlyList<string> ResourceProfiles { get; init; } = [];
}

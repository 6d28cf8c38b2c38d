namespace DigitalHub.Backends.SignIns;

/// <summary>
/// An access token, what came with it, and how long it lives. A token that was issued to us is measured from the moment it
/// came, by what the server said it lives: a clock that is an hour off does not matter. One that was given (a variable, a
/// file) can only be compared with our clock, which is a reason to renew it early, never to refuse it.
/// </summary>
internal sealed class TokenSet
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    // What is said to live longer ends after the calendar does.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365_000);
    private readonly long _since;
    private readonly TimeSpan? _remaining;
    private readonly TimeSpan? _lifetime;

    private TokenSet(TimeProvider clock, Secret access, TokenClaims claims, TimeSpan? remaining, TimeSpan? lifetime, bool measured)
    {
        Access = access;
        User = claims.User;
        ClientId = claims.ClientId;
        IsMeasured = measured;
        _since = clock.GetTimestamp();
        _remaining = remaining;
        _lifetime = lifetime;
    }

    private TokenSet(TokenSet other, Secret refresh)
    {
        (Access, User, ClientId, IsMeasured) = (other.Access, other.User, other.ClientId, other.IsMeasured);
        (_since, _remaining, _lifetime) = (other._since, other._remaining, other._lifetime);
        (Refresh, Fields, Expires) = (refresh, other.Fields, other.Expires);
    }

    public Secret Access { get; }

    /// <summary>Works once (contract 0.29).</summary>
    public Secret? Refresh { get; init; }

    /// <summary>The fields of the answer as they came, by name, to share them with those who read the same file.</summary>
    public IReadOnlyDictionary<string, Secret> Fields { get; init; } = new Dictionary<string, Secret>();

    /// <summary>When it ends, for a person.</summary>
    public DateTimeOffset? Expires { get; private init; }

    public string? User { get; }

    /// <summary>The client that it was issued to.</summary>
    public string? ClientId { get; }

    /// <summary>Whether its life is known without comparing two clocks.</summary>
    public bool IsMeasured { get; }

    /// <summary>A token that was just issued to us.</summary>
    public static TokenSet Issued(TimeProvider clock, Secret access, TimeSpan? expiresIn, Secret? refresh, IReadOnlyDictionary<string, Secret> fields)
    {
        var claims = TokenClaims.Of(access);
        var lifetime = expiresIn ?? claims.Expires - claims.Issued;
        if (lifetime <= TimeSpan.Zero || lifetime > Longest) lifetime = null;
        return new TokenSet(clock, access, claims, lifetime, lifetime, measured: true)
        {
            Refresh = refresh,
            Fields = fields,
            Expires = clock.GetUtcNow() + lifetime ?? claims.Expires,
        };
    }

    /// <summary>A token from a variable, a parameter or a file.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="access">The token.</param>
    /// <param name="refresh">The refresh token.</param>
    /// <param name="expires">When it ends by this machine's clock, if somebody wrote that down.</param>
    public static TokenSet Given(TimeProvider clock, Secret access, Secret? refresh, DateTimeOffset? expires)
    {
        var claims = TokenClaims.Of(access);
        var lifetime = claims.Expires - claims.Issued;
        if (lifetime <= TimeSpan.Zero) lifetime = null;
        var ends = expires ?? claims.Expires;
        var remaining = ends - clock.GetUtcNow();
        // More than its whole life can't be left: our clock is behind.
        if (remaining > lifetime) remaining = lifetime;
        return new TokenSet(clock, access, claims, remaining, lifetime, measured: false) { Refresh = refresh, Expires = ends };
    }

    /// <summary>What is left of its life; null where that is not known.</summary>
    public TimeSpan? Remaining(TimeProvider clock) => _remaining - clock.GetElapsedTime(_since);

    /// <summary>Whether it ends so soon that it is time to renew it: within a minute, or a fifth of a short life.</summary>
    public bool IsDue(TimeProvider clock) => Remaining(clock) is { } left && left <= (_lifetime / 5 is { } fifth && fifth < Margin ? fifth : Margin);

    /// <summary>The same with another refresh token.</summary>
    public TokenSet With(Secret refresh) => new(this, refresh);

    public bool IsSameAs(TokenSet other) => Same(Access, other.Access) && Same(Refresh, other.Refresh);

    private static bool Same(Secret? one, Secret? other) => string.Equals(one?.Reveal(), other?.Reveal(), StringComparison.Ordinal);
}

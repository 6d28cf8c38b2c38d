using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Auth;

/// <summary>Issues, checks and revokes tokens (contract, section 9; <c>authentication-basic.json</c>, <c>authentication-oidc.json</c>).</summary>
public sealed class TokenService
{
    private const string Decoding = "An error occurred while attempting to decode the Jwt: ";

    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan PersonalLifetime = TimeSpan.FromDays(365);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AccessToken> _access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefreshToken> _refresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AuthorizationCode> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PersonalToken> _personal = new(StringComparer.Ordinal);
    private readonly List<string> _issued = [];
    private readonly FakeCoreOptions _options;
    private readonly UserDirectory _users;
    private readonly CoreClock _clock;
    private readonly Func<string> _issuer;

    internal TokenService(FakeCoreOptions options, UserDirectory users, CoreClock clock, Func<string> issuer)
    {
        _options = options;
        _users = users;
        _clock = clock;
        _issuer = issuer;
    }

    internal JwtWriter Jwt { get; } = new();

    /// <summary>Every token and code that was ever given out.</summary>
    public IReadOnlyList<string> Issued
    {
        get
        {
            lock (_gate)
            {
                return [.. _issued];
            }
        }
    }

    /// <summary>Makes all access tokens worthless, as a restart of core does.</summary>
    public void RevokeAccessTokens() => Clear(_access);

    /// <summary>Makes all refresh tokens worthless.</summary>
    public void RevokeRefreshTokens() => Clear(_refresh);

    /// <summary>Makes all personal access tokens worthless.</summary>
    public void RevokePersonalTokens() => Clear(_personal);

    /// <summary>Makes all tokens worthless.</summary>
    public void RevokeAll()
    {
        RevokeAccessTokens();
        RevokeRefreshTokens();
        RevokePersonalTokens();
    }

    /// <summary>An access token for a user, without the way through the HTTP interface.</summary>
    public string IssueAccessToken(string user) => Access(SignInOf(user, _options.EffectiveClientId, ["openid", "profile"])).Token;

    /// <summary>A refresh token for a user, as a sign-in with <c>offline_access</c> yields.</summary>
    public string IssueRefreshToken(string user) => Refresh(SignInOf(user, _options.EffectiveClientId, ["openid", "profile", "offline_access"]));

    /// <summary>A personal access token of a user; one with a lifetime in the past has expired.</summary>
    public string IssuePersonalToken(string user, TimeSpan? lifetime = null) =>
        Personal(user, _options.EffectiveClientId, "test", ["openid", "profile", "credentials"], "127.0.0.1", lifetime);

    internal SignIn SignInOf(string user, string client, IReadOnlyList<string> scopes) =>
        new(user, _users.Authorities(user), _users.Projects(user), client, scopes);

    internal (string Token, AccessToken Claims) Access(SignIn signIn, bool fromSignIn = true)
    {
        var now = _clock.Now;
        var claims = new AccessToken(signIn.User, signIn.Authorities, signIn.ClientId, JwtWriter.Opaque(), now, now + _options.AccessTokenLifetime)
        {
            Projects = signIn.Projects,
            FromSignIn = fromSignIn,
        };
        var token = Jwt.Write(claims, _issuer());
        lock (_gate)
        {
            _access[token] = claims;
            _issued.Add(token);
        }
        return (token, claims);
    }

    internal string Refresh(SignIn signIn)
    {
        var token = JwtWriter.Opaque();
        lock (_gate)
        {
            _refresh[token] = new RefreshToken(signIn, _clock.Now + _options.RefreshTokenLifetime);
            _issued.Add(token);
        }
        return token;
    }

    /// <summary>What a refresh token stands for. It is used up by that.</summary>
    internal SignIn? TakeRefresh(string token)
    {
        lock (_gate)
        {
            return _refresh.Remove(token, out var refresh) && refresh.Expires > _clock.Now ? refresh.SignIn : null;
        }
    }

    internal string Code(SignIn signIn, string redirectUri, string? challenge)
    {
        var code = JwtWriter.Opaque();
        lock (_gate)
        {
            _codes[code] = new AuthorizationCode(signIn, redirectUri, challenge, _clock.Now + CodeLifetime);
            _issued.Add(code);
        }
        return code;
    }

    /// <summary>What a code stands for. It is used up by that.</summary>
    internal AuthorizationCode? TakeCode(string code)
    {
        lock (_gate)
        {
            return _codes.Remove(code, out var found) && found.Expires > _clock.Now ? found : null;
        }
    }

    internal string Personal(string user, string client, string name, IReadOnlyList<string> scopes, string address, TimeSpan? lifetime = null)
    {
        var token = JwtWriter.Opaque();
        var now = _clock.Now;
        lock (_gate)
        {
            _personal[token] = new PersonalToken(
                Guid.NewGuid().ToString(), name, user, client, now, now + (lifetime ?? PersonalLifetime), scopes, address);
            _issued.Add(token);
        }
        return token;
    }

    internal PersonalToken? FindPersonal(string token)
    {
        lock (_gate)
        {
            return _personal.GetValueOrDefault(token);
        }
    }

    internal IReadOnlyList<PersonalToken> PersonalOf(string user)
    {
        lock (_gate)
        {
            return [.. _personal.Values.Where(token => token.User == user).OrderBy(token => token.Issued)];
        }
    }

    internal PersonalToken? PersonalById(string id)
    {
        lock (_gate)
        {
            return _personal.Values.FirstOrDefault(token => token.Id == id);
        }
    }

    internal void RemovePersonal(string id)
    {
        lock (_gate)
        {
            foreach (var token in _personal.Where(entry => entry.Value.Id == id).Select(entry => entry.Key).ToArray())
            {
                _personal.Remove(token);
            }
        }
    }

    internal AccessToken? FindAccess(string token)
    {
        lock (_gate)
        {
            return _access.GetValueOrDefault(token) is { } access && access.Expires + Leeway >= _clock.Now ? access : null;
        }
    }

    /// <summary>The caller behind a bearer token. Tokens live on for a minute after they expired.</summary>
    internal Principal Bearer(string token)
    {
        AccessToken? access;
        PersonalToken? personal;
        lock (_gate)
        {
            access = _access.GetValueOrDefault(token);
            personal = _personal.GetValueOrDefault(token);
        }
        if (access is not null)
        {
            if (access.Expires + Leeway < _clock.Now)
            {
                throw CoreError.InvalidToken($"{Decoding}Jwt expired at {Timestamps.Seconds(access.Expires)}");
            }
            return new Principal(access.Subject, [.. access.Authorities.Concat(_users.Authorities(access.Subject)).Distinct()], access.ClientId);
        }
        if (personal is not null && _options.DirectPat)
        {
            if (personal.Expires < _clock.Now)
            {
                throw CoreError.Boot(500);
            }
            return new Principal(personal.User, _users.Authorities(personal.User), personal.ClientId);
        }
        throw CoreError.InvalidToken(Decoding + (token.Count(letter => letter == '.') == 2 ? "Signed JWT rejected: Invalid signature" : "Malformed token"));
    }

    private void Clear<T>(Dictionary<string, T> tokens)
    {
        lock (_gate)
        {
            tokens.Clear();
        }
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.SignIns;

/// <summary>
/// Answers as a core does to everything about signing in (transcripts <c>authentication-basic</c>, <c>authentication-oidc</c>,
/// <c>discovery</c>): refresh tokens work once, access tokens are JWTs that live as long as told, by a clock of its own.
/// </summary>
internal sealed class StubCore : HttpMessageHandler
{
    /// <summary>Part of every secret, so that one in a text is found.</summary>
    public const string Marker = "MARKER5ecret";

    private readonly object _gate = new();
    private readonly HashSet<string> _refreshTokens = [];
    private readonly Dictionary<string, DateTimeOffset> _accessTokens = [];
    private int _issued;

    public StubCore(FakeTimeProvider? clock = null)
    {
        Clock = clock ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 15, 0, 0, TimeSpan.Zero));
        Options = new CoreOptions(new Uri("https://core.example.org/")) { Clock = Clock };
    }

    public FakeTimeProvider Clock { get; }

    public CoreOptions Options { get; set; }

    /// <summary>How far the server's clock is ahead of the client's.</summary>
    public TimeSpan Ahead { get; set; }

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>What the core takes for its own address.</summary>
    public string Self { get; set; } = "https://core.example.org";

    public bool AuthenticationOn { get; set; } = true;

    public bool GivesExpiresIn { get; set; } = true;

    public string PersonalToken { get; } = $"{Marker}pat";

    public string ClientSecret { get; } = $"{Marker}client";

    /// <summary>The authorization code that is taken, with the challenge that it belongs to.</summary>
    public (string Code, string Challenge)? Code { get; set; }

    /// <summary>Answers instead of the core, if it gives an answer; throws to break the connection.</summary>
    public Func<HttpRequestMessage, string, HttpResponseMessage?>? Instead { get; set; }

    /// <summary>Called when the core has done its work and its answer is about to go.</summary>
    public Action<HttpRequestMessage>? BeforeAnswer { get; set; }

    /// <summary>Waited for before the core acts.</summary>
    public Func<HttpRequestMessage, Task>? Before { get; set; }

    public List<(string Line, string Body)> Requests { get; } = [];

    public int Renewals => Requests.Count(request => request.Line.StartsWith("POST ", StringComparison.Ordinal));

    public HttpMessageInvoker Invoker() => new(this, disposeHandler: false);

    public string IssueRefresh()
    {
        lock (_gate)
        {
            var token = $"{Marker}r{++_issued}";
            _refreshTokens.Add(token);
            return token;
        }
    }

    public string IssueAccess(string user = "alice", string client = "cli")
    {
        lock (_gate)
        {
            var now = Clock.GetUtcNow() + Ahead;
            var payload = JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["sub"] = user,
                ["aud"] = "dhcore",
                ["iss"] = Self,
                ["preferred_username"] = user,
                ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
                ["iat"] = now.ToUnixTimeSeconds(),
                ["jti"] = $"{++_issued}",
                ["client_id"] = client,
            });
            var token = $"{Url("{\"kid\":\"k\",\"alg\":\"RS256\"}")}.{Url(payload)}.{Marker}{_issued}";
            _accessTokens[token] = now + Lifetime;
            return token;
        }
    }

    /// <summary>Whether the core takes this header.</summary>
    public bool Accepts(string? bearer)
    {
        lock (_gate) return bearer is not null && _accessTokens.TryGetValue(bearer, out var ends) && ends > Clock.GetUtcNow() + Ahead;
    }

    public void Revoke(string refresh)
    {
        lock (_gate) _refreshTokens.Remove(refresh);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_gate) Requests.Add(($"{request.Method} {request.RequestUri}", body));
        if (Before is not null) await Before(request).WaitAsync(cancellationToken);
        if (Instead?.Invoke(request, body) is { } other) return other;
        HttpResponseMessage answer;
        lock (_gate) answer = Answer(request, HttpUtility.ParseQueryString(body));
        BeforeAnswer?.Invoke(request);
        return answer;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, System.Collections.Specialized.NameValueCollection form) => (request.Method.Method, request.RequestUri!.AbsolutePath) switch
    {
        ("GET", "/.well-known/openid-configuration") when AuthenticationOn => Json(200, new Dictionary<string, object>
        {
            ["issuer"] = Self,
            ["token_endpoint"] = $"{Self}/auth/token",
            ["authorization_endpoint"] = $"{Self}/auth/authorize",
            ["jwks_uri"] = $"{Self}/auth/jwks",
            ["scopes_supported"] = (string[])["credentials", "openid", "offline_access", "profile"],
            ["response_types_supported"] = (string[])["code"],
        }),
        ("GET", "/.well-known/openid-configuration") => Json(500, Spring(500, "Internal Server Error", "/.well-known/openid-configuration")),
        ("GET", "/.well-known/configuration") => Json(200, new Dictionary<string, object>
        {
            ["dhcore_endpoint"] = Self,
            ["dhcore_client_id"] = "cli",
            ["oauth2_issuer"] = Self,
            ["oauth2_token_endpoint"] = $"{Self}/auth/token",
            ["oauth2_scopes_supported"] = (string[])["credentials", "openid", "offline_access", "profile"],
        }),
        ("POST", "/auth/token") => Token(form),
        var (_, path) => Json(404, Spring(404, "Not Found", path)),
    };

    private HttpResponseMessage Token(System.Collections.Specialized.NameValueCollection form) => form["grant_type"] switch
    {
        "refresh_token" when form["client_id"] is null => Refused("invalid or missing client_id"),
        "refresh_token" => _refreshTokens.Remove(form["refresh_token"]!) ? Granted(IssueRefresh()) : new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("Refresh token does not exist", Encoding.UTF8, "application/json") },
        "client_credentials" => form["client_secret"] == ClientSecret ? Granted(null, "robot") : Json(403, Spring(403, "Forbidden", "/auth/token")),
        "authorization_code" when form["code"] != Code?.Code => Refused("invalid request"),
        "authorization_code" => Url(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))) == Code?.Challenge ? Granted(IssueRefresh()) : Refused("invalid code verifier"),
        "urn:ietf:params:oauth:grant-type:token-exchange" => form["subject_token"] == PersonalToken && form["subject_token_type"] == "urn:ietf:params:oauth:token-type:pat" ? Granted(null) : Refused("invalid or missing subject_token"),
        _ => Refused("invalid or unsupported grant type"),
    };

    private HttpResponseMessage Granted(string? refresh, string user = "alice")
    {
        var access = IssueAccess(user);
        Dictionary<string, object> body = new() { ["token_type"] = "Bearer", ["access_token"] = access, ["id_token"] = access, ["client_id"] = "cli", ["issuer"] = Self, ["dh_projects"] = "alice-prj" };
        if (refresh is not null) body["refresh_token"] = refresh;
        if (GivesExpiresIn) body["expires_in"] = (long)Lifetime.TotalSeconds;
        return Json(200, body);
    }

    public static HttpResponseMessage Refused(string message) => Json(400, new Dictionary<string, object?> { ["status"] = 400, ["message"] = message, ["errorCode"] = null });

    public static HttpResponseMessage Json(int status, object body) =>
        new((HttpStatusCode)status) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };

    public static Dictionary<string, object> Spring(int status, string error, string path) =>
        new() { ["timestamp"] = "2026-11-24T14:39:40.400+00:00", ["status"] = status, ["error"] = error, ["path"] = path };

    private static string Url(string text) => Url(Encoding.UTF8.GetBytes(text));

    private static string Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Requests.Count} requests");
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Who am I, sign-in, user information and keys (contract, sections 9.3 and 9.4).</summary>
internal sealed class AuthRoutes(CoreServices core)
{
    private const int ShortestState = 5;

    private readonly TokenEndpoint _tokens = new(core);

    public IEnumerable<Route> Routes() =>
    [
        new("GET", "/api/auth", Permission.User, WhoAmI),
        new("POST", "/api/auth", Permission.User, WhoAmI),
        new("GET", "/auth/token", Permission.Public, request => _tokens.Answer(request, request.Query)),
        new("POST", "/auth/token", Permission.Public, request => _tokens.Answer(request, new Query(Encoding.UTF8.GetString(request.Body)))),
        new("GET", "/auth/authorize", Permission.Public, Authorize),
        new("GET", "/auth/userinfo", Permission.Public, UserInfo),
        new("GET", "/auth/jwks", Permission.Public, Keys),
    ];

    private Answer WhoAmI(CoreRequest request)
    {
        if (core.Options.Auth == AuthMode.Off)
        {
            return Answer.Empty with { Status = 500 };
        }
        return Answer.Plain(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("username", request.Principal.Name);
            writer.WriteStartArray("permissions");
            // An administrator by client credentials has both roles.
            foreach (var authority in request.Principal.Authorities.Prepend(Principal.User).Distinct())
            {
                writer.WriteStringValue(authority);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    // In place of the browser, its cookies and the upstream provider: whoever comes is signed in.
    private Answer Authorize(CoreRequest request)
    {
        if (core.Options.Auth != AuthMode.Oidc || core.Options.SignInUser is not { } user)
        {
            throw CoreError.Boot(403, ("Set-Cookie", $"JSESSIONID={Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}; Path=/; HttpOnly"));
        }
        var query = request.Query;
        var redirect = query["redirect_uri"];
        var state = query["state"];
        if (query["response_type"] != "code" || state is null || state.Length < ShortestState || query["client_id"] is not { } client)
        {
            throw CoreError.Project(400, "invalid request");
        }
        if (!Uri.TryCreate(redirect, UriKind.Absolute, out var target) || target.Scheme != Uri.UriSchemeHttp || target.Host != "localhost")
        {
            throw CoreError.Project(400, "invalid redirect_uri");
        }
        var code = core.Tokens.Code(
            core.Tokens.SignInOf(user, client, TokenEndpoint.Scopes(query["scope"])), redirect, query["code_challenge"]);
        var separator = redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var location = $"{redirect}{separator}code={code}&state={Uri.EscapeDataString(state)}&issuer={Uri.EscapeDataString(core.Endpoint)}";
        return Answer.Empty with { Status = 302, Headers = [("Location", location)] };
    }

    private Answer UserInfo(CoreRequest request)
    {
        if (core.Options.Auth != AuthMode.Oidc)
        {
            throw CoreError.Boot(403);
        }
        var header = request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : throw CoreError.Boot(403);
        core.Tokens.Bearer(token);
        var claims = core.Tokens.FindAccess(token) ?? throw CoreError.Boot(403);
        return Answer.Plain(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("sub", claims.Subject);
            writer.WriteString("iss", core.Endpoint);
            writer.WriteString("iat", Timestamps.Boot(claims.Issued));
            WriteList(writer, "aud", ["dhcore"]);
            writer.WriteString("jti", JwtWriter.Opaque());
            writer.WriteString("exp", Timestamps.Boot(claims.Expires));
            writer.WriteString("preferred_username", claims.Subject);
            WriteList(writer, "authorities", claims.Authorities);
            writer.WriteString("client_id", claims.ClientId);
            writer.WriteString("dh_projects", core.Users.Projects(claims.Subject));
            writer.WriteEndObject();
        });
    }

    private Answer Keys(CoreRequest request)
    {
        if (core.Options.Auth == AuthMode.Off)
        {
            throw CoreError.Boot(500);
        }
        return Answer.Plain(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys");
            writer.WriteStartObject();
            writer.WriteString("kty", "RSA");
            writer.WriteString("e", "AQAB");
            writer.WriteString("use", "sig");
            writer.WriteString("kid", core.Tokens.Jwt.KeyId);
            writer.WriteString("alg", "RS256");
            writer.WriteString("n", core.Tokens.Jwt.Modulus);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }
        writer.WriteEndArray();
    }
}

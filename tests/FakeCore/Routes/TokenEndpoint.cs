using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Hosting;

namespace DigitalHub.FakeCore.Routes;

/// <summary><c>/auth/token</c>: the grants and their errors (contract, section 9.3).</summary>
internal sealed class TokenEndpoint(CoreServices core)
{
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string PersonalType = "urn:ietf:params:oauth:token-type:pat";
    private const string AccessType = "urn:ietf:params:oauth:token-type:access_token";

    public static IReadOnlyList<string> Scopes(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? ["openid", "profile"];

    public Answer Answer(CoreRequest request, Query form)
    {
        if (core.Options.Auth == AuthMode.Off)
        {
            throw CoreError.Boot(500);
        }
        var client = Client(request, form);
        var scopes = Scopes(form["scope"]);
        if (scopes.Distinct().Count() < scopes.Count)
        {
            throw CoreError.Project(400, "invalid request");
        }
        return form["grant_type"] switch
        {
            "client_credentials" => ClientCredentials(client, scopes),
            "authorization_code" when core.Options.Auth == AuthMode.Oidc => Code(client, form),
            "refresh_token" => Refresh(client, form, scopes),
            TokenExchange => Exchange(client, form, scopes, request),
            _ => throw CoreError.Project(400, "invalid or unsupported grant type"),
        };
    }

    // The client's id, and whether it proved to be that client. A wrong secret is refused whatever the grant.
    private (string? Id, bool Proved) Client(CoreRequest request, Query form)
    {
        var (id, secret) = Authenticator.Basic(request.Headers.Authorization.ToString()) is var (name, password)
            ? (name, (string?)password)
            : (form["client_id"], form["client_secret"]);
        if (secret is null)
        {
            return (id, false);
        }
        return (id == core.Options.EffectiveClientId && secret == core.Options.EffectiveClientSecret)
            || (id is not null && core.Users.CheckPassword(id, secret))
            ? (id, true)
            : throw CoreError.Boot(403);
    }

    private Answer ClientCredentials((string? Id, bool Proved) client, IReadOnlyList<string> scopes)
    {
        if (!client.Proved)
        {
            throw CoreError.Boot(403);
        }
        var credentials = scopes.Contains("credentials");
        var projects = core.Users.Projects(client.Id!);
        var signIn = new SignIn(client.Id!, [Principal.Admin], credentials ? projects : null, client.Id!, scopes);
        return Tokens(signIn, credentials: credentials, fromSignIn: false);
    }

    private Answer Code((string? Id, bool Proved) client, Query form)
    {
        if (client.Id is null)
        {
            throw CoreError.Project(400, "invalid or missing client_id");
        }
        if (form["code"] is not { } text || core.Tokens.TakeCode(text) is not { } code
            || code.SignIn.ClientId != client.Id || code.RedirectUri != form["redirect_uri"])
        {
            throw CoreError.Project(400, "invalid request");
        }
        if (code.Challenge is { } challenge
            && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"] ?? ""))) != challenge)
        {
            throw CoreError.Project(400, "invalid code verifier");
        }
        var signIn = code.SignIn;
        return Tokens(
            signIn,
            credentials: signIn.Scopes.Contains("credentials"),
            refresh: signIn.Scopes.Contains("offline_access") ? core.Tokens.Refresh(signIn) : null);
    }

    // A refresh token works once and is followed by another.
    private Answer Refresh((string? Id, bool Proved) client, Query form, IReadOnlyList<string> scopes)
    {
        if (client.Id is null)
        {
            throw CoreError.Project(400, "invalid or missing client_id");
        }
        var signIn = form["refresh_token"] is { } token ? core.Tokens.TakeRefresh(token) : null;
        if (signIn is null || signIn.ClientId != client.Id)
        {
            throw CoreError.Text(400, "Refresh token does not exist");
        }
        // The authorities stay those of the sign-in; credentials are made anew when they are asked for.
        var credentials = scopes.Contains("credentials");
        signIn = credentials ? signIn with { Projects = core.Users.Projects(signIn.User) } : signIn;
        return Tokens(signIn, credentials, refresh: core.Tokens.Refresh(signIn));
    }

    private Answer Exchange((string? Id, bool Proved) client, Query form, IReadOnlyList<string> scopes, CoreRequest request)
    {
        var token = form["subject_token"] ?? throw CoreError.Project(400, "invalid or missing subject_token");
        if (form["subject_token_type"] == PersonalType)
        {
            if (core.Tokens.FindPersonal(token) is not { } personal || personal.Expires < request.Now)
            {
                throw CoreError.Project(400, "invalid or missing subject_token");
            }
            var credentials = scopes.Contains("credentials");
            var signIn = core.Tokens.SignInOf(personal.User, client.Id ?? personal.ClientId, scopes);
            return Tokens(signIn with { Projects = credentials ? signIn.Projects : null }, credentials, issuedType: AccessType, fromSignIn: false);
        }
        if (core.Tokens.FindAccess(token) is not { FromSignIn: true } access || form["requested_token_type"] != PersonalType)
        {
            throw CoreError.Project(400, "invalid or missing subject_token");
        }
        var made = core.Tokens.Personal(access.Subject, access.ClientId, "exchange", scopes, request.RemoteAddress);
        return PersonalTokenRoutes.Answer(made, access.ClientId, core.Endpoint, PersonalType);
    }

    private Answer Tokens(SignIn signIn, bool credentials, string? refresh = null, string? issuedType = null, bool fromSignIn = true)
    {
        var (token, claims) = core.Tokens.Access(signIn, fromSignIn);
        return Hosting.Answer.Plain(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("token_type", "Bearer");
            writer.WriteString("access_token", token);
            writer.WriteString("id_token", token);
            if (refresh is not null)
            {
                writer.WriteString("refresh_token", refresh);
            }
            writer.WriteNumber("expires_in", (long)(claims.Expires - claims.Issued).TotalSeconds);
            writer.WriteString("client_id", signIn.ClientId);
            writer.WriteString("issuer", core.Endpoint);
            if (issuedType is not null)
            {
                writer.WriteString("issued_token_type", issuedType);
            }
            if (credentials)
            {
                writer.WriteString("container_registry_password", "");
                writer.WriteString("container_registry_username", "");
                writer.WriteString("dh_projects", signIn.Projects);
            }
            writer.WriteEndObject();
        });
    }
}

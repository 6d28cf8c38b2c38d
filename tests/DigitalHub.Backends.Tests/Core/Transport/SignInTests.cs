using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>401 and 403 (contract 5.3, 0.18; transcripts authentication-basic, authentication-oidc) and who we are.</summary>
public sealed class SignInTests
{
    private const string BasicConfiguration = """{"dhcore_api_level":"15","dhcore_version":"0.15.1","dhcore_authentication_methods":["basic","oidc"]}""";

    private static readonly StubStep Refused = Steps.Answer(401, null, string.Empty, "WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"An error occurred while attempting to decode the Jwt: Malformed token\"");

    private static readonly StubStep Forbidden = Steps.Boot(403);

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_refused_token_is_renewed_once_whatever_the_method(string method)
    {
        await using var server = new StubServer(Refused, Steps.Json(Steps.Ok));
        var credentials = new FakeCredentials("old-token", "new-token");
        await using var transport = Lab.Open(server.Endpoint, credentials: credentials);
        await transport.SendAsync(method switch { "GET" => Lab.Get, "POST" => Lab.Post, _ => Lab.Delete }, CancellationToken.None);
        Assert.Equal(["Bearer old-token", "Bearer new-token"], server.Requests.Select(request => request.Header("Authorization")));
        Assert.Equal(1, credentials.Renewals);
    }

    [Fact]
    public async Task A_second_refusal_ends_it()
    {
        await using var server = new StubServer(Refused, Refused, Steps.Json(BasicConfiguration));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("old-token", "new-token", "third-token"));
        var error = await Lab.FailsAsync(transport, Lab.Post, "AuthenticationFailed");
        Assert.Equal(ErrorKind.AuthenticationError, error.Kind);
        Assert.Equal(401, error.StatusCode);
        Assert.False(error.AnswerLost);
        Assert.Contains("refuses the access token", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Credential <user>, or -Interactive", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["POST", "POST", "GET"], server.Requests.Select(request => request.Method));
        Assert.Null(server.Requests[2].Header("Authorization"));
    }

    [Fact]
    public async Task No_other_token_to_get_ends_it_at_once()
    {
        await using var server = new StubServer(Refused, Steps.Boot(404, "Not Found"));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("only-token"));
        await Lab.FailsAsync(transport, Lab.Get, "AuthenticationFailed");
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Credentials_that_are_not_to_be_had_now_are_waited_for()
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok));
        var asked = 0;
        var credentials = new FakeCredentials("token") { Before = _ => ++asked < 3 ? throw new ServerException("ServerUnavailable", ErrorKind.ResourceUnavailable, "Not now.") : Task.CompletedTask };
        await using var transport = Lab.Open(server.Endpoint, credentials: credentials);
        await transport.SendAsync(Lab.Post, CancellationToken.None);
        Assert.Equal(3, asked);
        Assert.Single(server.Requests);

        await using var never = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token") { Before = _ => throw new ServerException("ServerUnavailable", ErrorKind.ResourceUnavailable, "Not now.") });
        Assert.Equal("Not now.", (await Lab.FailsAsync(never, Lab.Post, "ServerUnavailable")).Message);
    }

    [Fact]
    public async Task The_real_credentials_sign_and_renew()
    {
        const string Fresh = """{"token_type":"Bearer","access_token":"fresh-token","expires_in":28800,"refresh_token":"next-refresh"}""";
        await using var server = new StubServer((connection, request) => request.Target switch
        {
            "/.well-known/openid-configuration" => Steps.Json($$"""{"issuer":"http://{{request.Header("Host")}}","token_endpoint":"http://{{request.Header("Host")}}/auth/token"}""")(connection, request),
            "/.well-known/configuration" => Steps.Json("""{"dhcore_client_id":"cli","dhcore_api_level":"15"}""")(connection, request),
            "/auth/token" => Steps.Json(Fresh)(connection, request),
            _ when request.Header("Authorization") == "Bearer fresh-token" => Steps.Json(Steps.Ok)(connection, request),
            _ => Refused(connection, request),
        });
        await using var transport = new CoreTransport(new CoreOptions(server.Endpoint) { SignIn = new TokenSignIn(new Secret("stale-token"), new Secret("refresh-1")) { Source = "test" } });
        await transport.SendAsync(Lab.Post, CancellationToken.None);
        Assert.Equal(2, server.Requests.Count(request => request.Target == Lab.Post.Path));
        var token = Assert.Single(server.Requests, request => request.Target == "/auth/token");
        Assert.Contains("refresh-1", token.Text, StringComparison.Ordinal);
        Assert.StartsWith("DigitalHub-PowerShell/", token.Header("User-Agent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forbidden_without_credentials_is_not_signed_in()
    {
        await using var server = new StubServer(Forbidden, Steps.Json(BasicConfiguration));
        await using var transport = Lab.Open(server.Endpoint);
        var error = await Lab.FailsAsync(transport, Lab.Get, "AuthenticationFailed");
        Assert.Equal(403, error.StatusCode);
        Assert.Contains("no credentials were given", error.Message, StringComparison.Ordinal);
        Assert.Equal($"Sign in with Connect-DhBackend {server.Endpoint.ToString().TrimEnd('/')} -Credential <user>, or -Interactive for the browser.", error.RecommendedAction);
    }

    [Fact]
    public async Task Forbidden_with_a_wrong_password_is_not_signed_in()
    {
        await using var server = new StubServer(Forbidden, Forbidden, Steps.Json(BasicConfiguration));
        await using var transport = Basic(server);
        var error = await Lab.FailsAsync(transport, Lab.Get, "AuthenticationFailed");
        Assert.Contains("refuses the password of user 'ada'", error.Message, StringComparison.Ordinal);
        Assert.Contains("DHCORE_USER", error.RecommendedAction, StringComparison.Ordinal);
        // What was just refused is not recommended.
        Assert.DoesNotContain("-Credential", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["/api/v1/-/demo/runs/r1", "/api/auth", "/.well-known/configuration"], server.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task Forbidden_with_the_right_password_is_not_allowed()
    {
        await using var server = new StubServer(Forbidden, Steps.Json("""{"username":"ada","permissions":["ROLE_USER"]}"""));
        await using var transport = Basic(server);
        var error = await Lab.FailsAsync(transport, Lab.Get, "AccessDenied");
        Assert.Equal(ErrorKind.PermissionDenied, error.Kind);
        Assert.Equal("User 'ada' may not do this in project 'demo'.", error.Message);
    }

    [Fact]
    public async Task A_good_answer_vouches_for_the_password()
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok), Forbidden);
        await using var transport = Basic(server);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        await Lab.FailsAsync(transport, Lab.Get, "AccessDenied");
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Forbidden_with_a_token_is_not_allowed()
    {
        await using var server = new StubServer(Forbidden);
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token"));
        var error = await Lab.FailsAsync(transport, new CoreRequest(HttpMethod.Get, "/api/v1/runs"), "AccessDenied");
        Assert.Equal("You may not do this: GET /api/v1/runs.", error.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Who_we_are()
    {
        await using var server = new StubServer(Steps.Json("""{"username":"ada","permissions":["ROLE_USER","demo:ROLE_ADMIN","other:ROLE_USER"]}"""));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token") { User = "token's user", Expires = DateTimeOffset.UnixEpoch });
        Assert.Null(transport.Known);
        var identity = await transport.IdentityAsync(CancellationToken.None);
        Assert.Equal("ada", identity.User);
        Assert.False(identity.IsAdministrator);
        Assert.Equal(["demo", "other"], identity.Projects);
        Assert.Equal(("ada", "/api/auth", DateTimeOffset.UnixEpoch), (transport.Known?.User, transport.Known?.UserSource, transport.Known?.TokenExpires));
    }

    [Fact]
    public async Task Authentication_that_is_off_is_nobody_with_all_rights()
    {
        await using var server = new StubServer(Steps.Answer(500, null, string.Empty));
        await using var transport = Lab.Open(server.Endpoint);
        var identity = await transport.IdentityAsync(CancellationToken.None);
        Assert.Equal(new CoreIdentity(null, null), identity);
        Assert.True(identity.IsAdministrator);
    }

    [Fact]
    public async Task A_core_that_cannot_tell_leaves_the_users_name_to_the_credentials()
    {
        await using var server = new StubServer(Steps.Boot(404, "Not Found"));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token") { User = "ada" }, with: options => options with { SignIn = new TokenSignIn(new Secret("token")) { Source = "DHCORE_ACCESS_TOKEN" } });
        Assert.Equal(new CoreIdentity("ada", null), await transport.IdentityAsync(CancellationToken.None));
        Assert.Equal(("ada", "DHCORE_ACCESS_TOKEN"), (transport.Known?.User, transport.Known?.UserSource));
    }

    [Theory]
    [InlineData(403, "AuthenticationFailed")]
    [InlineData(500, "ServerError")]
    public async Task Who_we_are_may_be_refused(int status, string errorId)
    {
        await using var server = new StubServer(Steps.Boot(status), Steps.Json(BasicConfiguration));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token"));
        var error = await Assert.ThrowsAsync<ServerException>(async () => await transport.IdentityAsync(CancellationToken.None));
        Assert.Equal(errorId, error.ErrorId);
    }

    private static CoreTransport Basic(StubServer server) => Lab.Open(
        server.Endpoint,
        credentials: new FakeCredentials("YWRhOmh1c2g=") { Scheme = "Basic", User = "ada" },
        with: options => options with { SignIn = new PasswordSignIn("ada", new Secret("hush-hush")) { Source = "DHCORE_USER" } });
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Auth;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.FakeCore.Tests.Server;

public sealed class AuthenticationTests
{
    private const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string Pat = "urn:ietf:params:oauth:token-type:pat";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_refresh_token_works_once_and_is_followed_by_another()
    {
        await using var core = await StartAsync();
        using var client = new Client(core);
        var first = core.Tokens.IssueRefreshToken("alice");

        var (status, tokens) = await RefreshAsync(client, first);
        Assert.Equal(200, status);
        var second = (string)tokens!["refresh_token"]!;
        Assert.NotEqual(first, second);

        Assert.Equal(400, (await RefreshAsync(client, first)).Status);
        Assert.Equal(200, (await RefreshAsync(client, second)).Status);
    }

    [Fact]
    public async Task An_access_token_is_taken_for_a_minute_after_it_expired()
    {
        await using var core = await StartAsync(new() { AccessTokenLifetime = TimeSpan.FromMinutes(5) });
        using var client = new Client(core, core.Tokens.IssueAccessToken("alice"));

        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Get, "/api/auth")).Status);
        _clock.Advance(TimeSpan.FromSeconds(1));

        using var response = await client.Http.GetAsync("/api/auth");
        Assert.Equal(401, (int)response.StatusCode);
        Assert.Contains("Jwt expired at 2026-11-25T12:05:00Z", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Revoked_tokens_are_worth_nothing()
    {
        await using var core = await StartAsync();
        using var client = new Client(core, core.Tokens.IssueAccessToken("alice"));
        var refresh = core.Tokens.IssueRefreshToken("alice");
        core.Tokens.RevokeAll();

        using var response = await client.Http.GetAsync("/api/auth");
        Assert.Equal(401, (int)response.StatusCode);
        Assert.Contains("Invalid signature", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(400, (await RefreshAsync(client, refresh)).Status);
    }

    [Fact]
    public async Task A_personal_token_may_have_to_be_exchanged()
    {
        await using var core = await StartAsync(new() { DirectPat = false });
        var personal = core.Tokens.IssuePersonalToken("alice");
        using var direct = new Client(core, personal);
        Assert.Equal(401, (await direct.SendAsync(HttpMethod.Get, "/api/auth")).Status);

        using var plain = new Client(core);
        var (status, tokens) = await plain.SendAsync(
            HttpMethod.Post, "/auth/token", Client.Form(("grant_type", Exchange), ("subject_token", personal), ("subject_token_type", Pat)));
        Assert.Equal(200, status);
        Assert.Null(tokens!["refresh_token"]);

        using var exchanged = new Client(core, (string)tokens["access_token"]!);
        Assert.Equal("alice", (string)(await exchanged.GetAsync("/api/auth"))["username"]!);
    }

    [Fact]
    public async Task An_expired_personal_token_breaks_core()
    {
        await using var core = await StartAsync();
        using var client = new Client(core, core.Tokens.IssuePersonalToken("alice", TimeSpan.FromDays(1)));
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(500, (await client.SendAsync(HttpMethod.Get, "/api/auth")).Status);
    }

    [Fact]
    public async Task An_access_token_of_a_sign_in_is_exchanged_for_a_personal_one()
    {
        await using var core = await StartAsync();
        using var client = new Client(core);
        var (status, tokens) = await client.SendAsync(HttpMethod.Post, "/auth/token", Client.Form(
            ("grant_type", Exchange), ("client_id", "cli"), ("subject_token", core.Tokens.IssueAccessToken("alice")), ("requested_token_type", Pat)));

        Assert.Equal(200, status);
        Assert.Equal(27, ((string)tokens!["access_token"]!).Length);
    }

    [Fact]
    public async Task Personal_tokens_are_listed_and_removed_by_their_owner()
    {
        await using var core = await StartAsync();
        core.Tokens.IssuePersonalToken("bob");
        using var client = new Client(core, core.Tokens.IssuePersonalToken("alice"));

        var token = Assert.Single((await client.GetAsync("/api/v1/tokens/personal"))["content"]!.AsArray())!;
        Assert.Null(token["access_token"]);
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Get, $"/api/v1/tokens/personal/{token["id"]}")).Status);
        Assert.Equal(404, (await client.SendAsync(HttpMethod.Get, "/api/v1/tokens/personal/nope")).Status);
        Assert.Equal(200, (await client.DeleteAsync($"/api/v1/tokens/personal/{token["id"]}")).Status);
        Assert.Equal(401, (await client.SendAsync(HttpMethod.Get, "/api/auth")).Status);
    }

    [Fact]
    public async Task Roles_follow_from_projects_and_shares()
    {
        await using var core = await StartAsync();
        core.Seed("lab", 1, new() { User = "alice" });
        using var alice = new Client(core, core.Tokens.IssueAccessToken("alice"));
        using var bob = new Client(core, core.Tokens.IssueAccessToken("bob"));

        Assert.Equal(200, (await alice.SendAsync(HttpMethod.Get, "/api/v1/-/lab/runs")).Status);
        Assert.Equal(403, (await bob.SendAsync(HttpMethod.Get, "/api/v1/-/lab/runs")).Status);
        Assert.Equal(403, (await bob.SendAsync(HttpMethod.Post, "/api/v1/projects/lab/share?user=bob")).Status);
        Assert.Equal(403, (await alice.SendAsync(HttpMethod.Get, "/api/v1/runs")).Status);

        Assert.Equal(200, (await alice.SendAsync(HttpMethod.Post, "/api/v1/projects/lab/share?user=bob")).Status);
        Assert.Equal(200, (await bob.SendAsync(HttpMethod.Get, "/api/v1/-/lab/runs")).Status);
        Assert.Equal(403, (await bob.DeleteAsync("/api/v1/projects/lab")).Status);

        var share = (await alice.GetAsync("/api/v1/projects/lab/share"))[0]!;
        Assert.Equal(200, (await alice.DeleteAsync($"/api/v1/projects/lab/share?id={share["id"]}")).Status);
        Assert.Equal(403, (await bob.SendAsync(HttpMethod.Get, "/api/v1/-/lab/runs")).Status);
    }

    [Fact]
    public async Task Configured_users_have_passwords_and_roles()
    {
        await using var core = await StartAsync(new()
        {
            Auth = AuthMode.Basic,
            Users = [new FakeUser("carol", "pw") { Authorities = ["demo:ROLE_USER"] }],
        });
        core.Seed("demo", 1);
        core.Seed("other", 1, new() { Prefix = "o-" });
        using var client = new Client(core);
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Client.Basic("carol", "pw"));

        Assert.Equal(200, (await client.SendAsync(HttpMethod.Get, "/api/v1/-/demo/runs")).Status);
        Assert.Equal(403, (await client.SendAsync(HttpMethod.Get, "/api/v1/-/other/runs")).Status);
        Assert.Equal(404, (await client.SendAsync(HttpMethod.Get, "/api/v1/nowhere")).Status);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/callback", "state12345")]
    [InlineData("https://example.test/callback", "state12345")]
    [InlineData("http://localhost:1/callback", "abcd")]
    public async Task Sign_in_wants_a_local_address_and_a_long_state(string redirect, string state)
    {
        await using var core = await StartAsync();
        using var client = new Client(core);

        var target = $"/auth/authorize?response_type=code&client_id=cli&redirect_uri={Uri.EscapeDataString(redirect)}&state={state}";
        Assert.Equal(400, (await client.SendAsync(HttpMethod.Get, target)).Status);
    }

    private Task<FakeCoreServer> StartAsync(FakeCoreOptions? options = null)
    {
        options ??= new FakeCoreOptions();
        return FakeCoreServer.StartAsync(options with { Auth = options.Auth == AuthMode.Off ? AuthMode.Oidc : options.Auth, Clock = _clock });
    }

    private static Task<(int Status, JsonNode? Body)> RefreshAsync(Client client, string token) => client.SendAsync(
        HttpMethod.Post, "/auth/token", Client.Form(("grant_type", "refresh_token"), ("client_id", "cli"), ("refresh_token", token)));
}

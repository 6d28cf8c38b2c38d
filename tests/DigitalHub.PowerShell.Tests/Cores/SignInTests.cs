using System.Runtime.Versioning;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>What becomes of a session when its tokens end.</summary>
[UnsupportedOSPlatform("windows")]
[Collection(nameof(Alone))]
public sealed class SignInTests : IDisposable
{
    private readonly CleanEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    internal static FakeCoreOptions Oidc => new() { Auth = AuthMode.Oidc, Users = [new FakeUser("alice", Admin: true)], Kubernetes = new KubernetesOptions() };

    [Fact]
    public async Task A_token_that_is_refused_in_the_middle_of_a_list_is_renewed_and_nothing_is_missing()
    {
        await using var core = await FakeCoreServer.StartAsync(Oidc);
        core.Seed("demo", 5000);
        WriteProfile(core, _environment.Ini);
        using var shell = Shell.Bare();
        shell.Set("revoke", new Action(core.Tokens.RevokeAccessTokens));
        shell.Run("Connect-DhBackend -Profile lab; Set-DhProject demo");

        // The second time only after a page that was asked for after the first: a token that is refused as soon as it was renewed is an error.
        var ids = shell.Run("$n = 0; Get-DhRun | ForEach-Object { if (++$n -in 500, 3500) { $revoke.Invoke() }; $_.Id }").Select(id => (string)id.BaseObject);

        Assert.Equal(Enumerable.Range(0, 5000).Reverse().Select(i => $"run-{i:D6}"), ids);
        Assert.Contains(core.Requests.Matching("GET", "/runs"), request => request.Status == 401);
        Assert.InRange(core.Requests.Matching("POST", "/auth/token").Count, 1, 2);
        Assert.Single(shell.Run("Get-DhRun -First 1"));
    }

    [Fact]
    public async Task Many_requests_that_are_refused_at_once_renew_once()
    {
        await using var core = await FakeCoreServer.StartAsync(Oidc);
        core.Seed("demo", 200);
        WriteProfile(core, _environment.Ini);
        using var shell = Shell.Bare();
        shell.Run("Connect-DhBackend -Profile lab; Set-DhProject demo; $ids = (Get-DhRun).Id");
        core.Tokens.RevokeAccessTokens();

        Assert.Equal(200, shell.Run("$ids | Get-DhRun -ThrottleLimit 32").Count);

        Assert.Single(core.Requests.Matching("POST", "/auth/token"));
        Assert.DoesNotContain(core.Requests.Matching("POST", "/auth/token"), request => request.Status != 200);
    }

    [Fact]
    public async Task A_personal_access_token_is_exchanged_where_it_is_not_taken_as_it_is()
    {
        await using var core = await FakeCoreServer.StartAsync(Oidc with { DirectPat = false });
        using var shell = With("token", core.Tokens.IssuePersonalToken("alice"));

        Assert.Equal("alice", shell.Run($"(Connect-DhBackend {core.Endpoint} -PersonalAccessToken $token -PassThru).User").Single().BaseObject);

        Assert.Single(core.Requests.Matching("POST", "/auth/token"));
    }

    [Fact]
    public async Task A_personal_access_token_that_has_ended_is_said_to_have_though_the_core_fails_on_it()
    {
        await using var core = await FakeCoreServer.StartAsync(Oidc);
        using var shell = With("token", core.Tokens.IssuePersonalToken("alice", TimeSpan.FromDays(-1)));

        var error = shell.Fail($"Connect-DhBackend {core.Endpoint} -PersonalAccessToken $token");

        Assert.Equal("AuthenticationFailed", error.Id());
        Assert.Contains("personal access token", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-DhBackend", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    private static Shell With(string name, object value)
    {
        var shell = Shell.Bare();
        shell.Set(name, value);
        return shell;
    }

    /// <summary>Writes the profile <c>lab</c> of a core, whose owner is signed in.</summary>
    internal static void WriteProfile(FakeCoreServer core, string ini)
    {
        File.WriteAllText(
            ini,
            $"# kept as it is\n[lab]\ndhcore_endpoint = {core.Endpoint}\nforeign = 1\ndhcore_client_id = cli\ndhcore_access_token = {core.Tokens.IssueAccessToken("alice")}\ndhcore_refresh_token = {core.Tokens.IssueRefreshToken("alice")}\n");
        File.SetUnixFileMode(ini, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}

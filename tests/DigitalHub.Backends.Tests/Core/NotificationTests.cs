using System.Text;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Watching;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Faults;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Watching by a core's notifications, and without them.</summary>
public sealed class NotificationTests
{
    private static readonly FakeCoreOptions Basic = new() { Auth = AuthMode.Basic, Users = [new FakeUser("alice", "wonder") { Authorities = ["demo:ROLE_USER"] }] };

    private static readonly SignIn Admin = new PasswordSignIn("admin", new Secret("secret"));

    [Fact]
    public async Task Changes_come_without_being_asked_for()
    {
        await using var on = await OpenAsync(Basic, Admin);
        await using var watch = await Watch.BeginAsync(on.Scope);
        Assert.EndsWith("by notifications.", watch.How, StringComparison.Ordinal);

        on.Core.Seed("second", 1, new() { Prefix = "x" });
        on.Core.Seed("demo", 1, new() { Prefix = "new" });

        Assert.StartsWith("CREATE  ", await watch.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, on.Core.NotificationSubscriptions);
        Assert.Single(on.Core.Requests.Matching("GET", "^/ws"));
        Assert.Empty(watch.Warnings);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told_what_was_missed_is_found_and_it_is_opened_again()
    {
        await using var on = await OpenAsync(Basic, Admin);
        await using var watch = await Watch.BeginAsync(on.Scope);

        on.Core.DropNotifications();
        await Watch.UntilAsync(() => on.Core.NotificationConnections == 0 || on.Core.Requests.Matching("GET", "^/ws").Count > 1);
        on.Core.Seed("demo", 1, new() { Prefix = "gap", States = ["CREATED"] });
        Assert.Equal("CREATE  CREATED gap000000", await watch.NextAsync());
        await Watch.UntilAsync(() => on.Core.NotificationSubscriptions == 1);
        on.Core.Store.Remove(DigitalHub.FakeCore.Model.EntityType.Run, "gap000000");

        Assert.Equal("DELETE CREATED DELETED gap000000", await watch.NextAsync());
        Assert.Contains("interrupted", Assert.Single(watch.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\n\n\0", "no STOMP")]
    [InlineData("ERROR\nmessage:secret is out\n\n\0", "(secret) is out")]
    public async Task What_makes_no_sense_or_ends_it_is_told(string frame, string said)
    {
        await using var on = await OpenAsync(Basic, Admin);
        await using var watch = await Watch.BeginAsync(on.Scope);

        on.Core.SendToNotified(Encoding.UTF8.GetBytes(frame));
        await Watch.UntilAsync(() => on.Core.Requests.Matching("GET", "^/ws").Count > 1);

        Assert.Contains(said, Assert.Single(watch.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain("secret is", watch.Warnings.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notice_that_can_not_be_read_is_passed_over()
    {
        await using var on = await OpenAsync(Basic, Admin);
        await using var watch = await Watch.BeginAsync(on.Scope);

        on.Core.SendToNotified([.. "\n\nRECEIPT\nreceipt-id:1\n\n\0MESSAGE\n\nnonsense\0"u8]);
        on.Core.Seed("demo", 1, new() { Prefix = "new", States = ["CREATED"] });

        Assert.Equal("CREATE  CREATED new000000", await watch.NextAsync());
        Assert.Empty(watch.Warnings);
        Assert.Contains(watch.Said, notice => notice.Text.Contains("passed over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Own_runs_come_from_the_users_own_queue()
    {
        await using var on = await OpenAsync(Basic, new PasswordSignIn("alice", new Secret("wonder")));
        await using var watch = await Watch.BeginAsync(on.Scope with { Own = "alice" });

        on.Core.Seed("demo", 1, new() { Prefix = "theirs", User = "admin" });
        on.Core.Seed("demo", 1, new() { Prefix = "mine", User = "alice", States = ["CREATED"] });

        Assert.Equal("CREATE  CREATED mine000000", await watch.NextAsync());
    }

    [Fact]
    public async Task Of_all_projects_a_user_is_shown_his_own()
    {
        await using var on = await OpenAsync(Basic, new PasswordSignIn("alice", new Secret("wonder")));
        await using var watch = await Watch.BeginAsync(on.Scope with { Project = null });

        on.Core.Seed("second", 1, new() { Prefix = "theirs" });
        on.Core.Seed("demo", 1, new() { Prefix = "mine", States = ["CREATED"] });

        Assert.Equal("CREATE  CREATED mine000000", await watch.NextAsync());
    }

    [Fact]
    public async Task A_token_that_has_ended_is_renewed_when_the_connection_is_opened_again()
    {
        await using var on = await OpenAsync(new FakeCoreOptions { Auth = AuthMode.Oidc, ClientSecret = "pw" }, new ClientSignIn("cli", new Secret("pw")));
        await using var watch = await Watch.BeginAsync(on.Scope);
        Assert.EndsWith("by notifications.", watch.How, StringComparison.Ordinal);

        on.Core.Tokens.RevokeAccessTokens();
        on.Core.DropNotifications();
        await Watch.UntilAsync(() => on.Core.Requests.Matching("GET", "^/ws").Count > 1 && on.Core.NotificationSubscriptions == 1);
        on.Core.Seed("demo", 1, new() { Prefix = "new", States = ["CREATED"] });

        Assert.Equal("CREATE  CREATED new000000", await watch.NextAsync());
    }

    [Theory]
    [InlineData(AuthMode.Off, 15, "")]
    [InlineData(AuthMode.Basic, 13, "")]
    [InlineData(AuthMode.Oidc, 15, "personal")]
    [InlineData(AuthMode.Basic, 15, "404")]
    [InlineData(AuthMode.Basic, 15, "302")]
    public async Task Where_there_are_none_is_asked_again_and_again(AuthMode mode, int level, string why)
    {
        await using var core = await FakeCoreServer.StartAsync(Basic with { Auth = mode, Level = level });
        core.Seed("demo", 2);
        if (why.Length == 3) core.Faults.Add(new Fault(why == "302" ? FaultKind.Redirect : FaultKind.Status) { Path = "^/ws", StatusCode = 404, Times = int.MaxValue });
        var signIn = mode == AuthMode.Off ? new NoSignIn() : why == "personal" ? new PersonalTokenSignIn(new Secret(core.Tokens.IssuePersonalToken("admin"))) : Admin;
        await using var backend = new CoreBackend(new CoreTransport(new CoreOptions(core.Endpoint) { SignIn = signIn }));
        await using var watch = await Watch.BeginAsync(new RunScope(new Session(backend, BackendType.Core, "core", core.Endpoint.ToString()), "demo"));
        Assert.EndsWith("by asking again and again.", watch.How, StringComparison.Ordinal);

        core.Seed("demo", 1, new() { Prefix = "new", States = ["CREATED"] });

        Assert.Equal("CREATE  CREATED new000000", await watch.NextAsync());
        Assert.Equal(why.Length == 3 ? 1 : 0, core.Requests.Matching("GET", "^/ws").Count);
    }

    [Fact]
    public async Task A_server_that_gives_none_now_is_asked_later()
    {
        await using var core = await FakeCoreServer.StartAsync(Basic);
        core.Seed("demo", 1);
        core.Faults.Add(Fault.Status(503) with { Path = "^/ws" });
        await using var backend = new CoreBackend(new CoreTransport(new CoreOptions(core.Endpoint) { SignIn = Admin }));
        await using var watch = await Watch.BeginAsync(new RunScope(new Session(backend, BackendType.Core, "core", core.Endpoint.ToString()), "demo"));
        Assert.EndsWith("by asking again and again.", watch.How, StringComparison.Ordinal);

        await Watch.UntilAsync(() => core.NotificationSubscriptions == 1);
        core.Seed("demo", 1, new() { Prefix = "new", States = ["CREATED"] });

        Assert.Equal("CREATE  CREATED new000000", await watch.NextAsync());
        Assert.Empty(watch.Warnings);
    }

    [Fact]
    public async Task A_session_that_is_disconnected_ends_the_watch()
    {
        await using var on = await OpenAsync(Basic, Admin);
        await using var watch = await Watch.BeginAsync(on.Scope);

        await on.Scope.Session.CloseAsync();

        Assert.Equal("ConnectionFailed", (await Assert.ThrowsAsync<ServerException>(() => watch.Ended.WaitAsync(Patience.Long))).ErrorId);
    }

    [Fact]
    public async Task A_watch_that_is_stopped_leaves_nothing_behind()
    {
        await using var on = await OpenAsync(Basic, Admin);
        var watch = await Watch.BeginAsync(on.Scope);

        await watch.DisposeAsync();

        await Watch.UntilAsync(() => on.Core.NotificationConnections == 0);
    }

    private static async Task<Watched> OpenAsync(FakeCoreOptions options, SignIn signIn)
    {
        var core = await FakeCoreServer.StartAsync(options);
        core.Seed("demo", 2);
        core.Seed("second", 1, new() { Prefix = "s" });
        var session = new Session(new CoreBackend(new CoreTransport(new CoreOptions(core.Endpoint) { SignIn = signIn })), BackendType.Core, "core", core.Endpoint.ToString());
        return new Watched(core, new RunScope(session, "demo"));
    }

    private sealed record Watched(FakeCoreServer Core, RunScope Scope) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Scope.Session.CloseAsync();
            await Core.DisposeAsync();
        }
    }
}

using DigitalHub.FakeCore.Auth;

namespace DigitalHub.FakeCore.Tests.Server;

/// <summary>Who is notified, and what breaks.</summary>
public sealed class NotificationTests
{
    [Theory]
    [InlineData(AuthMode.Off, "basic", false)]
    [InlineData(AuthMode.Basic, "basic", true)]
    [InlineData(AuthMode.Basic, "access", false)]
    [InlineData(AuthMode.Oidc, "access", true)]
    [InlineData(AuthMode.Oidc, "personal", false)]
    [InlineData(AuthMode.Oidc, "basic", false)]
    public async Task Lets_in_who_signs_in_as_core_wants_it(AuthMode mode, string with, bool isLetIn)
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = mode });
        using var stomp = await StompClient.OpenAsync(core);
        var header = with switch
        {
            "basic" => "Basic " + Client.Basic("admin", "secret"),
            "access" => "Bearer " + core.Tokens.IssueAccessToken("admin"),
            _ => "Bearer " + core.Tokens.IssuePersonalToken("admin"),
        };

        await stomp.SendAsync($"CONNECT\naccept-version:1.2\nhost:x\nheart-beat:0,0\nAuthorization:{header}\n\n\0");

        Assert.StartsWith(isLetIn ? "CONNECTED\n" : "ERROR\n", await stomp.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_of_one_run_until_the_connection_breaks()
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Auth = AuthMode.Basic });
        using var stomp = await StompClient.OpenAsync(core);
        await stomp.SendAsync($"CONNECT\naccept-version:1.2\nhost:x\nAuthorization:Basic {Client.Basic("admin", "secret")}\n\n\0");
        await stomp.ReceiveAsync();
        await stomp.SendAsync("SUBSCRIBE\nid:7\ndestination:/notifications/runs/run-000001\n\n\0");
        while (core.NotificationSubscriptions == 0)
        {
            await Task.Delay(1);
        }

        core.Seed("demo", 2);

        Assert.Contains("\"id\":\"run-000001\"", await stomp.ReceiveAsync(), StringComparison.Ordinal);
        core.DropNotifications();
        Assert.Null(await stomp.ReceiveAsync());
        while (core.NotificationConnections > 0)
        {
            await Task.Delay(1);
        }
    }

    [Fact]
    public async Task Level_13_has_none()
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Level = 13, Auth = AuthMode.Basic });
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => StompClient.OpenAsync(core));
    }
}

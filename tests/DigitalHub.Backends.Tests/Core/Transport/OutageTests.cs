using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>A server that was there and is away: one command waits for it once, and says what it waits for.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task It_is_said_once_after_some_seconds_and_waited_for_once()
    {
        var clock = new HastyClock();
        var (transport, closed) = await GoneAsync(clock);
        await using (transport)
        using (closed)
        using (new Outages().Enter())
        {
            var said = await Lab.HearAsync(async () =>
            {
                await Lab.FailsAsync(transport, Lab.Post, "ConnectionFailed");
                var waits = clock.Waits.Count;
                Assert.True(waits > 5, $"{waits} waits");
                // The next ones of the same command get one attempt each.
                Assert.Contains("refused", (await Lab.FailsAsync(transport, Lab.Get, "ConnectionFailed")).Message, StringComparison.Ordinal);
                await Lab.FailsAsync(transport, Lab.Delete, "ConnectionFailed");
                Assert.Equal(waits, clock.Waits.Count);
            });
            var warning = Assert.Single(said, notice => notice.IsWarning).Text;
            Assert.Matches(@"^http://127\.0\.0\.1:\d+ does not answer \(the connection was refused\); trying until \d\d:\d\d:\d\d\. Ctrl\+C ends it\.$", warning);
            // Short troubles are none to warn of.
            Assert.True(said.TakeWhile(notice => !notice.IsWarning).Count() >= 2);
        }
    }

    [Fact]
    public async Task The_next_command_waits_again()
    {
        var clock = new HastyClock();
        var (transport, closed) = await GoneAsync(clock);
        await using (transport)
        using (closed)
        {
            for (var command = 0; command < 2; command++)
            {
                using var outages = new Outages().Enter();
                var before = clock.Waits.Count;
                await Lab.FailsAsync(transport, Lab.Get, "ConnectionFailed");
                Assert.True(clock.Waits.Count - before > 5);
            }
        }
    }

    [Fact]
    public async Task A_server_that_answers_again_is_waited_for_again()
    {
        var clock = new HastyClock();
        var server = new StubServer(Steps.Json(Steps.Ok, 200, "Connection: close"));
        var port = server.Endpoint.Port;
        await using var transport = Lab.Open(server.Endpoint, clock);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        await server.DisposeAsync();
        var outages = new Outages();
        using var entered = outages.Enter();
        using (new ClosedPort(port)) await Lab.FailsAsync(transport, Lab.Get, "ConnectionFailed");
        var address = $"http://127.0.0.1:{port}";
        Assert.True(outages.IsGone(address));

        outages.Back(address);

        var before = clock.Waits.Count;
        using (new ClosedPort(port)) await Lab.FailsAsync(transport, Lab.Get, "ConnectionFailed");
        Assert.True(clock.Waits.Count - before > 5);
    }

    [Fact]
    public async Task An_answer_ends_the_outage()
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint);
        var outages = new Outages();
        using var entered = outages.Enter();
        var address = server.Endpoint.AbsoluteUri.TrimEnd('/');
        outages.Gone(address);

        await transport.SendAsync(Lab.Get, CancellationToken.None);

        Assert.False(outages.IsGone(address));
    }

    private static async Task<(CoreTransport Transport, ClosedPort Closed)> GoneAsync(HastyClock clock)
    {
        var server = new StubServer(Steps.Json(Steps.Ok, 200, "Connection: close"));
        var transport = Lab.Open(server.Endpoint, clock);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        await server.DisposeAsync();
        return (transport, new ClosedPort(server.Endpoint.Port));
    }
}

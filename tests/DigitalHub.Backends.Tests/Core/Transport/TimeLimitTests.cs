using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>The time limit and the caller's cancellation end a request, whatever the socket does.</summary>
public sealed class TimeLimitTests
{
    private static readonly CoreOptions Defaults = new(new Uri("http://127.0.0.1"));

    public static TheoryData<string, string> Stalls
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var stall in new[] { "before", "headers", "body" })
            {
                foreach (var request in new[] { "GET", "POST", "DELETE" }) data.Add(stall, request);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Stalls))]
    public async Task The_limit_covers_headers_and_body(string stall, string method)
    {
        var clock = new HastyClock();
        await using var server = new StubServer(Stall(stall));
        await using var transport = Lab.Open(server.Endpoint, clock);
        var sending = transport.SendAsync(Request(method), CancellationToken.None);
        await server.ArrivedAsync();
        clock.Advance(Defaults.Timeout);
        var error = await Assert.ThrowsAsync<ServerException>(() => sending);
        Assert.Equal("RequestTimeout", error.ErrorId);
        Assert.Equal(ErrorKind.OperationTimeout, error.Kind);
        Assert.Equal(method != "GET", error.AnswerLost);
        Assert.Contains("100 seconds", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(Stalls))]
    public async Task Cancellation_is_prompt(string stall, string method)
    {
        using var cancel = new CancellationTokenSource();
        await using var server = new StubServer(Stall(stall));
        await using var transport = Lab.Open(server.Endpoint);
        var sending = transport.SendAsync(Request(method), cancel.Token);
        await server.ArrivedAsync();
        await CancelledAsync(sending, cancel);
    }

    [Fact]
    public async Task Cancellation_is_prompt_while_encryption_is_agreed_on()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var cancel = new CancellationTokenSource();
        await using var transport = Lab.Open(new Uri($"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"));
        var sending = transport.SendAsync(Lab.Post, cancel.Token);
        using var socket = await silent.AcceptSocketAsync();
        await CancelledAsync(sending, cancel);
    }

    [Fact]
    public async Task Cancellation_is_prompt_while_waiting_for_the_next_attempt()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = new StubServer(Steps.Error(503, null, "Retry-After: 90"));
        // Nothing moves this clock: the wait would never end.
        await using var transport = Lab.Open(server.Endpoint, new HastyClock { Limit = TimeSpan.Zero });
        var sending = transport.SendAsync(Lab.Get, cancel.Token);
        await server.ArrivedAsync();
        await CancelledAsync(sending, cancel);
    }

    [Fact]
    public async Task What_is_cancelled_before_is_not_sent()
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.SendAsync(Lab.Get, new CancellationToken(true)));
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task The_limit_holds_for_real_time_too()
    {
        await using var server = new StubServer(Steps.StallBody);
        await using var transport = Lab.Open(server.Endpoint, with: options => options with { Clock = TimeProvider.System, Timeout = TimeSpan.FromMilliseconds(300) });
        var watch = Stopwatch.StartNew();
        var error = await Lab.FailsAsync(transport, Lab.Get, "RequestTimeout");
        Assert.Contains("0.3 seconds", error.Message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < Patience.Long, watch.Elapsed.ToString());
    }

    [Fact]
    public async Task A_limit_that_never_comes_is_none()
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint, with: options => options with { Timeout = Timeout.InfiniteTimeSpan });
        await transport.SendAsync(Lab.Get, CancellationToken.None);
    }

    [Fact]
    public async Task Signing_in_counts_unless_a_person_does_it()
    {
        var clock = new HastyClock();
        await using var server = new StubServer(Steps.Json(Steps.Ok));
        var slow = new FakeCredentials("token") { Before = _ => { clock.Advance(TimeSpan.FromMinutes(3)); return Task.CompletedTask; } };
        await using (var browser = Lab.Open(server.Endpoint, clock, slow, options => options with { SignIn = new BrowserSignIn { Announce = _ => { } } }))
        {
            await browser.SendAsync(Lab.Get, CancellationToken.None);
        }

        var stuck = new FakeCredentials("token") { Before = token => { clock.Advance(TimeSpan.FromMinutes(3)); return Task.Delay(Timeout.Infinite, token); } };
        await using var tokens = Lab.Open(server.Endpoint, clock, stuck);
        var error = await Lab.FailsAsync(tokens, Lab.Post, "RequestTimeout");
        Assert.False(error.AnswerLost);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_session_that_ends_takes_its_requests_along()
    {
        await using var server = new StubServer(Steps.StallBefore);
        var transport = Lab.Open(server.Endpoint);
        var sending = transport.SendAsync(Lab.Post, CancellationToken.None);
        await server.ArrivedAsync();
        await transport.DisposeAsync();
        var error = await Assert.ThrowsAsync<ServerException>(() => sending);
        Assert.Equal("ConnectionFailed", error.ErrorId);
        Assert.True(error.AnswerLost);
        await Lab.FailsAsync(transport, Lab.Get, "ConnectionFailed");
    }

    private static async Task CancelledAsync(Task sending, CancellationTokenSource cancel)
    {
        await cancel.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Patience.Long));
        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    private static CoreRequest Request(string method) => method switch { "GET" => Lab.Get, "POST" => Lab.Post, _ => Lab.Delete };

    private static StubStep Stall(string where) => where switch { "before" => Steps.StallBefore, "headers" => Steps.StallHeaders, _ => Steps.StallBody };
}

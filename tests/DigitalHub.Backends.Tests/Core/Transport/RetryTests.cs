using System.Text;
using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>Which requests are repeated, when, and how it ends (design sections 5 and 8).</summary>
public sealed class RetryTests
{
    public static TheoryData<string> Requests => ["Get", "Post", "Delete", "Stop"];

    [Fact]
    public async Task A_request_is_sent_as_the_contract_wants_it()
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok, 200, "Date: Wed, 25 Nov 2026 11:00:00 GMT"));
        await using var transport = Lab.Open(new Uri(server.Endpoint, "/below/it/"), credentials: new FakeCredentials("token-1"));
        var answer = await transport.SendAsync(Lab.Post with { Path = "/api/v1/-/demo/runs?kind=python%2Bjob%3Arun" }, CancellationToken.None);
        Assert.Equal(Steps.Ok, Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 11, 0, 0, TimeSpan.Zero), answer.Date);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("/below/it/api/v1/-/demo/runs?kind=python%2Bjob%3Arun", request.Target);
        Assert.Equal("Bearer token-1", request.Header("Authorization"));
        Assert.Equal("application/json", request.Header("Accept"));
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.Matches(@"^DigitalHub-PowerShell/\d+\.\d+\.\d+$", request.Header("User-Agent"));
        Assert.Contains("gzip", request.Header("Accept-Encoding"));
        Assert.Null(request.Header("traceparent"));
        Assert.Equal("{}", request.Text);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Too_many_and_unavailable_are_waited_out_for_every_method(string name)
    {
        await using var server = new StubServer(Steps.Error(429, null), Steps.Error(503, null), Steps.Json(Steps.Ok));
        var clock = new HastyClock();
        await using var transport = Lab.Open(server.Endpoint, clock);
        var said = await Lab.HearAsync(() => transport.SendAsync(Request(name), CancellationToken.None));
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(2, clock.Waits.Count);
        Assert.Equal(2, said.Count);
        Assert.All(said, notice => Assert.False(notice.IsWarning));
        Assert.StartsWith($"{Request(name).Method} {Request(name).Path}: the server answered 429; attempt 2 in ", said[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_gateway_that_got_no_answer_is_asked_again_by_GET_alone(int status)
    {
        await using var server = new StubServer(Steps.Answer(status, "text/html", "<html>Bad gateway</html>"), Steps.Json(Steps.Ok));
        await using (var transport = Lab.Open(server.Endpoint)) await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.Equal(2, server.Requests.Count);

        foreach (var request in new[] { Lab.Post, Lab.Delete, Lab.Stop })
        {
            await using var second = new StubServer(Steps.Answer(status, "text/html", "<html>Bad gateway</html>"));
            await using var transport = Lab.Open(second.Endpoint);
            var error = await Lab.FailsAsync(transport, request, "ServerUnavailable");
            Assert.True(error.AnswerLost);
            Assert.Equal(status, error.StatusCode);
            Assert.Null(error.ServerMessage);
            Assert.Single(second.Requests);
        }
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    [InlineData("half headers")]
    public async Task A_lost_answer_is_asked_for_again_by_GET(string how)
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok), Broken(how), Broken(how), Broken(how), Broken(how), Broken(how), Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
    }

    [Theory]
    [InlineData("Post", "reset")]
    [InlineData("Post", "close")]
    [InlineData("Post", "half headers")]
    [InlineData("Post", "half body")]
    [InlineData("Delete", "reset")]
    [InlineData("Delete", "close")]
    [InlineData("Delete", "half headers")]
    [InlineData("Delete", "half body")]
    [InlineData("Stop", "reset")]
    [InlineData("Stop", "close")]
    public async Task A_change_whose_answer_was_lost_is_sent_once_and_says_so(string name, string how)
    {
        // Also on a connection that served before, where the framework would repeat a request without a body by itself.
        await using var server = new StubServer(Steps.Json(Steps.Ok), Broken(how));
        await using var transport = Lab.Open(server.Endpoint);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        var error = await Lab.FailsAsync(transport, Request(name), how == "half body" ? "UnexpectedResponse" : "ConnectionFailed");
        Assert.True(error.AnswerLost);
        Assert.Equal($"{Request(name).Method} {Request(name).Path}", error.Request);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Half_a_body_is_fetched_again()
    {
        await using var server = new StubServer(Steps.HalfBody, Steps.Json("""{"cut":"""), Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_is_always_cut_is_no_answer()
    {
        await using var server = new StubServer(Steps.Json("""{"cut":"""));
        await using var transport = Lab.Open(server.Endpoint);
        var error = await Lab.FailsAsync(transport, Lab.Get, "UnexpectedResponse");
        Assert.Equal(ErrorKind.InvalidResult, error.Kind);
        Assert.False(error.AnswerLost);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_refused_connection_is_tried_again_and_did_nothing(string name)
    {
        using var closed = new ClosedPort();
        var clock = new HastyClock();
        await using var transport = Lab.Open(closed.Address, clock);
        var error = await Lab.FailsAsync(transport, Request(name), "ConnectionFailed");
        Assert.False(error.AnswerLost);
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
        // An address that never answered is not waited for as long as a server that was there.
        Assert.Equal(2, clock.Waits.Count);
    }

    [Fact]
    public async Task A_server_that_was_there_is_waited_for_up_to_the_limit()
    {
        var clock = new HastyClock();
        var server = new StubServer(Steps.Json(Steps.Ok, 200, "Connection: close"));
        await using var transport = Lab.Open(server.Endpoint, clock);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        await server.DisposeAsync();
        using var closed = new ClosedPort(server.Endpoint.Port);
        var error = await Lab.FailsAsync(transport, Lab.Post, "ConnectionFailed");
        Assert.False(error.AnswerLost);
        Assert.True(clock.Waits.Count > 5, $"{clock.Waits.Count} waits");
    }

    [Fact]
    public async Task Unavailable_for_ever_ends_with_the_limit_and_its_own_error()
    {
        var clock = new HastyClock();
        await using var server = new StubServer(Steps.Error(503, "maintenance"));
        await using var transport = Lab.Open(server.Endpoint, clock);
        var error = await Lab.FailsAsync(transport, Lab.Get, "ServerUnavailable");
        Assert.Equal(503, error.StatusCode);
        Assert.Equal("maintenance", error.ServerMessage);
        Assert.False(error.AnswerLost);
        Assert.All(clock.Waits, wait => Assert.True(wait <= TimeSpan.FromSeconds(15.1)));
    }

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    // Local clock: 12:00. The server's is an hour ahead, and it is the server's that counts.
    [InlineData("Retry-After: Wed, 25 Nov 2026 13:00:09 GMT\r\nDate: Wed, 25 Nov 2026 13:00:00 GMT", 9)]
    [InlineData("Retry-After: Wed, 25 Nov 2026 12:00:11 GMT", 11)]
    public async Task The_servers_wish_is_honoured(string header, int seconds)
    {
        var clock = new HastyClock();
        await using var server = new StubServer(Steps.Error(503, null, header), Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint, clock);
        await transport.SendAsync(Lab.Post, CancellationToken.None);
        Assert.InRange(Assert.Single(clock.Waits), TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(1.25 * seconds));
    }

    [Fact]
    public async Task Those_who_were_told_the_same_do_not_come_back_together()
    {
        var waits = new List<TimeSpan>();
        for (var one = 0; one < 5; one++)
        {
            var clock = new HastyClock();
            await using var server = new StubServer(Steps.Error(503, null, "Retry-After: 40"), Steps.Json(Steps.Ok));
            await using var transport = Lab.Open(server.Endpoint, clock);
            await transport.SendAsync(Lab.Get, CancellationToken.None);
            waits.Add(Assert.Single(clock.Waits));
        }
        Assert.True(waits.Distinct().Count() > 1);
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(45)));
    }

    [Theory]
    [InlineData("Retry-After: 0")]
    [InlineData("Retry-After: Wed, 25 Nov 2026 11:00:00 GMT")]
    [InlineData("Retry-After: soon")]
    public async Task No_sensible_wish_leaves_the_usual_waits(string header)
    {
        var clock = new HastyClock();
        await using var server = new StubServer(Steps.Error(429, null, header), Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint, clock);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.InRange(Assert.Single(clock.Waits), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(15.1));
    }

    [Fact]
    public async Task A_wish_beyond_the_limit_is_passed_on_at_once()
    {
        var clock = new HastyClock();
        await using var server = new StubServer(Steps.Error(503, null, "Retry-After: 600"));
        await using var transport = Lab.Open(server.Endpoint, clock);
        var error = await Lab.FailsAsync(transport, Lab.Post, "ServerUnavailable");
        Assert.Contains("10 minutes", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Empty(clock.Waits);
    }

    private static CoreRequest Request(string name) => name switch { "Get" => Lab.Get, "Post" => Lab.Post, "Delete" => Lab.Delete, _ => Lab.Stop };

    private static StubStep Broken(string how) => how switch
    {
        "reset" => Steps.Reset,
        "close" => Steps.Close,
        "half headers" => Steps.Raw("HTTP/1.1 200 OK\r\nContent-Ty"),
        _ => Steps.HalfBody,
    };
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>Connections that can't be made, certificates, proxies.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task A_certificate_that_nobody_issued_is_refused_and_can_be_let_pass()
    {
        await using var server = new StubServer(Certificates.Create("127.0.0.1"), Steps.Json(Steps.Ok));
        var clock = new HastyClock();
        await using (var transport = Lab.Open(server.Endpoint, clock))
        {
            var error = await Lab.FailsAsync(transport, Lab.Post, "ConnectionFailed");
            Assert.Equal(ErrorKind.ConnectionError, error.Kind);
            Assert.Contains("is not trusted: it was issued by nobody that this machine trusts", error.Message, StringComparison.Ordinal);
            Assert.Contains("For tests only: -SkipCertificateCheck", error.RecommendedAction, StringComparison.Ordinal);
            Assert.False(error.AnswerLost);
            Assert.Empty(clock.Waits);
        }

        await using var trusting = Lab.Open(server.Endpoint, with: options => options with { SkipCertificateCheck = true });
        await trusting.SendAsync(Lab.Post, CancellationToken.None);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused()
    {
        await using var server = new StubServer(Certificates.Create("core.example.org"), Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint);
        var error = await Lab.FailsAsync(transport, Lab.Get, "ConnectionFailed");
        Assert.Contains("it was issued for another name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encryption_with_a_port_that_speaks_none_fails()
    {
        using var plain = new TcpListener(IPAddress.Loopback, 0);
        plain.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var socket = await plain.AcceptSocketAsync();
                await socket.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
            }
        });
        await using var transport = Lab.Open(new Uri($"https://127.0.0.1:{((IPEndPoint)plain.LocalEndpoint).Port}"));
        var error = await Lab.FailsAsync(transport, Lab.Post, "ConnectionFailed");
        Assert.False(error.AnswerLost);
        Assert.Contains("https", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_named()
    {
        // .invalid never exists (RFC 2606); where no name service answers, or not in time, that is what is said.
        await using var transport = Lab.Open(new Uri("https://core.invalid"));
        var error = await Lab.FailsAsync(transport, Lab.Get, "ConnectionFailed");
        Assert.Contains("core.invalid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_gets_the_request()
    {
        await using var proxy = new StubServer(Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(new Uri("http://core.invalid/base"), with: options => options with { Proxy = proxy.Endpoint });
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.Equal("http://core.invalid/base/api/v1/-/demo/runs/r1", Assert.Single(proxy.Requests).Target);
    }

    [Fact]
    public async Task The_systems_proxy_gets_the_request_unless_it_stays_on_this_machine()
    {
        await using var proxy = new StubServer(Steps.Json(Steps.Ok));
        await using var server = new StubServer(Steps.Json(Steps.Ok));
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyOf(proxy.Endpoint, "proxied.invalid", $"127.0.0.1:{server.Port}");
        try
        {
            await using var away = Lab.Open(new Uri("http://proxied.invalid"));
            await away.SendAsync(Lab.Get, CancellationToken.None);
            await using var here = Lab.Open(server.Endpoint);
            await here.SendAsync(Lab.Get, CancellationToken.None);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Single(proxy.Requests);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_the_systems_proxy_quotes_of_its_password_is_taken_out()
    {
        await using var proxy = new StubServer(Steps.Error(500, "me:s3cr3t-word is unknown"));
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyOf(proxy.Endpoint, "quoted.invalid") { Credentials = new NetworkCredential("me", "s3cr3t-word") };
        try
        {
            await using var transport = Lab.Open(new Uri("http://quoted.invalid"));
            var error = await Lab.FailsAsync(transport, Lab.Post, "ServerError");
            Assert.Equal("me:(secret) is unknown", error.ServerMessage);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public async Task A_proxy_is_asked_for_a_tunnel_and_sees_no_credentials()
    {
        await using var proxy = new StubServer(Steps.Answer(403, "text/html", "<html>no</html>"));
        await using var transport = Lab.Open(new Uri("https://core.invalid"), credentials: new FakeCredentials("token-1"), with: options => options with { Proxy = proxy.Endpoint });
        var error = await Lab.FailsAsync(transport, Lab.Post, "ConnectionFailed");
        Assert.Contains("proxy", error.Message, StringComparison.Ordinal);
        Assert.False(error.AnswerLost);
        var request = Assert.Single(proxy.Requests);
        Assert.Equal("CONNECT", request.Method);
        Assert.Null(request.Header("Authorization"));
    }

    [Fact]
    public async Task A_proxy_that_wants_a_sign_in_gets_the_one_of_its_address()
    {
        var challenge = Steps.Answer(407, "text/html", "<html>who?</html>", "Proxy-Authenticate: Basic realm=\"p\"");
        await using var proxy = new StubServer(challenge, Steps.Json(Steps.Ok), challenge);
        var endpoint = new Uri("http://core.invalid");
        await using (var transport = Lab.Open(endpoint, with: options => options with { Proxy = new Uri($"http://me:p%40ss@127.0.0.1:{proxy.Port}") }))
        {
            await transport.SendAsync(Lab.Get, CancellationToken.None);
            Assert.Equal("Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("me:p@ss")), proxy.Requests[1].Header("Proxy-Authorization"));
        }

        await using var without = Lab.Open(endpoint, with: options => options with { Proxy = proxy.Endpoint });
        var error = await Lab.FailsAsync(without, Lab.Get, "ConnectionFailed");
        Assert.Equal(407, error.StatusCode);
        Assert.Contains("proxy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_thought_of()
    {
        using var closed = new ClosedPort();
        await using var transport = Lab.Open(new Uri("http://core.invalid"), with: options => options with { Proxy = closed.Address });
        var error = await Lab.FailsAsync(transport, Lab.Get, "ConnectionFailed");
        Assert.Contains("proxy", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_are_used_again()
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok), Steps.Error(404, "No such run."), Steps.Answer(200, null, string.Empty), Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        await Lab.FailsAsync<EntityNotFoundException>(transport, Lab.Get, "RunNotFound");
        await transport.SendAsync(Lab.Delete, CancellationToken.None);
        await transport.SendAsync(Lab.Post, CancellationToken.None);
        Assert.Equal(1, server.Connections);
    }

    /// <summary>A proxy for some addresses, so that tests which run meanwhile do not meet it.</summary>
    private sealed class ProxyOf(Uri proxy, params string[] authorities) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy;

        public bool IsBypassed(Uri host) => !authorities.Contains(host.Authority);
    }
}

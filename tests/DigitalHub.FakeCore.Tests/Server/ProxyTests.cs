using System.Net;

namespace DigitalHub.FakeCore.Tests.Server;

public sealed class ProxyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_signs_in_is_led_to_the_server_whatever_he_asks_for(bool https)
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Https = https });
        core.Seed("demo", 1);
        await using var proxy = new FakeProxy(core.Endpoint, "me", "p@ss");
        using var http = Client(core, proxy, "p@ss");

        for (var i = 0; i < 2; i++)
        {
            using var answer = await http.GetAsync(new Uri($"{core.Endpoint.Scheme}://core.invalid/api/v1/-/demo/runs/run-000000"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(https ? (1, 0, 1) : (2, 2, 0), (proxy.Refused, proxy.Passed, proxy.Tunnels));
        Assert.All(core.Requests.All, request => Assert.DoesNotContain("Proxy-Authorization", request.Headers.Keys));
    }

    [Fact]
    public async Task Who_signs_in_wrongly_is_told_what_he_sent()
    {
        await using var core = await FakeCoreServer.StartAsync();
        await using var proxy = new FakeProxy(core.Endpoint, "me", "p@ss");
        using var http = Client(core, proxy, "wrong");

        using var answer = await http.GetAsync(new Uri("http://core.invalid/api/v1/projects"));

        Assert.Equal(HttpStatusCode.ProxyAuthenticationRequired, answer.StatusCode);
        Assert.Equal("""{"message":"bWU6d3Jvbmc= is wrong, which is me:wrong."}""", await answer.Content.ReadAsStringAsync());
        Assert.Empty(core.Requests.All);
    }

    private static HttpClient Client(FakeCoreServer core, FakeProxy proxy, string password) => new(new SocketsHttpHandler
    {
        Proxy = new WebProxy(proxy.Authority) { Credentials = new NetworkCredential("me", password) },
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == core.Certificate?.GetCertHashString() },
    });
}

namespace DigitalHub.FakeCore.Tests.Server;

public sealed class HttpsTests
{
    [Fact]
    public async Task The_certificate_is_the_servers_own()
    {
        await using var core = await FakeCoreServer.StartAsync(new() { Https = true });
        Assert.Equal("https", core.Endpoint.Scheme);

        using var strict = new Client(core);
        await Assert.ThrowsAsync<HttpRequestException>(() => strict.GetAsync("/api/v1/projects"));

        var thumbprint = core.Certificate!.Thumbprint;
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Thumbprint == thumbprint };
        using var pinned = new Client(core, handler: handler);
        Assert.Equal(0, (int)(await pinned.GetAsync("/api/v1/projects"))["totalElements"]!);
    }
}

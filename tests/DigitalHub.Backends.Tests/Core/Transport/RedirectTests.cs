namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>A redirect is followed on the same server alone; credentials go nowhere else.</summary>
public sealed class RedirectTests
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task On_the_same_server_it_is_followed_with_credentials(int status)
    {
        await using var server = new StubServer(Steps.Answer(status, null, string.Empty, "Location: /there?x=1"), Steps.Json(Steps.Ok));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token-1"));
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.Equal(["/api/v1/-/demo/runs/r1", "/there?x=1"], server.Requests.Select(request => request.Target));
        Assert.All(server.Requests, request => Assert.Equal("Bearer token-1", request.Header("Authorization")));
    }

    [Fact]
    public async Task To_another_port_it_is_not_followed_and_nothing_is_sent_there()
    {
        await using var other = new StubServer(Steps.Json(Steps.Ok));
        await using var server = new StubServer(Steps.Answer(302, null, string.Empty, $"Location: http://user:pass@127.0.0.1:{other.Port}/login?ticket=SECRET#frag"));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token-1"));
        var error = await Lab.FailsAsync(transport, Lab.Get, "UnexpectedResponse");
        Assert.Equal(302, error.StatusCode);
        Assert.Contains($"http://127.0.0.1:{other.Port}/login.", error.Message, StringComparison.Ordinal);
        Assert.Contains("no credentials", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pass", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, other.Connections);
    }

    [Fact]
    public async Task To_the_encrypted_side_of_the_same_host_it_is_followed()
    {
        await using var secure = new StubServer(Certificates.Create("127.0.0.1"), Steps.Json(Steps.Ok));
        await using var server = new StubServer(Steps.Answer(301, null, string.Empty, $"Location: https://127.0.0.1:{secure.Port}/x"));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token-1"), with: options => options with { SkipCertificateCheck = true });
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.Equal("Bearer token-1", Assert.Single(secure.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task To_the_unencrypted_side_it_is_not()
    {
        await using var plain = new StubServer(Steps.Json(Steps.Ok));
        await using var server = new StubServer(Certificates.Create("127.0.0.1"), Steps.Answer(301, null, string.Empty, $"Location: http://127.0.0.1:{plain.Port}/x"));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token-1"), with: options => options with { SkipCertificateCheck = true });
        await Lab.FailsAsync(transport, Lab.Get, "UnexpectedResponse");
        Assert.Equal(0, plain.Connections);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_change_is_not_sent_elsewhere(string method)
    {
        await using var server = new StubServer(Steps.Answer(307, null, string.Empty, "Location: /there"));
        await using var transport = Lab.Open(server.Endpoint);
        var error = await Lab.FailsAsync(transport, method == "POST" ? Lab.Post : Lab.Delete, "UnexpectedResponse");
        Assert.False(error.AnswerLost);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_circle_ends()
    {
        await using var server = new StubServer(Steps.Answer(302, null, string.Empty, "Location: /again"));
        await using var transport = Lab.Open(server.Endpoint);
        await Lab.FailsAsync(transport, Lab.Get, "UnexpectedResponse");
        Assert.Equal(6, server.Requests.Count);
    }

    [Theory]
    [InlineData("Location: http://")]
    [InlineData("Location: ftp://127.0.0.1/x")]
    [InlineData("X: y")]
    public async Task One_that_leads_nowhere_is_no_answer(string header)
    {
        await using var server = new StubServer(Steps.Answer(302, null, string.Empty, header));
        await using var transport = Lab.Open(server.Endpoint);
        await Lab.FailsAsync(transport, Lab.Get, "UnexpectedResponse");
    }
}

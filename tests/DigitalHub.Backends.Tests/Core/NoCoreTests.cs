using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Core.Transport;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>The check of a connection tells a core from any other web server (contract 10; transcripts discovery, core-0.13).</summary>
public sealed class NoCoreTests
{
    private const string Page = """{"content":[],"totalElements":0}""";

    [Theory]
    [InlineData(404, "text/html", "<html>File not found</html>")]
    [InlineData(404, "application/json", """{"timestamp":"2026-01-01","status":404,"error":"Not Found","path":"/"}""")]
    [InlineData(404, null, "")]
    [InlineData(200, "application/json", "{}")]
    [InlineData(200, "text/html", "<html>Welcome</html>")]
    [InlineData(405, "text/html", "<html>no</html>")]
    public async Task Another_web_server_is_found_out(int status, string? type, string body)
    {
        foreach (var credentials in new[] { null, new FakeCredentials("token") })
        {
            await using var server = new StubServer(type is null ? Steps.Answer(status, "text/plain", body) : Steps.Answer(status, type, body));
            await using var backend = new CoreBackend(Lab.Open(server.Endpoint, credentials: credentials));
            var error = await Assert.ThrowsAsync<ServerException>(() => backend.CheckAsync(CancellationToken.None));
            Assert.True(error.ErrorId == "UnexpectedResponse" || (status == 405 && error.ErrorId == "RequestRefused"), error.ErrorId);
        }
    }

    [Theory]
    [InlineData("""{"dhcore_api_level":"13"}""", 13)]
    [InlineData("""{"dhcore_api_level":"15"}""", 15)]
    public async Task A_core_is_known_by_its_configuration(string configuration, int level)
    {
        // /api/auth fails so where authentication is off.
        await using var server = new StubServer(Steps.Answer(500, "application/json", string.Empty), Steps.Json(configuration), Steps.Answer(404, "text/html", "nothing more is asked"));
        await using var backend = new CoreBackend(Lab.Open(server.Endpoint));
        Assert.Equal(level, (await backend.CheckAsync(CancellationToken.None)).ApiLevel);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Or_by_the_header_of_its_answers()
    {
        await using var server = new StubServer(Steps.Answer(404, "text/html", "gone"), Steps.Answer(404, "text/html", "gone"), Steps.Json(Page, 200, "X-Api-Level: 13"));
        await using var backend = new CoreBackend(Lab.Open(server.Endpoint));
        Assert.Equal(13, (await backend.CheckAsync(CancellationToken.None)).ApiLevel);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"username":"ann","permissions":["ROLE_USER"]}""", 3)]
    [InlineData(null, 4)]
    public async Task Or_where_something_hides_both_by_what_only_a_core_answers(string? identity, int requests)
    {
        await using var server = new StubServer(
            identity is null ? Steps.Answer(404, "text/html", "gone") : Steps.Json(identity),
            Steps.Answer(404, "text/html", "gone"),
            Steps.Json(Page));
        await using var backend = new CoreBackend(Lab.Open(server.Endpoint, credentials: new FakeCredentials("token")));
        Assert.Null((await backend.CheckAsync(CancellationToken.None)).ApiLevel);
        Assert.Equal(requests, server.Requests.Count);
    }
}

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>The generation of a core (contract 10, 13; transcripts discovery, core-0.13, core-0.14).</summary>
public sealed class LevelTests
{
    [Theory]
    [InlineData("13", 13)]
    [InlineData("14", 14)]
    [InlineData("15", 15)]
    public async Task The_configuration_tells_it(string level, int expected)
    {
        await using var server = new StubServer(Steps.Json($$"""{"dhcore_api_level":"{{level}}","dhcore_version":"0.{{level}}.0"}"""));
        await using var transport = Lab.Open(server.Endpoint, credentials: new FakeCredentials("token"));
        var said = await Lab.HearAsync(async () => Assert.Equal(expected, (await transport.LevelAsync(CancellationToken.None)).Level));
        Assert.Equal(expected, (await transport.LevelAsync(CancellationToken.None)).Level);
        Assert.Empty(said);
        var request = Assert.Single(server.Requests);
        Assert.Equal("/.well-known/configuration", request.Target);
        Assert.Null(request.Header("Authorization"));
        Assert.Equal((expected, "/.well-known/configuration", $"0.{level}.0"), (transport.Known?.ApiLevel, transport.Known?.ApiLevelSource, transport.Known?.Version));
    }

    [Fact]
    public async Task Many_askers_share_one_question_and_one_that_leaves_spoils_nothing()
    {
        var open = new TaskCompletionSource();
        await using var server = new StubServer(async (connection, request) =>
        {
            await open.Task;
            return await Steps.Json("""{"dhcore_api_level":"14"}""")(connection, request);
        });
        await using var transport = Lab.Open(server.Endpoint);
        using var cancel = new CancellationTokenSource();
        var leaver = transport.LevelAsync(cancel.Token).AsTask();
        var askers = Enumerable.Range(0, 20).Select(_ => transport.LevelAsync(CancellationToken.None).AsTask()).ToList();
        await server.ArrivedAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        open.SetResult();
        Assert.All(await Task.WhenAll(askers), level => Assert.Equal(14, level.Level));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(404, "application/json", "{}")]
    [InlineData(403, "application/json", "{}")]
    [InlineData(200, "text/html", "<html></html>")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(200, "application/json", "{\"dhcore_api_level\":\"new\"}")]
    [InlineData(200, "application/json", "{broken}")]
    public async Task Without_a_configuration_the_answers_tell_it(int status, string type, string body)
    {
        await using var server = new StubServer(Steps.Answer(status, type, body), Steps.Json("""{"content":[]}""", 200, "X-Api-Level: 13", "X-Api-Version: 0.13.0"));
        await using var transport = Lab.Open(server.Endpoint);
        Assert.Equal(13, (await transport.LevelAsync(CancellationToken.None)).Level);
        Assert.Equal(13, (await transport.LevelAsync(CancellationToken.None)).Level);
        Assert.Equal(["/.well-known/configuration", "/api/v1/projects?page=0&size=1"], server.Requests.Select(request => request.Target));
        Assert.Equal((13, "X-Api-Level", "0.13.0"), (transport.Known?.ApiLevel, transport.Known?.ApiLevelSource, transport.Known?.Version));
    }

    [Fact]
    public async Task What_an_answer_carried_saves_the_question()
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok, 200, "X-Api-Level: 14"), Steps.Boot(404, "Not Found"));
        await using var transport = Lab.Open(server.Endpoint);
        await transport.SendAsync(Lab.Get, CancellationToken.None);
        Assert.Equal(14, (await transport.LevelAsync(CancellationToken.None)).Level);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_core_that_tells_nothing_is_taken_for_the_newest()
    {
        await using var server = new StubServer(Steps.Boot(404, "Not Found"));
        await using var transport = Lab.Open(server.Endpoint);
        var said = await Lab.HearAsync(async () =>
        {
            Assert.Equal(15, (await transport.LevelAsync(CancellationToken.None)).Level);
            Assert.Equal(15, (await transport.LevelAsync(CancellationToken.None)).Level);
        });
        Assert.Contains("level 15", Assert.Single(said).Text, StringComparison.Ordinal);
        Assert.False(said[0].IsWarning);
        Assert.Equal(2, server.Requests.Count);
        Assert.Null(transport.Known?.ApiLevel);
    }

    [Theory]
    [InlineData(16, 15, "newer")]
    [InlineData(12, 12, "older")]
    public async Task An_unknown_level_is_warned_of_once(int level, int treated, string word)
    {
        await using var server = new StubServer(Steps.Json(Steps.Ok, 200, $"X-Api-Level: {level}"), Steps.Json($$"""{"dhcore_api_level":"{{level}}"}"""), Steps.Json(Steps.Ok, 200, $"X-Api-Level: {level}"));
        await using var transport = Lab.Open(server.Endpoint);
        var said = await Lab.HearAsync(async () =>
        {
            await transport.SendAsync(Lab.Get, CancellationToken.None);
            Assert.Equal(treated, (await transport.LevelAsync(CancellationToken.None)).Level);
            await transport.SendAsync(Lab.Get, CancellationToken.None);
        });
        var notice = Assert.Single(said);
        Assert.True(notice.IsWarning);
        Assert.Contains(word, notice.Text, StringComparison.Ordinal);
        Assert.Equal(level, transport.Known?.ApiLevel);
    }

    [Fact]
    public async Task A_server_that_is_away_says_nothing_of_its_level_and_is_asked_again()
    {
        await using var server = new StubServer(Steps.Error(503, null, "Retry-After: 3600"), Steps.Json("""{"dhcore_api_level":"14"}"""));
        await using var transport = Lab.Open(server.Endpoint);
        var error = await Assert.ThrowsAsync<ServerException>(async () => await transport.LevelAsync(CancellationToken.None));
        Assert.Equal("ServerUnavailable", error.ErrorId);
        Assert.Equal(14, (await transport.LevelAsync(CancellationToken.None)).Level);
    }
}

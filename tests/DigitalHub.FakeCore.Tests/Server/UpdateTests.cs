using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Tests.Server;

/// <summary>What a PUT does beyond the recorded exchanges (contract, section 2.4).</summary>
public sealed class UpdateTests() : ServerTests(new FakeCoreOptions())
{
    [Fact]
    public async Task Another_id_with_another_state_changes_another_run()
    {
        var run = await Client.CreateRunAsync("demo", "one");
        await Client.CreateRunAsync("demo", "two");
        run["id"] = "two";
        run["name"] = "overwritten";
        run["status"] = new JsonObject { ["state"] = "BUILT" };

        Assert.Equal(200, (await Client.PutAsync("/api/v1/-/demo/runs/one", run)).Status);
        Assert.Equal("one", (string)(await Client.GetAsync("/api/v1/-/demo/runs/one"))["name"]!);
        var other = await Client.GetAsync("/api/v1/-/demo/runs/two");
        Assert.Equal(("overwritten", "BUILT"), ((string)other["name"]!, (string)other["status"]!["state"]!));
    }

    [Fact]
    public async Task A_large_spec_looks_like_a_duplicate()
    {
        var run = await Client.CreateRunAsync("demo", "small");
        run["id"] = "large";
        run["spec"]!["parameters"] = new JsonObject { ["text"] = new string('x', 40_000) };

        var (status, body) = await Client.PostAsync("/api/v1/-/demo/runs", run.ToJsonString());
        Assert.Equal((400, "Duplicated entity run:large."), (status, (string)body!["message"]!));
        Assert.Equal(404, (await Client.SendAsync(HttpMethod.Get, "/api/v1/-/demo/runs/large")).Status);
    }

    [Fact]
    public async Task A_null_spec_breaksCore() => Assert.Equal(500, (await PostAfterSeedAsync("""{"project":"demo","kind":"python+job:run","spec":null}""")).Status);

    [Fact]
    public async Task Several_violations_are_counted()
    {
        var (status, body) = await PostAfterSeedAsync("""{"id":"a b","kind":"c d"}""");

        Assert.Equal(400, status);
        Assert.Contains(" with 3 errors: [Field error in object 'run' on field 'id'", (string)body!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"project":"demo","kind":"python+job:run","metadata":"x"}""")]
    [InlineData("""{"project":["demo"],"kind":"python+job:run"}""")]
    [InlineData("")]
    public async Task What_cant_be_read_is_refused_by_Boot(string json)
    {
        var (status, body) = await PostAfterSeedAsync(json);

        Assert.Equal((400, "Bad Request"), (status, (string)body!["error"]!));
    }

    [Fact]
    public async Task Head_is_answered_without_a_body()
    {
        Core.Seed("demo", 1);
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/v1/-/demo/runs/run-000000");
        using var response = await Client.Http.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    private Task<(int Status, JsonNode? Body)> PostAfterSeedAsync(string json)
    {
        Core.Seed("demo", 1);
        return Client.PostAsync("/api/v1/-/demo/runs", json);
    }
}

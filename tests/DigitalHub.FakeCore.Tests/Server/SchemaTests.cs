using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Tests.Server;

/// <summary>The schemas of kinds are those that cores served.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData(13, "python+run")]
    [InlineData(14, "python+job:run")]
    [InlineData(15, "python+job:run")]
    public async Task All_kinds_are_served(int level, string run)
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Level = level });
        using var http = new HttpClient { BaseAddress = core.Endpoint };

        foreach (var (entity, kind) in new[] { ("run", run), ("task", "python+job"), ("function", "python"), ("workflow", "kfp") })
        {
            var items = JsonNode.Parse(await http.GetStringAsync($"/api/v1/schemas/{entity}"))!["content"]!.AsArray();

            Assert.Contains(kind, items.Select(item => item!["kind"]!.GetValue<string>()));
            Assert.All(items, item => Assert.NotNull(item!["schema"]));
            Assert.Equal(kind, JsonNode.Parse(await http.GetStringAsync($"/api/v1/schemas/{entity}/{kind}"))!["kind"]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData(13, 10)]
    [InlineData(14, 23)]
    [InlineData(15, 31)]
    public async Task Each_level_gives_the_schema_of_each_of_its_kinds(int level, int runs)
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Level = level });
        using var client = new Client(core);
        foreach (var entity in (string[])["run", "task", "function", "workflow"])
        {
            var page = (await client.GetAsync($"/api/v1/schemas/{entity}"))["content"]!.AsArray();
            if (entity == "run") Assert.Equal(runs, page.Count);
            foreach (var item in page)
            {
                var one = await client.GetAsync($"/api/v1/schemas/{entity}/{Uri.EscapeDataString(item!["kind"]!.GetValue<string>())}");
                Assert.True(JsonNode.DeepEquals(item, one));
                Assert.Equal("object", one["schema"]!["type"]!.GetValue<string>());
            }
        }
    }

    [Fact]
    public async Task Tasks_of_0_14_have_fields_of_their_own()
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { Level = 14 });
        using var client = new Client(core);

        Assert.NotNull((await client.GetAsync("/api/v1/schemas/task/python+job"))["schema"]!["properties"]!["node_selector"]);
        Assert.NotNull((await client.GetAsync("/api/v1/schemas/run/python+job:run"))["schema"]!["allOf"]![0]!["properties"]!["node_selector"]);
    }

    [Fact]
    public async Task A_runtime_of_its_own_has_pythons_kinds_and_a_field_more()
    {
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { OwnRuntime = "quantum" });
        using var client = new Client(core);
        var run = (await client.GetAsync("/api/v1/schemas/run/quantum+job:run"))["schema"]!;

        Assert.NotNull(run["properties"]!["shots"]);
        Assert.Equal("specs.quantum+job.title", run["allOf"]![0]!["title"]!.GetValue<string>());
        var (status, function) = await client.PostAsync("/api/v1/projects", """{"name":"demo","kind":"project","spec":{}}""");
        Assert.Equal(200, status);
        (status, function) = await client.PostAsync("/api/v1/-/demo/functions", """{"project":"demo","kind":"quantum","name":"f","spec":{"python_version":"PYTHON3_12","source":{"source":"a"}}}""");
        Assert.Equal((200, "quantum"), (status, function!["kind"]!.GetValue<string>()));
    }
}

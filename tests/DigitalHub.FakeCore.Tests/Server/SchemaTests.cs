using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Tests.Server;

/// <summary>The schemas of kinds: every kind that a core of a level has is among them.</summary>
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
}

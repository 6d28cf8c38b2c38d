using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Tests.Server;

public sealed class ListTests
{
    [Fact]
    public async Task A_hundred_thousand_runs_are_listed_while_runs_go_away()
    {
        await using var core = await FakeCoreServer.StartAsync(new() { KeepRequests = false });
        using var client = new Client(core);
        core.Seed("big", 100_000);

        var last = await client.GetAsync("/api/v1/-/big/runs?size=1000&page=99");
        Assert.Equal(100_000, (int)last["totalElements"]!);
        Assert.Equal("run-000000", (string)last["content"]![999]!["id"]!);

        await client.DeleteAsync("/api/v1/-/big/runs/run-050000");
        var page = await client.GetAsync("/api/v1/-/big/runs?size=1000&page=49");
        Assert.Equal(99_999, (int)page["totalElements"]!);
        Assert.Equal("run-049999", (string)page["content"]![999]!["id"]!);
        Assert.Equal(3, core.Requests.Count);
        Assert.Empty(core.Requests.All);
    }

    [Fact]
    public async Task Seeded_runs_are_as_asked_for()
    {
        await using var core = await FakeCoreServer.StartAsync();
        using var client = new Client(core);
        core.Seed("demo", 4, new SeedOptions { Prefix = "x-", States = ["COMPLETED", "ERROR"], Labels = ["a"], Start = DateTimeOffset.UnixEpoch, Interval = TimeSpan.FromDays(1) });
        core.Seed("demo", 1, new SeedOptions { Prefix = "y-" });

        var failed = await client.GetAsync("/api/v1/-/demo/runs?state=ERROR");
        Assert.Equal(["x-000003", "x-000001"], failed["content"]!.AsArray().Select(run => (string)run!["id"]!));
        Assert.Equal("1970-01-04T00:00:00Z", (string)failed["content"]![0]!["metadata"]!["created"]!);
        Assert.Equal("a", (string)failed["content"]![0]!["metadata"]!["labels"]![0]!);
        Assert.Equal(1, core.Store.Count(EntityType.Function, "demo"));
        Assert.Equal(1, core.Store.Count(EntityType.Task, "demo"));
    }

    [Theory]
    [InlineData("q=RUN", 3)]
    [InlineData("q=run-%25%32", 1)]
    [InlineData("q=00000_", 3)]
    [InlineData("q=zz_", 0)]
    [InlineData("name=run-000001", 1)]
    [InlineData("function=python%3A%2F%2Fdemo%2Fhello", 3)]
    [InlineData("action=JOB", 3)]
    [InlineData("user=anonymous&state=COMPLETED", 3)]
    [InlineData("created=garbage", 3)]
    public async Task Filters_choose(string query, int count)
    {
        await using var core = await FakeCoreServer.StartAsync();
        using var client = new Client(core);
        core.Seed("demo", 3);

        Assert.Equal(count, (int)(await client.GetAsync($"/api/v1/-/demo/runs?{query}"))["totalElements"]!);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z,1970-01-02T00:00:00Z", 2)]
    [InlineData("1970-01-01T00:00:00%2B12:00,1970-01-02T00:00:00%2B12:00", 2)]
    [InlineData("1970-01-05T00:00:00Z", 3)]
    [InlineData("1970-01-01", 3)]
    public async Task Before_level_15_two_dates_are_a_range(string created, int count)
    {
        await using var core = await FakeCoreServer.StartAsync(new() { Level = 14 });
        using var client = new Client(core);
        core.Seed("demo", 3, new SeedOptions { Start = DateTimeOffset.UnixEpoch, Interval = TimeSpan.FromDays(1) });

        Assert.Equal(count, (int)(await client.GetAsync($"/api/v1/-/demo/runs?created={created}"))["totalElements"]!);
    }

    [Fact]
    public async Task Documents_can_be_added_as_they_are()
    {
        await using var core = await FakeCoreServer.StartAsync();
        using var client = new Client(core);
        core.Store.Add(EntityType.Run, new JsonObject
        {
            ["id"] = "odd",
            ["project"] = "demo",
            ["kind"] = "made+up:run",
            ["status"] = new JsonObject { ["state"] = "STRANGE" },
        });

        var run = await client.GetAsync("/api/v1/-/demo/runs/odd");
        Assert.Equal("STRANGE", (string)run["status"]!["state"]!);
        Assert.True(core.Store.Remove(EntityType.Run, "odd"));
        Assert.False(core.Store.Remove(EntityType.Run, "odd"));
        Assert.Null(core.Store.Find(EntityType.Run, "odd"));
    }

    [Fact]
    public async Task A_project_holds_what_is_in_it_and_takes_it_along()
    {
        await using var core = await FakeCoreServer.StartAsync();
        using var client = new Client(core);
        core.Seed("demo", 2);

        var function = Assert.Single((await client.GetAsync("/api/v1/projects/demo"))["spec"]!["functions"]!.AsArray())!;
        Assert.Equal("hello", (string)function["name"]!);
        Assert.Null(function["spec"]);
        Assert.Equal((string)function["key"]!, (string)function["metadata"]!["ref"]!);

        await client.DeleteAsync("/api/v1/projects/demo?cascade=true");
        Assert.Equal(0, core.Store.Count(EntityType.Run) + core.Store.Count(EntityType.Function) + core.Store.Count(EntityType.Task));
    }

    [Fact]
    public async Task Deleting_a_function_by_name_deletes_its_tasks_and_runs()
    {
        await using var core = await FakeCoreServer.StartAsync();
        using var client = new Client(core);
        core.Seed("demo", 2);
        var task = (string)(await client.GetAsync("/api/v1/-/demo/tasks"))["content"]![0]!["id"]!;
        Assert.Equal(2, (await client.GetAsync($"/api/v1/-/demo/tasks/{task}/runs")).AsArray().Count);

        Assert.Equal(200, (await client.DeleteAsync("/api/v1/-/demo/functions?name=hello")).Status);
        Assert.Equal(0, core.Store.Count(EntityType.Run) + core.Store.Count(EntityType.Function) + core.Store.Count(EntityType.Task));
    }
}

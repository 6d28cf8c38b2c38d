namespace DigitalHub.FakeCore.Tests.Server;

public sealed class RequestLogTests() : ServerTests(new FakeCoreOptions())
{
    [Fact]
    public async Task Requests_are_kept_as_they_came()
    {
        Client.Http.DefaultRequestHeaders.Add("X-Trace", ["a", "b"]);
        await Client.PostAsync("/api/v1/projects?x=%2B+1", """{"name":"demo","kind":"project"}""");
        await Client.SendAsync(HttpMethod.Get, "/api/v1/projects/nope");

        var (create, read) = (Core.Requests.All[0], Core.Requests.All[1]);
        Assert.Equal((1, "POST", "/api/v1/projects?x=%2B+1", 200), (create.Number, create.Method, create.Target, create.Status));
        Assert.Equal("""{"name":"demo","kind":"project"}""", create.Body);
        Assert.Equal("a, b", create.Headers["x-trace"].Replace(",b", ", b", StringComparison.Ordinal));
        Assert.True(create.Ended >= create.Started);
        Assert.Equal((2, 404), (read.Number, read.Status));
        Assert.Equal(read, Assert.Single(Core.Requests.Matching("get", "/nope$")));
        Assert.Equal((2, 1), (Core.Requests.Count, Core.Requests.CountOf("POST")));

        Core.Requests.Clear();
        Assert.Empty(Core.Requests.All);
        Assert.Equal(0, Core.Requests.Count);
    }

    [Fact]
    public async Task Requests_one_after_the_other_are_never_two_at_a_time()
    {
        for (var i = 0; i < 200; i++)
        {
            await Client.GetAsync("/api/v1/projects");
        }
        Assert.Equal((1, 0), (Core.Requests.PeakConcurrency, Core.Requests.Concurrency));
    }

    [Fact]
    public async Task Requests_at_the_same_time_are_counted()
    {
        Core.Faults.Add(Faults.Fault.StallHeaders() with { Times = 3 });
        using var cancellation = new CancellationTokenSource();
        var requests = Enumerable.Range(0, 3).Select(_ => Client.Http.GetAsync("/api/v1/projects", cancellation.Token)).ToArray();
        while (Core.Requests.Concurrency < 3)
        {
            await Task.Delay(5);
        }
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(requests));
        Assert.Equal(3, Core.Requests.PeakConcurrency);
    }

    [Fact]
    public async Task Many_clients_get_whole_answers()
    {
        var ids = Core.Seed("demo", 500);
        var statuses = new System.Collections.Concurrent.ConcurrentBag<int>();
        var deletions = Parallel.ForEachAsync(ids, async (id, _) => statuses.Add((await Client.DeleteAsync($"/api/v1/-/demo/runs/{id}")).Status));
        while (!deletions.IsCompleted)
        {
            var page = await Client.GetAsync("/api/v1/-/demo/runs?size=1000");
            Assert.Equal((int)page["totalElements"]!, page["content"]!.AsArray().Count);
        }
        await deletions;
        Assert.Equal(500, statuses.Count(status => status == 200));
        Assert.Equal(0, Core.Store.Count(Model.EntityType.Run));
    }
}

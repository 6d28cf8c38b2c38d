using System.Globalization;
using System.Net;
using System.Text;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Tests.Server;

public sealed class FaultTests() : ServerTests(new FakeCoreOptions())
{
    protected override void Prepare() => Core.Seed("demo", 3);

    [Fact]
    public async Task A_reset_before_the_request_is_read_changes_nothing()
    {
        Core.Faults.Add(Fault.Reset() with { Method = "DELETE" });

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.DeleteAsync("/api/v1/-/demo/runs/run-000000"));
        Assert.Equal(3, Core.Store.Count(EntityType.Run));
        Assert.Null(Assert.Single(Core.Requests.All).Status);
    }

    [Fact]
    public async Task A_reset_after_acting_leaves_the_deed_done()
    {
        Core.Faults.Add(Fault.ResetAfterActing() with { Method = "DELETE" });

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.DeleteAsync("/api/v1/-/demo/runs/run-000000"));
        Assert.Equal(2, Core.Store.Count(EntityType.Run));
    }

    [Fact]
    public async Task Half_a_body_is_less_than_was_declared()
    {
        Core.Faults.Add(Fault.HalfBody());

        using var response = await Client.Http.GetAsync("/api/v1/-/demo/runs", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Headers_can_be_kept_back()
    {
        Core.Faults.Add(Fault.StallHeaders());
        using var cancellation = new CancellationTokenSource();

        var answer = Client.Http.GetAsync("/api/v1/-/demo/runs", cancellation.Token);
        await UntilAsync(() => Core.Requests.Concurrency == 1);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await UntilAsync(() => Core.Requests.Concurrency == 0);
        Assert.Equal(1, Core.Requests.PeakConcurrency);
    }

    [Fact]
    public async Task A_stalled_body_has_a_beginning()
    {
        Core.Faults.Add(Fault.StallBody());
        using var cancellation = new CancellationTokenSource();

        using var response = await Client.Http.GetAsync("/api/v1/-/demo/runs", HttpCompletionOption.ResponseHeadersRead);
        using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16];
        Assert.True(await stream.ReadAsync(buffer) > 0);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await stream.ReadAsync(buffer, cancellation.Token) > 0)
            {
            }
        });
    }

    [Fact]
    public async Task A_stall_may_end()
    {
        Core.Faults.Add(Fault.StallHeaders(TimeSpan.FromMilliseconds(1)), Fault.StallBody(TimeSpan.FromMilliseconds(1)));

        Assert.Equal(3, (int)(await Client.GetAsync("/api/v1/-/demo/runs"))["totalElements"]!);
        Assert.Equal(2, Core.Faults.Happened);
    }

    [Fact]
    public async Task Servers_in_between_answer_in_their_own_way()
    {
        var date = new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
        Core.Faults.Add(
            Fault.Status(429, TimeSpan.FromSeconds(7)),
            Fault.Status(503) with { RetryAt = date, Html = "<html>busy</html>" },
            Fault.Html200(),
            Fault.Redirect("https://login.example.test/here"));

        using var seconds = await Client.Http.GetAsync("/api/v1/projects");
        Assert.Equal((HttpStatusCode)429, seconds.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), seconds.Headers.RetryAfter!.Delta);

        using var later = await Client.Http.GetAsync("/api/v1/projects");
        Assert.Equal(date, later.Headers.RetryAfter!.Date);
        Assert.Equal("<html>busy</html>", await later.Content.ReadAsStringAsync());

        using var page = await Client.Http.GetAsync("/api/v1/projects");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);

        using var redirect = await Client.Http.GetAsync("/api/v1/projects");
        Assert.Equal(new Uri("https://login.example.test/here"), redirect.Headers.Location);

        using var normal = await Client.Http.GetAsync("/api/v1/projects");
        Assert.Equal("application/json", normal.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_refusal_can_come_after_the_deed()
    {
        Core.Faults.Add(Fault.Status(504) with { Act = true });

        Assert.Equal(504, (await Client.DeleteAsync("/api/v1/-/demo/runs/run-000000")).Status);
        Assert.Equal(2, Core.Store.Count(EntityType.Run));
    }

    [Fact]
    public async Task Rules_choose_their_requests()
    {
        Core.Faults.Add(Fault.Status(502) with { Method = "get", Path = "/runs/run-00000[01]", After = 1, Times = 2 });

        var seen = new List<int>();
        foreach (var id in (string[])["0", "2", "1", "2", "0", "1"])
        {
            seen.Add((await Client.SendAsync(HttpMethod.Get, $"/api/v1/-/demo/runs/run-00000{id}")).Status);
        }
        Assert.Equal([200, 200, 502, 200, 502, 200], seen);
    }

    [Fact]
    public async Task Removed_rules_do_nothing()
    {
        Core.Faults.Add(Fault.Status(502));
        Core.Faults.Clear();

        Assert.Equal(200, (await Client.SendAsync(HttpMethod.Get, "/api/v1/projects")).Status);
    }

    [Fact]
    public async Task A_wrong_clock_shows_in_the_date_and_in_documents()
    {
        Core.ClockSkew = TimeSpan.FromDays(-400);
        using var response = await Client.Http.PostAsync(
            "/api/v1/projects", new StringContent("""{"name":"late","kind":"project"}""", Encoding.UTF8, "application/json"));

        var before = DateTimeOffset.UtcNow.AddDays(-300);
        Assert.True(response.Headers.Date < before);
        var created = (string)Core.Store.Find(EntityType.Project, "late")!["metadata"]!["created"]!;
        Assert.True(DateTimeOffset.Parse(created, CultureInfo.InvariantCulture) < before);
    }

    [Fact]
    public async Task A_single_request_can_meet_a_wrong_clock()
    {
        Core.Faults.Add(Fault.ClockSkew(TimeSpan.FromDays(400)));

        using var wrong = await Client.Http.GetAsync("/api/v1/projects");
        using var right = await Client.Http.GetAsync("/api/v1/projects");
        Assert.True(wrong.Headers.Date > right.Headers.Date!.Value.AddDays(300));
    }

    [Fact]
    public async Task Runs_can_be_large_and_can_vanish()
    {
        Core.Faults.Add(Fault.BigRun(3) with { Path = "run-000001" }, Fault.Vanish() with { Path = "run-000002" });

        Assert.True((await Client.Http.GetByteArrayAsync("/api/v1/-/demo/runs/run-000001")).Length > 3 * 1024 * 1024);
        Assert.Equal(404, (await Client.SendAsync(HttpMethod.Get, "/api/v1/-/demo/runs/run-000002")).Status);
        Assert.Equal(2, Core.Store.Count(EntityType.Run));
    }

    [Fact]
    public async Task Bodies_are_compressed_for_those_who_accept_it()
    {
        Core.Faults.Add(Fault.Gzip() with { Times = 2 });

        using var plain = await Client.Http.GetAsync("/api/v1/-/demo/runs");
        Assert.Empty(plain.Content.Headers.ContentEncoding);

        using var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip };
        using var other = new Client(Core, handler: handler);
        Assert.Equal(3, (int)(await other.GetAsync("/api/v1/-/demo/runs"))["totalElements"]!);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5);
        }
    }
}

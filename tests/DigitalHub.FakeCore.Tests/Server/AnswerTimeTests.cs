using System.Collections.Concurrent;
using System.Net;

namespace DigitalHub.FakeCore.Tests.Server;

public sealed class AnswerTimeTests
{
    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(7);

    [Fact]
    public async Task Each_request_is_thought_about_before_anything_is_done()
    {
        var timers = new Timers();
        await using var core = await FakeCoreServer.StartAsync(new FakeCoreOptions { AnswerTime = Time, Clock = timers });
        core.Seed("demo", 1);
        using var client = new Client(core);

        using (var found = await client.Http.GetAsync("/api/v1/-/demo/runs/run-000000")) Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        using (var missing = await client.Http.GetAsync("/api/v1/-/demo/runs/nothing")) Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        Assert.Equal([Time, Time], timers.Due);
    }

    private sealed class Timers : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Due { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Due.Enqueue(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}

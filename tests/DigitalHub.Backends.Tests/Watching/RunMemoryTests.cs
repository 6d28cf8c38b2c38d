using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.Backends.Tests.Watching;

public class RunMemoryTests
{
    private readonly RunMemory _memory = new(statesOnly: false, 1000, TimeProvider.System);

    [Fact]
    public void Changes_of_one_millisecond_are_told_one_by_one()
    {
        Assert.Equal(["CREATE CREATED"], Listed("one"));
        Assert.Equal(["UPDATE CREATED"], Listed("two"));
        Assert.Empty(Listed("two"));

        Assert.Empty(Told("UPDATE", "two"));
        Assert.Empty(Listed("two"));
    }

    [Fact]
    public void Notifications_of_one_millisecond_are_told_one_by_one()
    {
        Assert.Equal(["CREATE CREATED"], Told("CREATE", "one"));
        Assert.Equal(["UPDATE CREATED"], Told("UPDATE", "two"));
        Assert.Empty(Told("UPDATE", "two"));
    }

    // A listing may write a run otherwise than a notification of the same change, and both otherwise than whoever made it.
    [Fact]
    public void What_is_only_written_otherwise_elsewhere_is_no_change()
    {
        Assert.Equal(["CREATE CREATED"], Told("CREATE", "one"));
        Assert.Empty(Listed("one", more: """ "user":"ada","""));
        Assert.Empty(Told("UPDATE", "one"));

        _memory.Learn(Run("one", more: """ "user":"ada","""), RunSource.Given);
        Assert.Empty(Listed("one"));
        Assert.Empty(Told("UPDATE", "one"));
    }

    [Fact]
    public async Task A_watch_of_a_store_tells_what_happened_while_its_clock_stood()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var store = new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true, Clock = clock });
        var session = new Session(store, BackendType.Local, "watched", "somewhere");
        await store.CreateProjectAsync(Docs.Project("demo"), default);
        await using var watch = await Watch.BeginAsync(new RunScope(session, "demo"));

        await store.CreateRunAsync(Docs.Run("demo", "a", "a", "python+run"), default);
        Assert.Equal("CREATE  CREATED a", await watch.NextAsync());
        await store.UpdateRunAsync(new("demo", "a"), new EntityChange { AddLabels = ["seen"] }, default);
        Assert.Equal("UPDATE CREATED CREATED a", await watch.NextAsync());
        await store.DeleteRunAsync(new("demo", "a"), force: false, default);
        Assert.Equal("DELETE CREATED DELETED a", await watch.NextAsync());
        GC.KeepAlive(session);
    }

    private string[] Listed(string label, string more = "") => Words(_memory.See(Run(label, more)));

    private string[] Told(string action, string label) => Words(_memory.See(new RunNotice(action, null, Run(label))));

    private static string[] Words(IReadOnlyList<RunMove> moves) => [.. moves.Select(move => $"{move.Action} {move.State}")];

    private static StoredDocument Run(string label, string more = "") => StoredDocument.Read($$$"""
        {"kind":"python+run","project":"demo","id":"a",{{{more}}}"metadata":{"created":"2026-01-01T00:00:00.001Z","updated":"2026-01-01T00:00:00.001Z","labels":["{{{label}}}"]},"status":{"state":"CREATED"}}
        """);
}

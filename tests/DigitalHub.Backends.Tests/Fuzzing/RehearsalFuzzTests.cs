using System.Collections.Specialized;
using System.Text;
using System.Text.Json;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Local.Rehearsals;
using DigitalHub.Backends.Tests.Contract;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>Whatever stands in the rules of a rehearsal; those that are taken are played.</summary>
[Collection(nameof(Fuzz))]
public sealed class RehearsalFuzzTests(ITestOutputHelper output)
{
    private const string Rules = """
        [{"Kind":"python+*","Function":"python://demo/train:v1","Name":["a","b*"],"Label":"x","Action":"job","Outcome":["ERROR","COMPLETED"],"After":"00:00:10","Message":["Evicted",""],"Log":["one\ntwo","three"],"Metric":{"loss":[0.9,0.5,0.3],"acc":0.9},"Status":{"results":{"acc":0.9},"outputs":{},"service":{"url":"http://x"},"message2":null}},
         {"Workflow":"nightly","Outcome":"stopped","After":2.5,"Speed":10},
         {"Fault":{"On":["Create","List"],"Error":"ServerUnavailable","Times":2}},
         {"Fault":{"On":"Get"}},
         {"Speed":100}]
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly long[] Times = [0, Now.ToUnixTimeMilliseconds(), Now.AddSeconds(5).ToUnixTimeMilliseconds(), long.MaxValue];

    private static readonly string[] Each = [.. JsonDocument.Parse(Rules).RootElement.EnumerateArray().Select(rule => $"[{rule.GetRawText()}]")];

    [Fact]
    public void Damaged_rules_of_a_rehearsal() => Fuzz.Run(
        output,
        3,
        random => (Content: Damage.Json(random, random.Next(3) == 0 ? Rules : random.One(Each)), InStore: random.Next(200) == 0),
        input => Use(input.Content, input.InStore),
        input => Shown.Of(input.Content));

    private static void Use(byte[] content, bool inStore)
    {
        if (Values(content) is not { } maps) return;
        var rehearsal = RehearsalReader.Read(maps);
        foreach (var rule in rehearsal.Rules)
        {
            for (var turn = 0; turn < 3; turn++) Play(rule, rule.Fate(turn == 0 ? "serve" : "job", turn));
        }
        if (inStore) PlayAsync(rehearsal).GetAwaiter().GetResult();
    }

    private static void Play(RehearsalRule rule, RehearsedFate fate)
    {
        var plan = RehearsedPlan.Of(rule, fate, Now);
        Assert.Equal(plan.Moves.Select(move => move.At).Order(), plan.Moves.Select(move => move.At));
        var again = RehearsedPlan.Read(plan.Write());
        Assert.Equal(plan.Write(), again.Write());
        foreach (var time in Times)
        {
            Assert.InRange(again.LogAt(time).Count, 0, rule.Log.Count);
            _ = again.MetricsAt(time);
            _ = again.Instead(RunState.Stop, time == long.MaxValue ? Now.ToUnixTimeMilliseconds() : time).LogAt(time);
        }
    }

    private static async Task PlayAsync(Rehearsal rehearsal)
    {
        var clock = new FakeTimeProvider(Now);
        await using var store = new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true, Clock = clock, Rehearsal = rehearsal });
        await store.CreateProjectAsync(Docs.Project("demo"), default);
        foreach (var name in (string[])["a", "b1", "other"])
        {
            await store.CreateRunAsync(Docs.Run("demo", name, name, "python+job:run", Docs.Map(("task", "python+job://demo/t")), ["x"]), default);
            clock.Advance(TimeSpan.FromSeconds(1));
            _ = await store.GetRunLogsAsync(new("demo", name), default);
            _ = await store.GetRunMetricsAsync(new("demo", name), default);
        }
        clock.Advance(TimeSpan.FromDays(400));
        foreach (var run in await store.ListRunsAsync(new RunQuery(), default).ToListAsync()) Assert.Contains(RunMoves.State(run.Map), RunState.All);
    }

    // What the shell makes of a user's rules are document values; what is no list of dictionaries never comes here.
    private static List<OrderedDictionary>? Values(byte[] content)
    {
        try
        {
            return JsonText.Parse(Encoding.UTF8.GetString(content)) is Array list && list.Cast<object?>().All(item => item is OrderedDictionary) ? [.. list.Cast<OrderedDictionary>()] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

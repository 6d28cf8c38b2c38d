using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;
using Microsoft.Extensions.Time.Testing;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>Transcripts that were recorded on one server, in their order, and what was done there without being recorded.</summary>
internal abstract class Scenario
{
    /// <summary>The transcripts, in the order of their recording.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    protected abstract FakeCoreOptions Options { get; }

    protected FakeTimeProvider Clock { get; private set; } = null!;

    protected FakeCoreServer Core { get; private set; } = null!;

    protected Replayer Replayer { get; private set; } = null!;

    public async Task<(IReadOnlyList<string> Differences, int Count)> ReplayAsync()
    {
        var transcripts = Files.Select(Transcript.Load).ToArray();
        // Time goes on with each look at the clock, so that nothing is of the same time.
        Clock = new FakeTimeProvider(transcripts[0].Start) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        Core = await FakeCoreServer.StartAsync(Options with { Clock = Clock });
        await using var core = Core;
        using var replayer = Replayer = new Replayer(Core.Endpoint);
        foreach (var transcript in transcripts)
        {
            AdvanceTo(transcript.Start);
            foreach (var exchange in transcript.Exchanges)
            {
                var target = await PrepareAsync(transcript, exchange);
                await Replayer.ReplayAsync(exchange, target);
            }
        }
        return (Replayer.Differences, Replayer.Count);
    }

    /// <summary>What happened before an exchange. Returns another target where the recorded one was shortened.</summary>
    protected abstract Task<string?> PrepareAsync(Transcript transcript, Exchange exchange);

    protected void AdvanceTo(DateTimeOffset time)
    {
        if (time > Clock.GetUtcNow())
        {
            Clock.SetUtcNow(time);
        }
    }

    /// <summary>Adds a document as it was answered, unless it is there already.</summary>
    protected void Seed(EntityType type, JsonNode? answered, Action<JsonObject>? change = null)
    {
        var document = JsonNode.Parse(Replayer.Translation.ToActual(answered!.ToJsonString()))!.AsObject();
        change?.Invoke(document);
        if (Core.Store.Find(type, document["id"]!.GetValue<string>()) is null)
        {
            Core.Store.Add(type, document);
        }
    }

    /// <summary>Adds a run as it was created: before whatever the answer shows of its later states.</summary>
    protected void SeedCreated(JsonNode? answered) => Seed(EntityType.Run, answered, run => run["status"] = new JsonObject { ["state"] = "CREATED" });

    protected static string? Text(JsonNode? node) => node?.GetValue<string>();
}

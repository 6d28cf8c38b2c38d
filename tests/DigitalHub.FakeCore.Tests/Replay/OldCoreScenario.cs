using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>The cores of the levels 13 and 14.</summary>
internal sealed class OldCoreScenario(int level) : Scenario
{
    public override IReadOnlyList<string> Files => [$"core-0.{level}"];

    protected override FakeCoreOptions Options => new()
    {
        Level = level,
        PublicEndpoint = new Uri(level == 13 ? "http://127.0.0.1:8120" : "http://127.0.0.1:8130"),
    };

    protected override Task<string?> PrepareAsync(Transcript transcript, Exchange exchange)
    {
        if (exchange.Index == 19)
        {
            foreach (var run in transcript.Exchanges.Skip(19).Take(2).SelectMany(list => list.Body!["content"]!.AsArray()))
            {
                // The name of 0.13 is put together for the answer.
                Seed(EntityType.Run, run, document => document["name"] = level == 13 ? Text(document["id"]) : Text(document["name"]));
            }
        }
        if (exchange.Note == "4 s later")
        {
            Clock.Advance(TimeSpan.FromSeconds(4));
        }
        return Task.FromResult<string?>(null);
    }
}

using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>The core of level 15 without authentication and without Kubernetes.</summary>
internal sealed class MainScenario : Scenario
{
    public override IReadOnlyList<string> Files =>
    [
        "discovery", "projects", "functions-and-tasks", "runs-create", "runs-read", "runs-list", "search", "runs-update", "runs-actions", "runs-parts",
        "runs-delete", "runs-remote-no-k8s", "runs-every-kind",
    ];

    protected override FakeCoreOptions Options => new() { PublicEndpoint = new Uri("http://127.0.0.1:8080") };

    protected override Task<string?> PrepareAsync(Transcript transcript, Exchange exchange)
    {
        switch (transcript.Name, exchange.Index)
        {
            case ("projects", 9):
                // Only the first of three was recorded.
                foreach (var project in transcript.Exchanges[10].Body!["content"]!.AsArray())
                {
                    Seed(EntityType.Project, project);
                }
                break;
            case ("runs-list", 0):
                SeedListing(transcript);
                break;
            case ("runs-update", 0):
                Seed(EntityType.Run, exchange.Body);
                Seed(EntityType.Run, transcript.Exchanges[14].Body);
                break;
            case ("runs-actions", 0):
                SeedCreated(exchange.Body);
                SeedCreated(transcript.Exchanges[14].Body);
                break;
            case ("runs-delete", 0):
                SeedCreated(exchange.Body);
                SeedCreated(transcript.Exchanges[3].Body);
                break;
            case ("runs-remote-no-k8s", 1):
                Clock.Advance(TimeSpan.FromSeconds(2));
                break;
            case ("runs-remote-no-k8s", 2):
                Clock.Advance(TimeSpan.FromSeconds(10));
                break;
            case ("runs-remote-no-k8s", 6):
                Clock.Advance(TimeSpan.FromSeconds(2));
                break;
            case ("runs-every-kind", _):
                SeedKind(exchange);
                break;
        }
        return Task.FromResult<string?>(null);
    }

    private void SeedListing(Transcript transcript)
    {
        var runs = transcript.Exchanges[5].Body!["content"]!.AsArray();
        Core.Store.Add(EntityType.Project, new JsonObject { ["name"] = "listing", ["id"] = "listing" });
        foreach (var run in runs)
        {
            SeedTask(run!["spec"]!);
            Seed(EntityType.Run, run);
        }
    }

    private void SeedKind(Exchange exchange)
    {
        if (exchange.Index == 0)
        {
            Core.Store.Add(EntityType.Project, new JsonObject { ["name"] = "kinds", ["id"] = "kinds" });
        }
        SeedTask(exchange.Request["body"]!["spec"]!);
    }

    // Task and function as the references name them.
    private void SeedTask(JsonNode spec)
    {
        var reference = Text(spec["task"])!.Split("://");
        var place = reference[1].Split('/');
        var executable = spec["function"] is null ? "workflow" : "function";
        Seed(EntityType.Task, new JsonObject
        {
            ["id"] = place[1],
            ["kind"] = reference[0],
            ["project"] = place[0],
            ["spec"] = new JsonObject { [executable] = spec[executable]?.DeepClone() },
        });
    }
}

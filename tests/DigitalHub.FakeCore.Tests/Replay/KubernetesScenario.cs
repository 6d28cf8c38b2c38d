using System.Text;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>
/// A core on Kubernetes. What Kubernetes says of a run (pods, events, raw objects, logs) is taken from the recording, and so is the course
/// that a run takes by itself; states, transitions and what stop and delete do are the server's.
/// </summary>
internal sealed class KubernetesScenario : Scenario
{
    private const int MostSteps = 6;

    private static readonly string[] OfTheServer = ["state", "transitions", "message"];

    public override IReadOnlyList<string> Files =>
    [
        "runs-remote-job", "runs-remote-stop", "runs-remote-delete", "runs-remote-fail", "runs-remote-serve", "runs-remote-logs", "runs-remote-python",
    ];

    protected override FakeCoreOptions Options => new()
    {
        Kubernetes = new KubernetesOptions { Manual = true, LingerAsDeleted = TimeSpan.FromSeconds(1) },
    };

    protected override Task<string?> PrepareAsync(Transcript transcript, Exchange exchange)
    {
        if (exchange is { File: "runs-remote-job", Index: 0 })
        {
            Core.Store.Add(EntityType.Project, new JsonObject { ["name"] = "k8s", ["id"] = "k8s" });
        }
        if (exchange is { File: "runs-remote-python", Index: 0 })
        {
            SeedPython(transcript);
        }
        var path = exchange.Target.Split('/');
        if (exchange.Method == "POST" && path[^1] == "runs")
        {
            var id = Text(exchange.Request["body"]!["id"])!;
            Core.Cluster.Plan(id, new RunPlan([.. Course(transcript, exchange, id)]));
        }
        else if (path.Length > 6 && path[5] == "runs")
        {
            Follow(exchange, path[6], path[^1] == "logs");
        }
        return Task.FromResult<string?>(null);
    }

    // The states that a run was seen in, up to what was done to it.
    private static IEnumerable<PlanStep> Course(Transcript transcript, Exchange creation, string id)
    {
        var known = 2;
        var last = "READY";
        foreach (var exchange in transcript.Exchanges.Skip(creation.Index + 1))
        {
            if (exchange.Method != "GET" || exchange.Body?["id"] is not JsonValue seen || seen.GetValue<string>() != id)
            {
                continue;
            }
            var status = exchange.Body["status"]!;
            var state = Text(status["state"])!;
            if (state is not ("READY" or "PENDING" or "RUNNING" or "COMPLETED" or "ERROR"))
            {
                yield break;
            }
            foreach (var transition in status["transitions"]!.AsArray().Reverse().Skip(known))
            {
                known++;
                last = Text(transition!["status"])!;
                yield return new PlanStep { State = last, Message = Text(transition["message"]) };
            }
            if (state != last)
            {
                last = state;
                yield return new PlanStep { State = state, StateOnly = true };
            }
        }
    }

    private void Follow(Exchange exchange, string id, bool logs)
    {
        if (logs)
        {
            ShowLogs(id, exchange.Response["body"]!.AsArray());
            return;
        }
        if (exchange.Method == "GET")
        {
            for (var i = 0; i < MostSteps && !IsThere(exchange, id); i++)
            {
                Core.Advance(id);
            }
        }
        if (exchange.Body?["status"] is JsonObject status)
        {
            var shown = JsonNode.Parse(Replayer.Translation.ToActual(status.ToJsonString()))!.AsObject();
            foreach (var key in OfTheServer)
            {
                shown.Remove(key);
            }
            var relationships = exchange.Body["metadata"]?["relationships"];
            Core.Cluster.Show(id, shown, relationships is null ? null : new JsonObject { ["relationships"] = relationships.DeepClone() });
        }
    }

    private bool IsThere(Exchange exchange, string id)
    {
        var run = Core.Store.Find(EntityType.Run, id);
        if (run is null || exchange.Status == 404)
        {
            return run is null;
        }
        var (recorded, actual) = (exchange.Body!["status"]!, run["status"]!);
        return Text(recorded["state"]) == Text(actual["state"])
            && recorded["transitions"]!.AsArray().Count == actual["transitions"]!.AsArray().Count;
    }

    private void ShowLogs(string id, JsonArray logs) => Core.Cluster.ShowLogs(id, [.. logs.Select(log => new ContainerLog(
        Text(log!["extensions"]!["container"])!,
        Text(log["extensions"]!["pod"])!,
        Encoding.UTF8.GetString(Convert.FromBase64String(Text(log["content"])!))))]);

    private void SeedPython(Transcript transcript)
    {
        Seed(EntityType.Task, transcript.Exchanges[0].Body!["content"]![0]);
        var built = transcript.Exchanges[1].Body!["spec"]!;
        Core.Store.Add(EntityType.Function, new JsonObject
        {
            ["id"] = Text(built["function"])!.Split(':')[^1],
            ["name"] = "train",
            ["kind"] = "python",
            ["project"] = "k8s",
            ["spec"] = new JsonObject { ["source"] = built["source"]!.DeepClone(), ["python_version"] = built["python_version"]!.DeepClone() },
        });
    }
}

using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Kubernetes;

/// <summary>Plans in the shape of the recorded runs (<c>runs-remote-job.json</c>, <c>-fail</c>, <c>-serve</c>).</summary>
internal static class PlanWriter
{
    public static IReadOnlyList<PlanStep> Job(PlannedRun run, string end, string? message)
    {
        var failed = end == "ERROR";
        return
        [
            new PlanStep { After = run.Options.PendingAfter, State = "PENDING", Status = Status(run, "Pending", "waiting: ContainerCreating", ready: false) },
            new PlanStep
            {
                After = run.Options.RunningAfter,
                State = "RUNNING",
                Status = Status(run, "Running", "running", ready: true),
                Logs = [Log(run, "started\n")],
            },
            new PlanStep
            {
                After = run.Options.FinishAfter,
                State = end,
                Message = message,
                Status = Status(run, failed ? "Failed" : "Succeeded", failed ? "terminated: Error (exit code 1)" : "terminated: Completed (exit code 0)", ready: false),
                Logs = [Log(run, failed ? "started\nfailed\n" : "started\ndone\n")],
            },
        ];
    }

    public static IReadOnlyList<PlanStep> Service(PlannedRun run)
    {
        var status = Status(run, "Running", "running", ready: true);
        status["service"] = Endpoint(run);
        return
        [
            new PlanStep { After = run.Options.PendingAfter, State = "PENDING", Status = Status(run, "Pending", "waiting: ContainerCreating", ready: false) },
            new PlanStep { After = run.Options.RunningAfter, State = "RUNNING", Status = status, Logs = [Log(run, "serving\n")] },
        ];
    }

    public static IReadOnlyList<PlanStep> Unschedulable(PlannedRun run)
    {
        var status = Status(run, "Pending", null, ready: false);
        status["events"]!.AsArray().Add(Event("FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.", "Pod", Pod(run), "Warning"));
        return [new PlanStep { After = run.Options.PendingAfter, State = "PENDING", Status = status }];
    }

    private static JsonObject Status(PlannedRun run, string phase, string? state, bool ready) => new()
    {
        ["k8s"] = new JsonObject { ["job"] = new JsonObject { ["metadata"] = new JsonObject { ["name"] = Workload(run), ["namespace"] = run.Options.Namespace } } },
        ["pods"] = new JsonArray(new JsonObject
        {
            ["phase"] = phase,
            ["name"] = Pod(run),
            ["namespace"] = run.Options.Namespace,
            ["containers"] = state is null ? [] : new JsonArray(new JsonObject
            {
                ["image"] = Json.String(run.Spec, "image") ?? "example/runtime:latest",
                ["restartCount"] = 0,
                ["ready"] = ready,
                ["name"] = $"c-{Flat(run.TaskKind)}-{run.Id}",
                ["state"] = state,
            }),
        }),
        ["events"] = new JsonArray(Event("SuccessfulCreate", $"Created pod: {Pod(run)}", "Job", Workload(run), "Normal")),
    };

    private static JsonObject Endpoint(PlannedRun run)
    {
        var name = $"s-{Flat(run.TaskKind)}-{run.Id}";
        var port = run.Spec["service_ports"] is JsonArray { Count: > 0 } ports && ports[0]?["port"] is JsonValue value ? value.GetValue<int>() : 8080;
        return new JsonObject
        {
            ["name"] = name,
            ["namespace"] = run.Options.Namespace,
            ["type"] = Json.String(run.Spec, "service_type") ?? "ClusterIP",
            ["clusterIP"] = "10.96.0.17",
            ["ports"] = new JsonArray(new JsonObject { ["name"] = $"port{port}", ["port"] = port, ["protocol"] = "TCP", ["targetPort"] = port }),
            ["url"] = $"{name}.{run.Options.Namespace}:{port}",
        };
    }

    private static JsonObject Event(string reason, string note, string kind, string name, string type) =>
        new() { ["reason"] = reason, ["note"] = note, ["kind"] = kind, ["name"] = name, ["type"] = type };

    private static ContainerLog Log(PlannedRun run, string text) =>
        new($"c-{Flat(run.TaskKind)}-{run.Id}", Pod(run), text) { Namespace = run.Options.Namespace };

    private static string Workload(PlannedRun run) => $"j-{Flat(run.TaskKind)}-{run.Id}";

    private static string Pod(PlannedRun run) => Workload(run) + "-x7k2p";

    private static string Flat(string kind) => string.Concat(kind.Where(char.IsLetterOrDigit));
}

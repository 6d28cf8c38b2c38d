using System.Globalization;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Kubernetes;

/// <summary>Plans in the shape of the recorded runs (<c>runs-remote-job.json</c>, <c>-fail</c>, <c>-serve</c>).</summary>
internal static class PlanWriter
{
    public static IReadOnlyList<PlanStep> Job(PlannedRun run) =>
    [
        Pending(run),
        Running(run),
        new PlanStep
        {
            After = run.Options.FinishAfter,
            State = "COMPLETED",
            StatusAt = time => Status(
                run,
                "Succeeded",
                Container(run, $"terminated at {Timestamps.Seconds(time)} exitCode: 0 reason: Completed", ready: true),
                time,
                [.. Started(run, time), Event("Completed", "Job completed", "Job", Workload(run), "Normal", time)]),
            Logs = [Log(run, "started\ndone\n")],
        },
    ];

    public static IReadOnlyList<PlanStep> Failing(PlannedRun run, string message, int exitCode, string reason) =>
    [
        Pending(run),
        Running(run),
        new PlanStep
        {
            After = run.Options.FinishAfter,
            State = "ERROR",
            Message = message,
            StatusAt = time => Status(
                run,
                "Failed",
                Container(run, string.Create(CultureInfo.InvariantCulture, $"terminated at {Timestamps.Seconds(time)} exitCode: {exitCode} reason: {reason}"), ready: false),
                time,
                [.. Started(run, time), Event("BackoffLimitExceeded", "Job has reached the specified backoff limit", "Job", Workload(run), "Warning", time)]),
            Logs = [Log(run, "started\nfailed\n")],
        },
    ];

    public static IReadOnlyList<PlanStep> Service(PlannedRun run)
    {
        var running = Running(run);
        return
        [
            Pending(run),
            running with
            {
                StatusAt = time =>
                {
                    var status = running.StatusAt!(time);
                    status["service"] = Endpoint(run);
                    return status;
                },
                Logs = [Log(run, "serving\n")],
            },
        ];
    }

    public static IReadOnlyList<PlanStep> Unschedulable(PlannedRun run) =>
    [
        new PlanStep
        {
            After = run.Options.PendingAfter,
            State = "PENDING",
            StatusAt = time => Status(
                run,
                "Pending",
                null,
                time,
                [
                    Created(run, time),
                    Event("FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.", "Pod", Pod(run), "Warning", time),
                ]),
        },
    ];

    private static PlanStep Pending(PlannedRun run) => new()
    {
        After = run.Options.PendingAfter,
        State = "PENDING",
        StatusAt = time => Status(run, "Pending", null, time, [Created(run, time), Scheduled(run, time)]),
    };

    private static PlanStep Running(PlannedRun run) => new()
    {
        After = run.Options.RunningAfter,
        State = "RUNNING",
        StatusAt = time => Status(run, "Running", Container(run, $"running since {Timestamps.Seconds(time)}", ready: true), time, [.. Started(run, time)]),
        Logs = [Log(run, "started\n")],
    };

    private static JsonObject Status(PlannedRun run, string phase, JsonObject? container, DateTimeOffset time, JsonNode[] events)
    {
        var pod = new JsonObject { ["phase"] = phase, ["name"] = Pod(run), ["namespace"] = run.Options.Namespace };
        if (container is not null)
        {
            pod["startTime"] = Timestamps.Seconds(time);
            pod["containers"] = new JsonArray(container);
        }
        return new JsonObject
        {
            ["k8s"] = new JsonObject
            {
                ["job"] = new JsonObject
                {
                    ["apiVersion"] = "batch/v1",
                    ["kind"] = "Job",
                    ["metadata"] = new JsonObject { ["name"] = Workload(run), ["namespace"] = run.Options.Namespace },
                },
            },
            ["pods"] = new JsonArray(pod),
            ["events"] = new JsonArray(events),
        };
    }

    private static JsonObject Container(PlannedRun run, string state, bool ready) => new()
    {
        ["image"] = Json.String(run.Spec, "image") ?? "example/runtime:latest",
        ["restartCount"] = 0,
        ["ready"] = ready,
        ["name"] = ContainerName(run),
        ["state"] = state,
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

    private static JsonObject[] Started(PlannedRun run, DateTimeOffset time) =>
        [Created(run, time), Scheduled(run, time), Event("Created", "Created container", "Pod", Pod(run), "Normal", time)];

    private static JsonObject Created(PlannedRun run, DateTimeOffset time) =>
        Event("SuccessfulCreate", $"Created pod: {Pod(run)}", "Job", Workload(run), "Normal", time);

    private static JsonObject Scheduled(PlannedRun run, DateTimeOffset time) =>
        Event("Scheduled", $"Successfully assigned {run.Options.Namespace}/{Pod(run)} to node-0", "Pod", Pod(run), "Normal", time);

    private static JsonObject Event(string reason, string note, string kind, string name, string type, DateTimeOffset time) => new()
    {
        ["reason"] = reason,
        ["note"] = note,
        ["kind"] = kind,
        ["name"] = name,
        ["type"] = type,
        ["timestamp"] = time.ToUnixTimeSeconds(),
    };

    private static ContainerLog Log(PlannedRun run, string text) => new(ContainerName(run), Pod(run), text) { Namespace = run.Options.Namespace };

    private static string ContainerName(PlannedRun run) => $"c-{Flat(run.TaskKind)}-{run.Id}";

    private static string Workload(PlannedRun run) => $"j-{Flat(run.TaskKind)}-{run.Id}";

    private static string Pod(PlannedRun run) => Workload(run) + "-x7k2p";

    private static string Flat(string kind) => string.Concat(kind.Where(char.IsLetterOrDigit));
}

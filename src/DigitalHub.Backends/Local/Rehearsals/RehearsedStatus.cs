using System.Collections.Specialized;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DigitalHub.Backends.Local.Rehearsals;

/// <summary>What a core writes into the status of a run that it executes, in the shape of the recorded ones (transcripts <c>runs-remote-*</c>).</summary>
internal static partial class RehearsedStatus
{
    private const string Namespace = "default";

    private const string Killed = "137";

    /// <summary>Puts into a document what goes with a state that the run has come to.</summary>
    /// <param name="run">The document.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="move">The move.</param>
    /// <param name="isOutcome">Whether it is what the run was to come to.</param>
    public static void Put(OrderedDictionary run, RehearsedPlan plan, PlannedMove move, bool isOutcome)
    {
        var status = run.Section("status");
        var time = DateTimeOffset.FromUnixTimeMilliseconds(move.At);
        switch (move.State)
        {
            case RunState.Ready or RunState.Pending when isOutcome:
                Waiting(run, status, plan.Message, time);
                break;
            case RunState.Pending:
                status["pods"] = Pods(Pod(run, "Pending", null));
                break;
            case RunState.Running:
                status["pods"] = Pods(Pod(run, "Running", $"running since {Seconds(time)}"));
                if (plan.Status.Map("service") is { } service) status["service"] = ValueMap.Clone(service);
                else if (isOutcome && RunFacts.Action(run.Text("kind")!, run.Map("spec")?.Text("task")) == "serve") status["service"] = Service(run);
                break;
            case RunState.Completed:
                status["pods"] = Pods(Pod(run, "Succeeded", $"terminated at {Seconds(time)} exitCode: 0 reason: Completed"));
                break;
            case RunState.Error:
                Failed(run, status, plan.Message, time);
                break;
            case RunState.Stopped:
                status.Remove("pods");
                status.Remove("service");
                break;
        }
        if (!isOutcome) return;
        if (plan.Message is not null) status["message"] = plan.Message;
        DocumentMerge.Overlay(status, plan.Status);
    }

    /// <summary>What a run has written, as one container's log.</summary>
    public static RunLog Log(OrderedDictionary run, IEnumerable<string> lines) => new(PodName(run), ContainerName(run), string.Concat(lines.Select(line => $"{line}\n")));

    private static void Waiting(OrderedDictionary run, OrderedDictionary status, string? message, DateTimeOffset time)
    {
        switch (Cause(message))
        {
            case "ImagePull":
                status["pods"] = Pods(Pod(run, "Pending", "waiting reason: ErrImagePull"));
                break;
            case "Unschedulable":
                status["pods"] = Pods(Pod(run, "Pending", null));
                status["events"] = Events("FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.", time);
                break;
            default:
                status["pods"] = Pods(Pod(run, "Pending", null));
                break;
        }
    }

    private static void Failed(OrderedDictionary run, OrderedDictionary status, string? message, DateTimeOffset time)
    {
        var code = ExitCode().Match(message ?? string.Empty) is { Success: true } match ? match.Groups[1].Value : "1";
        status.Remove("pods");
        switch (Cause(message))
        {
            case "OutOfMemory":
                status["pods"] = Pods(Pod(run, "Failed", Terminated(time, Killed, "OOMKilled")));
                break;
            case "Evicted":
                var pod = Pod(run, "Failed", Terminated(time, Killed, "Error"));
                (pod["reason"], pod["message"]) = ("Evicted", "The node was low on resource: memory.");
                status["pods"] = Pods(pod);
                break;
            case "ImagePull":
                status["pods"] = Pods(Pod(run, "Pending", "waiting reason: ErrImagePull"));
                break;
            case "Unschedulable":
                status["pods"] = Pods(Pod(run, "Pending", null));
                status["events"] = Events("FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.", time);
                break;
            case "Deadline":
                status["events"] = Events("DeadlineExceeded", "Job was active longer than specified deadline", time);
                break;
            case "Unknown":
                break;
            default:
                status["pods"] = Pods(Pod(run, "Failed", Terminated(time, code, "Error")));
                break;
        }
    }

    // A reason by its name, or what Kubernetes calls it; whatever else is said, its container failed.
    private static string? Cause(string? message) =>
        message is null ? null : RunReason.All.FirstOrDefault(reason => reason.Equals(message.Trim(), StringComparison.OrdinalIgnoreCase)) ?? RunReason.OfText(message);

    private static string Terminated(DateTimeOffset time, string code, string reason) => $"terminated at {Seconds(time)} exitCode: {code} reason: {reason}";

    private static object?[] Pods(OrderedDictionary pod) => [pod];

    private static OrderedDictionary Pod(OrderedDictionary run, string phase, string? state)
    {
        var pod = ValueMap.From([new("phase", phase), new("name", PodName(run)), new("namespace", Namespace)]);
        if (state is null) return pod;
        pod["containers"] = new object?[]
        {
            ValueMap.From(
            [
                new("image", run.Map("spec")?.Text("image") ?? "rehearsal/runtime:latest"),
                new("restartCount", 0L),
                new("ready", state.StartsWith("running", StringComparison.Ordinal)),
                new("name", ContainerName(run)),
                new("state", state),
            ]),
        };
        return pod;
    }

    private static object?[] Events(string reason, string note, DateTimeOffset time) =>
        [ValueMap.From([new("reason", reason), new("note", note), new("type", "Warning"), new("timestamp", time.ToUnixTimeSeconds())])];

    private static OrderedDictionary Service(OrderedDictionary run)
    {
        var name = $"s-{Flat(run)}-{run.Text("id")}";
        return ValueMap.From([new("name", name), new("namespace", Namespace), new("type", "ClusterIP"), new("url", $"{name}.{Namespace}:8080")]);
    }

    private static string ContainerName(OrderedDictionary run) => $"c-{Flat(run)}-{run.Text("id")}";

    private static string PodName(OrderedDictionary run) => $"j-{Flat(run)}-{run.Text("id")}-x7k2p";

    private static string Flat(OrderedDictionary run) => string.Concat(run.Text("kind")!.Split(':')[0].Where(char.IsAsciiLetterOrDigit));

    private static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bexit ?code:? ?(\d{1,5})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ExitCode();
}

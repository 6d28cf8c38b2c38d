using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Kubernetes;

/// <summary>What will become of a remote run.</summary>
/// <param name="steps">The steps, made when the run is submitted.</param>
public sealed class RunPlan(Func<PlannedRun, IReadOnlyList<PlanStep>> steps)
{
    /// <summary>Steps written down beforehand.</summary>
    public RunPlan(params IReadOnlyList<PlanStep> steps)
        : this(_ => steps)
    {
    }

    /// <summary>What core says of a job that failed.</summary>
    public const string UsualMessage = "Job condition failed: Job has reached the specified backoff limit";

    /// <summary>Why its container ended.</summary>
    public const string UsualReason = "OOMKilled";

    /// <summary>A job that ends in COMPLETED, with a line of log when it runs and one at its end.</summary>
    public static RunPlan Job { get; } = new(PlanWriter.Job);

    /// <summary>A service, which runs until it is stopped or deleted.</summary>
    public static RunPlan Service { get; } = new(PlanWriter.Service);

    /// <summary>A job that can't be scheduled and stays in PENDING; <c>status.events</c> says why.</summary>
    public static RunPlan Unschedulable { get; } = new(PlanWriter.Unschedulable);

    /// <summary>A job that ends in ERROR, as a container that took too much memory does.</summary>
    public static RunPlan Failing(string message = UsualMessage, int exitCode = 137, string reason = UsualReason) =>
        new(run => PlanWriter.Failing(run, message, exitCode, reason));

    internal IReadOnlyList<PlanStep> StepsFor(PlannedRun run) => steps(run);
}

/// <summary>The run that a plan is made for.</summary>
/// <param name="Id">The id.</param>
/// <param name="Project">The project.</param>
/// <param name="Kind">The kind.</param>
/// <param name="TaskKind">The kind of the task, such as <c>container+job</c>.</param>
/// <param name="Spec">The spec after the build.</param>
/// <param name="Options">The times.</param>
public sealed record PlannedRun(string Id, string Project, string Kind, string TaskKind, JsonObject Spec, KubernetesOptions Options);

/// <summary>One change of a remote run. A state that isn't adjacent is ignored, as core ignores it.</summary>
public sealed record PlanStep
{
    /// <summary>The time since the step before.</summary>
    public TimeSpan After { get; init; }

    /// <summary>The new state; null keeps it.</summary>
    public string? State { get; init; }

    /// <summary>The new <c>status.message</c>.</summary>
    public string? Message { get; init; }

    /// <summary>More keys of the status, such as pods, events, service, k8s. A null removes a key.</summary>
    public JsonObject? Status { get; init; }

    /// <summary>The same, of things that name the time of the step.</summary>
    public Func<DateTimeOffset, JsonObject>? StatusAt { get; init; }

    /// <summary>More keys of the metadata.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>The logs from now on, whole; null keeps them.</summary>
    public IReadOnlyList<ContainerLog>? Logs { get; init; }

    /// <summary>Only the state: core saves it before the transition and the rest, and a reader may come in between (<c>runs-remote-fail.json</c>).</summary>
    public bool StateOnly { get; init; }
}

/// <summary>The log of one container so far.</summary>
/// <param name="Container">The name of the container.</param>
/// <param name="Pod">The name of the pod.</param>
/// <param name="Text">The text.</param>
public sealed record ContainerLog(string Container, string Pod, string Text)
{
    /// <summary>The namespace.</summary>
    public string Namespace { get; init; } = "default";
}

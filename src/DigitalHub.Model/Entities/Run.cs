using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>A run (contract 4.1): its document, read and changed through properties.</summary>
public sealed class Run : Entity
{
    internal Run(StoredDocument stored, Session session)
        : base(stored, session)
    {
    }

    /// <summary>The id, unique over all projects. Declared here so that it comes first where properties are listed in their order.</summary>
    public new string Id => base.Id;

    /// <summary>The name, to read and to change.</summary>
    public new string Name
    {
        get => base.Name;
        set => base.Name = value;
    }

    /// <summary>The function's reference, <c>kind://project/name:id</c>, or null.</summary>
    public string? Function => Document.Map("spec")?.Text("function");

    /// <summary>The workflow's reference, or null.</summary>
    public string? Workflow => Document.Map("spec")?.Text("workflow");

    /// <summary>The task's reference, <c>kind://project/id</c>, or null.</summary>
    public string? Task => Document.Map("spec")?.Text("task");

    /// <summary>What is done with the function, for example <c>job</c> or <c>serve</c>; null where neither task nor kind says.</summary>
    public string? Action => RunFacts.Action(Kind, Task);

    /// <summary>The state as the backend spells it, for example <c>RUNNING</c> (contract 3).</summary>
    public string State => Document.Map("status")?.Text("state") ?? RunState.Created;

    /// <summary>
    /// Why the run failed or can't start, in one word: OutOfMemory, Unschedulable, ImagePull, ExitCode, Evicted, BuildFailed,
    /// Deadline or Unknown; null for a run with nothing wrong.
    /// </summary>
    public string? Reason => RunReason.Of(Document);

    /// <summary>The same in one sentence, with what the backend recorded of it; null for a run with nothing wrong.</summary>
    public string? ReasonText => RunFailure.Sentence(this) is { Length: > 0 } sentence ? sentence : null;

    /// <summary>The backend's message about the state, or null.</summary>
    public string? Message => Document.Map("status")?.Text("message");

    /// <summary>When the run first ran, in local time; null before that.</summary>
    public DateTime? Started => RunFacts.FirstTime(Document, RunState.Running)?.LocalDateTime;

    /// <summary>When the run ended, in local time; null before that.</summary>
    public DateTime? Ended => EndedAt?.LocalDateTime;

    /// <summary>How long the run has been running, or ran; null before it started.</summary>
    public TimeSpan? Duration =>
        RunFacts.FirstTime(Document, RunState.Running) is { } started
            ? (EndedAt ?? DateTimeOffset.UtcNow) - started is { Ticks: > 0 } span ? span : TimeSpan.Zero
            : null;

    /// <summary>The address of a service that the run serves, or null.</summary>
    public string? Url => RunFacts.Url(Document);

    /// <summary>What the run gave back (<c>status.results</c>), or null.</summary>
    public OrderedDictionary? Results => Document.Map("status")?.Map("results");

    /// <summary>The entities the run made (<c>status.outputs</c>), or null.</summary>
    public OrderedDictionary? Outputs => Document.Map("status")?.Map("outputs");

    /// <summary>Extensions of the run (contract 2.9). Empty where there are none.</summary>
    public Array Extensions => Document["extensions"] as Array ?? Array.Empty<object>();

    /// <summary>Whether it was on its way out when it was read; most often told without reading the document.</summary>
    internal bool IsDeleting => Mentions("DELETING"u8) && State == RunState.Deleting;

    /// <summary>Whether nothing executes it but who made it.</summary>
    internal bool IsLocal => RunFacts.IsLocal(Document);

    private DateTimeOffset? EndedAt => RunState.IsFinal(State) ? RunFacts.FirstTime(Document, State) : null;
}

namespace DigitalHub;

/// <summary>A change of a run: it was made, changed or removed. Piped on, it stands for the run.</summary>
public sealed class RunChange : RunPart
{
    internal RunChange(RunMove move, Session session)
        : base(new RunAddress(move.Run.Head("project") ?? string.Empty, move.Id), session)
    {
        Time = move.Time.LocalDateTime;
        Action = move.Action;
        State = move.State;
        OldState = move.OldState;
        Run = new Run(move.Run, session);
    }

    /// <summary>When it happened, in local time: by the backend's clock as far as the backend says.</summary>
    public DateTime Time { get; }

    /// <summary><c>CREATE</c>, <c>UPDATE</c> or <c>DELETE</c>, as a core calls it.</summary>
    public string Action { get; }

    /// <summary>The state after the change; DELETED for a run that was removed.</summary>
    public string State { get; }

    /// <summary>The state before it; the same where something else changed, and null for a run that was made.</summary>
    public string? OldState { get; }

    /// <summary>The run as it was when the change was seen, which may be further on than this change; of a removed one as it was last seen.</summary>
    public Run Run { get; }

    /// <summary>What changed.</summary>
    public override string ToString() => OldState is null || OldState == State ? $"{Action} {Id} {State}" : $"{Action} {Id} {OldState} -> {State}";
}

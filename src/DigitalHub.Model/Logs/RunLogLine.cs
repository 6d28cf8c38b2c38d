namespace DigitalHub;

/// <summary>A line of a run's log.</summary>
public sealed class RunLogLine : RunPart
{
    internal RunLogLine(RunAddress run, Session session, string? pod, string? container, string line)
        : base(run, session)
    {
        Pod = pod;
        Container = container;
        Line = line;
        Time = LogTime.Of(line, out _)?.LocalDateTime;
    }

    /// <summary>The pod; null where the backend does not say.</summary>
    public string? Pod { get; }

    /// <summary>The container; null where the backend does not say.</summary>
    public string? Container { get; }

    /// <summary>The time that the line begins with, in local time; null where it begins with none. A core keeps no other.</summary>
    public DateTime? Time { get; }

    /// <summary>The text, as the program wrote it but for what only a terminal needs.</summary>
    public string Line { get; }

    /// <summary>What it is of: the run and the container.</summary>
    public string Source => Container is null ? Id : $"{Id} {Container}";

    /// <summary>The text.</summary>
    public override string ToString() => Line;
}

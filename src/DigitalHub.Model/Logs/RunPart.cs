namespace DigitalHub;

/// <summary>Something that belongs to a run. Piped on, it stands for the run.</summary>
public abstract class RunPart
{
    private protected RunPart(RunAddress run, Session session)
    {
        Id = run.Id;
        Project = run.Project;
        Session = session;
    }

    /// <summary>The id of the run.</summary>
    public string Id { get; }

    /// <summary>The run's project.</summary>
    public string Project { get; }

    internal Session Session { get; }
}

namespace DigitalHub;

/// <summary>The runs that are watched in one session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Project">Their project; null for all that the user may read.</param>
internal sealed record RunScope(Session Session, string? Project)
{
    /// <summary>Only the user's own runs: his name; null for those of all users.</summary>
    public string? Own { get; init; }

    /// <summary>Only these runs, each as it was last seen, or null; none for all of the project.</summary>
    public IReadOnlyDictionary<RunAddress, StoredDocument?> Runs { get; init; } = new Dictionary<RunAddress, StoredDocument?>();

    /// <summary>What the runs must meet besides.</summary>
    public RunQuery Filter { get; init; } = new();

    /// <summary>Only changes into these states; none for all changes.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Whether single runs are watched.</summary>
    public bool IsOfRuns => Runs.Count > 0;

    /// <summary>The scope in words.</summary>
    public string Words => IsOfRuns ? $"{Runs.Count} {(Runs.Count == 1 ? "run" : "runs")} of {Session.Name}"
        : $"{(Own is null ? "the" : "your")} runs of {(Project is null ? "all projects" : $"project '{Project}'")} on {Session.Name}";

    /// <summary>A listing of all runs of the scope, whatever the filter.</summary>
    public RunQuery Listing => new() { Project = Project, Users = Own is null ? [] : [Wildcard.Literal(Own)] };
}

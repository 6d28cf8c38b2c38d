namespace DigitalHub;

/// <summary>The properties a listing of runs can be sorted by (contract 2.3).</summary>
public enum RunSort
{
    /// <summary>When it was created.</summary>
    Created,

    /// <summary>When it was last changed.</summary>
    Updated,

    /// <summary>The id.</summary>
    Id,

    /// <summary>The name.</summary>
    Name,

    /// <summary>The kind.</summary>
    Kind,

    /// <summary>The project.</summary>
    Project,

    /// <summary>The creator.</summary>
    User,

    /// <summary>The state.</summary>
    State,

    /// <summary>The task's reference.</summary>
    Task,

    /// <summary>The function's reference.</summary>
    Function,

    /// <summary>The workflow's reference.</summary>
    Workflow,
}

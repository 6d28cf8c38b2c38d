namespace DigitalHub.FakeCore.Model;

/// <summary>The entities that the server keeps.</summary>
public enum EntityType
{
    /// <summary>A project.</summary>
    Project,

    /// <summary>A version of a function.</summary>
    Function,

    /// <summary>A version of a workflow.</summary>
    Workflow,

    /// <summary>A task.</summary>
    Task,

    /// <summary>A run.</summary>
    Run,
}

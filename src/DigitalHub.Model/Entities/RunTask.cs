namespace DigitalHub;

/// <summary>A task: how a function or workflow is run (contract 4.4). It has no name of its own.</summary>
public sealed class RunTask : Entity
{
    internal RunTask(StoredDocument stored, Session session)
        : base(stored, session)
    {
    }

    /// <summary>The function's reference, or null for a task of a workflow.</summary>
    public string? Function => Document.Map("spec")?.Text("function");

    /// <summary>The workflow's reference, or null for a task of a function.</summary>
    public string? Workflow => Document.Map("spec")?.Text("workflow");

    /// <summary>What is done with the function or workflow, for example <c>job</c> or <c>serve</c>; null where the kind does not say.</summary>
    public string? Action => RunFacts.TaskAction(Kind);

    /// <summary>The reference that a run's spec uses: <c>kind://project/id</c>.</summary>
    public string Reference => new EntityReference(Kind, Project, Id, null).ToString();
}

namespace DigitalHub;

/// <summary>A function or a workflow: what has a name, versions and tasks (contract 4.4).</summary>
public abstract class Executable : Entity
{
    private protected Executable(StoredDocument stored, Session session)
        : base(stored, session)
    {
    }

    /// <summary>The version's readable name, from the metadata; null where there is none.</summary>
    public string? Version => Document.Map("metadata")?.Text("version");

    /// <summary>The reference that a run's spec uses: <c>kind://project/name:id</c>.</summary>
    public string Reference => new EntityReference(Kind, Project, Name, Id).ToString();
}

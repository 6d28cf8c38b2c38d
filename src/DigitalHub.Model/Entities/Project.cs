namespace DigitalHub;

/// <summary>A project (contract 4.4). Its name is its id.</summary>
public sealed class Project : Entity
{
    internal Project(StoredDocument stored, Session session)
        : base(stored, session)
    {
    }

    /// <summary>The description, or null.</summary>
    public string? Description
    {
        get => Document.Map("metadata")?.Text("description");
        set => Metadata["description"] = value;
    }
}

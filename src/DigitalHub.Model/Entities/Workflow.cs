namespace DigitalHub;

/// <summary>One version of a workflow (contract 4.4).</summary>
public sealed class Workflow : Executable
{
    internal Workflow(StoredDocument stored, Session session)
        : base(stored, session)
    {
    }
}

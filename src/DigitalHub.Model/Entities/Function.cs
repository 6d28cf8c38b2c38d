namespace DigitalHub;

/// <summary>One version of a function (contract 4.4).</summary>
public sealed class Function : Executable
{
    internal Function(StoredDocument stored, Session session)
        : base(stored, session)
    {
    }
}

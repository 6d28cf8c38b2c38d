namespace DigitalHub;

/// <summary>A password or token. Its text comes out only where it is asked for by name: never in a message, a view or a dump.</summary>
internal sealed class Secret(string text)
{
    /// <summary>The text itself.</summary>
    public string Reveal() => text;

    /// <summary>Whether there is any text.</summary>
    public bool IsEmpty => text.Length == 0;

    public override string ToString() => "(secret)";
}

namespace DigitalHub.Help;

/// <summary>A page that cannot become help: which file, and why.</summary>
public sealed class HelpException(string file, string reason) : Exception($"{file}: error HELP: {reason}")
{
    /// <summary>The page's file.</summary>
    public string File { get; } = file;

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;
}

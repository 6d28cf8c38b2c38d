using System.Collections;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Completion;

/// <summary>What is to be completed.</summary>
/// <param name="Session">The session that the command would use; null if there is none.</param>
/// <param name="Project">The project that the command would use; null for all, or if there is none.</param>
/// <param name="Start">What was typed so far, without quotes.</param>
/// <param name="Command">The command whose parameter it is.</param>
/// <param name="Parameter">The parameter that the value is for.</param>
/// <param name="Bound">The other parameters that stand on the command line.</param>
/// <param name="Deadline">Ends the waiting of this key press.</param>
internal sealed record CompletionRequest(Session? Session, string? Project, string Start, string Command, string Parameter, IDictionary Bound, CancellationToken Deadline)
{
    /// <summary>What the command's noun is about; null for other nouns.</summary>
    public EntityType? Type => Command[(Command.IndexOf('-', StringComparison.Ordinal) + 1)..].ToUpperInvariant() switch
    {
        "DHFUNCTION" => EntityType.Function,
        "DHWORKFLOW" => EntityType.Workflow,
        "DHTASK" => EntityType.Task,
        _ => null,
    };

    /// <summary>How many values are offered at most.</summary>
    public const int MaxResults = 100;

    private static readonly char[] Signs = ['*', '?', '[', '`'];

    /// <summary>The pattern of all that starts with what was typed; null if nothing was.</summary>
    public string? Pattern =>
        Start.Length == 0 ? null : string.Concat(Start.Select(letter => Signs.Contains(letter) ? $"`{letter}" : letter.ToString())) + "*";

    /// <summary>What another parameter on the command line was given, as text; null where there is none.</summary>
    public string? Text(string parameter) => ShellValues.Bare(Bound[parameter]) switch
    {
        Executable executable => executable.Reference,
        RunTask task => task.Reference,
        var other => other as string,
    };

    public bool Fits(string? text) => text?.StartsWith(Start, StringComparison.OrdinalIgnoreCase) == true;
}

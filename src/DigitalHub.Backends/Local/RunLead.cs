namespace DigitalHub.Backends.Local;

/// <summary>A filter that an index can find the runs of.</summary>
/// <param name="Column">The column, which has an index (<see cref="Schema.FilterColumns"/>), or <see cref="Label"/>.</param>
/// <param name="Values">The values, each once; every run has one of them at most.</param>
/// <param name="Rest">What remains to be asked of the runs so found.</param>
internal sealed record RunLead(string Column, IReadOnlyList<string> Values, Condition Rest)
{
    public const string Label = "label";

    /// <summary>Columns with few runs for a value come first.</summary>
    public static readonly IReadOnlyList<string> Preference =
        ["name", "task_id", "function", "workflow", Label, "function_name", "workflow_name", "user", "action", "kind"];
}

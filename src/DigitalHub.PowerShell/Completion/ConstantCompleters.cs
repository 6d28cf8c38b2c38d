namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes from a list that never changes.</summary>
internal abstract class ConstantCompleter(IEnumerable<string> values) : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) => values.Select(Plain);
}

internal sealed class StateCompleter() : ConstantCompleter(RunState.All);

internal sealed class SortCompleter() : ConstantCompleter(Enum.GetNames<RunSort>());

internal sealed class ReasonCompleter() : ConstantCompleter(RunReason.All);

internal sealed class WaitGoalCompleter() : ConstantCompleter(["Ended", "Ready"]);

internal sealed class CoreLevelCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        Input.CoreLevels.All.Select(one => (one.Level.ToString(System.Globalization.CultureInfo.InvariantCulture), one.Version));
}

internal sealed class NameTemplateCompleter() : ConstantCompleter(
    ["{id}.yaml", "{name}.yaml", "{name}-{id}.yaml", "{project}-{id}.yaml", "{kind}-{id}.yaml", "{name}-{state}.yaml", "{id}.json", "{name}.json", "{name}-{id}.json"])
{
    // Only runs have a state that tells anything.
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        base.Values(request).Where(value => request.Type is null || !value.Text.Contains("{state}", StringComparison.Ordinal));
}

/// <summary>Completes with the places where runs most often differ.</summary>
internal sealed class ComparedPathCompleter() : ConstantCompleter(
    ["kind", "metadata", "metadata.labels", "metrics", "name", "project", "spec", "spec.function", "spec.parameters", "spec.task", "spec.workflow", "status", "status.outputs", "status.results", "status.state", "user"]);

namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes from a list that never changes.</summary>
internal abstract class ConstantCompleter(IEnumerable<string> values) : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) => values.Select(Plain);
}

internal sealed class StateCompleter() : ConstantCompleter(RunState.All);

internal sealed class SortCompleter() : ConstantCompleter(Enum.GetNames<RunSort>());

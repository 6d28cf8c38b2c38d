namespace DigitalHub.PowerShell.Completion;

internal sealed class ProjectCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        Seen.Projects(request).Order(StringComparer.Ordinal).Select(Plain);
}

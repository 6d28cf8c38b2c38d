namespace DigitalHub.PowerShell.Completion;

internal sealed class ProjectCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(Session? session, string? project) =>
        session is null ? [] : Seen.Projects(session).Order(StringComparer.Ordinal).Select(Plain);
}

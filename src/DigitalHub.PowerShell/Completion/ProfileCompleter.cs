using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Completion;

internal sealed class ProfileCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        Bridge.Factory.Profiles.Names().Select(Plain);
}

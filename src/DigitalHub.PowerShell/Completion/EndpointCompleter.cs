using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with the addresses of cores that are known here: that of the current session and those of the profiles.</summary>
internal sealed class EndpointCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request)
    {
        if (request.Session is { Type: BackendType.Core } session) yield return (session.Location, "the current session");
        foreach (var name in Bridge.Factory.Profiles.Names())
        {
            if (Address(name) is { } address) yield return (address, $"the profile {name}");
        }
    }

    // A profile that is incomplete has none.
    private static string? Address(string profile)
    {
        try
        {
            return Bridge.Factory.Profiles.Find(profile) is { } options ? CoreEndpoint.Text(options.Endpoint) : null;
        }
        catch (DigitalHubException)
        {
            return null;
        }
    }
}

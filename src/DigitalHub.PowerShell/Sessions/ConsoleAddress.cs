namespace DigitalHub.PowerShell.Sessions;

/// <summary>Addresses of pages of the console that a core serves (contract 1.3, <c>/console/**</c>; the console's own routes are below <c>/-/project</c>).</summary>
internal static class ConsoleAddress
{
    /// <summary>The page of a run.</summary>
    public static Uri Of(Session session, RunAddress address) =>
        new($"{session.Location.TrimEnd('/')}/console/-/{Uri.EscapeDataString(address.Project)}/runs/{Uri.EscapeDataString(address.Id)}/show");
}

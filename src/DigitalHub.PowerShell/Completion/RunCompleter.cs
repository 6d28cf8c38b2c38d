using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Completion;

internal sealed class RunCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(Session? session, string? project) =>
        session is null
            ? []
            : Seen.Runs(session, project ?? CurrentSession.GetProject(Runspace.DefaultRunspace, session) ?? session.DefaultProject)
                .Select(run => (run.Id, $"{run.Name} {run.State} {run.Kind}"));
}

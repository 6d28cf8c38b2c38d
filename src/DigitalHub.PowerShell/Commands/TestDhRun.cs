using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Tells what the backend would make of runs, and creates none.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DhRun")]
[OutputType(typeof(RunPreview))]
public sealed class TestDhRunCommand : RunDefinitionCommand
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private RunPreviews? _previews;

    private protected override void Defined(OrderedDictionary document, Session session, bool chosenId, string? chosenName, RunTarget? target)
    {
        var id = chosenId ? document.Text("id") : null;
        // The second would find the first there.
        if (id is not null && !_ids.Add(id) && !Ensure) throw Errors.RunExists(id);
        _previews ??= new RunPreviews(Strict, Ensure);
        Start(
            document.Text("id"),
            token => _previews.OfAsync(session, document, target, (id, chosenName), token),
            preview => WriteObject(preview));
    }
}

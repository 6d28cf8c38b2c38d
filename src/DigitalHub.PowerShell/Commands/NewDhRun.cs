using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates runs.</summary>
[Cmdlet(VerbsCommon.New, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class NewDhRunCommand : RunDefinitionCommand
{
    private protected override string? WhenTaken => "Give another -Id, or leave it out to have one made.";

    private protected override void Defined(OrderedDictionary document, Session session, bool chosenId, string? chosenName, RunTarget? target) =>
        Create(document, session, LocalExecution ? "Record" : "Create", chosenId, new RunSpecCheck(Strict) { KindIsTyped = true }, chosenName, target);
}

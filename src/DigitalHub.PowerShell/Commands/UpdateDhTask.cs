using System.Collections;
using System.Management.Automation;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Changes the specs of tasks, or tasks that were changed and are piped in.</summary>
[Cmdlet(VerbsData.Update, "DhTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RunTask))]
public sealed class UpdateDhTaskCommand : TaskCommand
{
    private EntityChange _edits = new();

    /// <summary>Fields of the spec to merge in, such as resources; null takes a value away.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Puts -Spec in the place of what is there, instead of merging it. What the task is of stays.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Where somebody else changed the same value since it was read, puts yours over it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives out each task as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        EditParameters.CheckReplace(Replace, Spec is not null, "-Spec");
        _edits = new EntityChange { Spec = Spec is null ? null : ShellValues.Map(Spec, "spec"), Replace = Replace, Force = Force };
    }

    private protected override void Selected(EntitySelection selection, string project, Session session) =>
        Change(selection, project, _edits, Spec is not null, PassThru, session);
}

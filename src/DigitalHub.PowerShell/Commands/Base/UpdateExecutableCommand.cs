using System.Collections;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Changes functions or workflows: single properties, or an object that was changed and is piped in. The spec of a version never changes.</summary>
public abstract class UpdateExecutableCommand : ExecutableCommand
{
    private EntityChange _edits = new();

    /// <summary>The description; empty text takes it away.</summary>
    [Parameter]
    [TextArgument]
    [MayBeEmpty]
    public string? Description { get; set; }

    /// <summary>Labels to add.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? AddLabel { get; set; }

    /// <summary>Labels to take away.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string[]? RemoveLabel { get; set; }

    /// <summary>Metadata to merge in; null takes a value away.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Metadata { get; set; }

    /// <summary>Puts -Metadata in the place of what is there, instead of merging it.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Where somebody else changed the same value since it was read, puts yours over it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives out what was changed as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool HasEdits => Description is not null || AddLabel is not null || RemoveLabel is not null || Metadata is not null;

    private protected override void Begin()
    {
        base.Begin();
        EditParameters.CheckReplace(Replace, Metadata is not null, "-Metadata");
        _edits = new EntityChange
        {
            Description = Description is null ? null : ValueRules.Text(Description, "description"),
            Metadata = Metadata is null ? null : ShellValues.Map(Metadata, "metadata"),
            Replace = Replace,
            Force = Force,
        }.WithLabels(AddLabel, RemoveLabel);
    }

    private protected override void Selected(EntitySelection selection, string project, Session session) =>
        Change(selection, project, _edits, HasEdits, PassThru, session);
}

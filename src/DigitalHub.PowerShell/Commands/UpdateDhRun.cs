using System.Collections;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Changes runs: single properties, or an object that was changed and is piped in.</summary>
[Cmdlet(VerbsData.Update, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class UpdateDhRunCommand : RunCommand
{
    private EntityChange _edits = new();

    /// <summary>The new name.</summary>
    [Parameter]
    [TextArgument]
    public string? Name { get; set; }

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

    /// <summary>Fields of the spec to merge in; null takes a value away. Only a run that is CREATED has a spec that can be changed.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Spec { get; set; }

    /// <summary>Fields of the status to merge in, such as results; null takes a value away.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Status { get; set; }

    /// <summary>The state to move to.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(StateCompleter))]
    public string? State { get; set; }

    /// <summary>Puts -Metadata, -Spec and -Status in the place of what is there, instead of merging them.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Takes what a core would drop of -Spec for an error.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Where somebody else changed the same value since it was read, puts yours over it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives out each run as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool Edits => Name is not null || AddLabel is not null || RemoveLabel is not null || State is not null || Maps;

    private bool Maps => Metadata is not null || Spec is not null || Status is not null;

    private protected override void Begin()
    {
        base.Begin();
        EditParameters.CheckReplace(Replace, Maps, "-Metadata, -Spec or -Status");
        _edits = new EntityChange
        {
            Name = Name is null ? null : RunRules.Name(Name),
            Metadata = Metadata is null ? null : ShellValues.Map(Metadata, "metadata"),
            Spec = Spec is null ? null : ShellValues.Map(Spec, "spec"),
            Status = Status is null ? null : ShellValues.Map(Status, "status"),
            // States are told in any case everywhere.
            State = State is null ? null : RunState.All.FirstOrDefault(known => known.Equals(State, StringComparison.OrdinalIgnoreCase)) ?? State,
            Replace = Replace,
            Force = Force,
        }.WithLabels(AddLabel, RemoveLabel);
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        var run = selection.Run;
        var change = run is null ? _edits : _edits.Of(run, "run");
        if (change.Edited is null && !Edits)
        {
            if (run is null) throw Errors.Value($"Nothing is given to change in run '{address.Id}'.", address.Id, "Give what to change, such as -AddLabel, -Spec or -State, or pipe a run object that was changed. A key or an id carries no changes.");
            WriteVerbose($"{run.Key} was not changed since it was read; nothing is sent.");
            if (PassThru) WriteObject(run);
            return;
        }
        if (WhatIf) Try(address, session, run, change);
        if (!ShouldProcess($"run '{address.Id}' in project '{address.Project}' on {session.Name}", change.State is null ? "Update run" : $"Update run and move it to {change.State}")) return;
        Start(
            run ?? (object)address.Id,
            async token =>
            {
                await CheckAsync(address, session, run, change, token).ConfigureAwait(false);
                return await session.Client.UpdateRunAsync(address, change, token).ConfigureAwait(false);
            },
            stored =>
            {
                // The object in the user's hand is as fresh as the backend's.
                run?.Refresh(stored);
                var updated = run ?? new Run(stored, session);
                Seen.Add(updated);
                WriteVerbose($"{updated.Key} on {session.Name} is as asked for.");
                if (PassThru) WriteObject(updated);
            },
            writesTo: session);
    }

    // Only what is put in is looked at: the rest the backend took already. Which kind it is a key does not say.
    private async Task CheckAsync(RunAddress address, Session session, Run? run, EntityChange change, CancellationToken cancellationToken)
    {
        if (change.SpecPut() is not { } spec) return;
        var kind = run?.Kind ?? (await session.Client.GetRunAsync(address, cancellationToken).ConfigureAwait(false)).Head("kind");
        var document = ValueMap.From([new("kind", kind), new("spec", spec)]);
        await new RunSpecCheck(Strict) { Whole = false }.CheckAsync(session, document, spec, cancellationToken).ConfigureAwait(false);
    }

    // What the backend would refuse: a run that is not there, a value that somebody else changed as well, a spec that is sealed, a move that there is not.
    private void Try(RunAddress address, Session session, Run? run, EntityChange change)
    {
        Await(CheckAsync(address, session, run, change, Stop));
        var current = Await(session.Client.GetRunAsync(address, Stop)).Map;
        var next = change.ApplyTo(current, "RunChanged");
        RunRules.Sections(next);
        RunMoves.CheckSpec(current, next);
        // A state that is not known here the server may know how to leave.
        if (RunState.All.Contains(RunMoves.State(current))) RunMoves.Asked(current, next.Map("status"));
    }
}

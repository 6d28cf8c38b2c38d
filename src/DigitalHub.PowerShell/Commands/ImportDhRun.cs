using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates runs from YAML and JSON documents.</summary>
[Cmdlet(VerbsData.Import, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class ImportDhRunCommand : ImportCommand
{
    private readonly ReferenceMover _references = new();

    /// <summary>Starts the runs on a core again, also those that had run already.</summary>
    [Parameter]
    public SwitchParameter Start { get; set; }

    /// <summary>Only records the runs: nothing is executed for them.</summary>
    [Parameter]
    public SwitchParameter LocalExecution { get; set; }

    private protected override string? WhenTaken => "Import it under another id with -NewId, or bring the run that is there in step with it with -Update.";

    private protected override void Begin()
    {
        if (Start && LocalExecution) throw Errors.Value("-Start and -LocalExecution exclude each other.", action: "Leave one of them out.");
        base.Begin();
    }

    private protected override Type Made => typeof(Run);

    private protected override IReadOnlyCollection<string> Fields => ImportedRun.Known;

    private protected override void Import(OrderedDictionary document, DocumentPlace? inFile, string? key)
    {
        var place = inFile?.ToString() ?? key;
        var state = ImportedRun.State(document);
        var (ownId, ownName) = (document["id"], document["name"] as string);
        Placed(place, () =>
        {
            ImportedRun.Prepare(document, DestinationProject, () => ProjectOf(Current), NewId, inFile, Move);
            // With -Update a run that is there is not created, and nothing starts.
            if (!Update) Execution(document, state, Current, ownId);
        });
        foreach (var name in ImportedDocument.TakeUnknown(document, Fields))
        {
            Doubt(place, inFile, $"'{name}' is no part of a run and is left out.");
        }
        var check = new RunSpecCheck(Strict) { Place = place };
        if (Update) CreateOrUpdate(document, state, Current, check);
        else Create(document, Current, "Import", chosenId: true, check, ownName == document["name"] as string ? ownName : null);
    }

    private void Move(OrderedDictionary spec) => Await(_references.MoveAsync(spec, DestinationProject!, Current, source: null, given: [], Stop));

    private void CreateOrUpdate(OrderedDictionary document, string? state, Session session, RunSpecCheck check)
    {
        var place = check.Place;
        var address = new RunAddress(document.Text("project")!, document.Text("id")!);
        if (WhatIf) Placed(place, () => Await(session.Client.GetProjectAsync(address.Project, Stop)));
        if (!ShouldProcess($"run '{address.Id}' of kind '{document["kind"]}' in project '{address.Project}' on {session.Name}", "Import or update run")) return;
        Start(
            place ?? address.Id,
            token => PlacedAsync(place, StoreAsync(
                document,
                "run",
                "RunNotFound",
                async () =>
                {
                    var current = await session.Client.GetRunAsync(address, token).ConfigureAwait(false);
                    await check.CheckAsync(session, document, null, token).ConfigureAwait(false);
                    return current;
                },
                async () =>
                {
                    Execution(document, state, session, address.Id);
                    await check.CheckAsync(session, document, null, token).ConfigureAwait(false);
                    return await session.Client.CreateRunAsync(document, token).ConfigureAwait(false);
                },
                change => session.Client.UpdateRunAsync(address, change, token))),
            stored =>
            {
                var run = new Run(stored.Document, session);
                Seen.Add(run);
                WriteVerbose($"{stored.Done} {run.Key} on {session.Name}.");
                WriteObject(run);
            });
    }

    // On a core a run starts when it is created. One that had run already must not run again by accident.
    private void Execution(OrderedDictionary document, string? state, Session session, object? ownId)
    {
        var spec = (OrderedDictionary)document["spec"]!;
        if (LocalExecution) spec["local_execution"] = true;
        if (Start) spec.Remove("local_execution");
        if (Start || session.Type != BackendType.Core || IsRecord(document) || state is null or RunState.Created) return;
        throw new InputException("StartRequired", $"Run '{ownId ?? document["id"]}' was in {Errors.Shorten(state)} when it was exported, and importing it starts it again.")
        {
            Target = ownId ?? document["id"],
            RecommendedAction = "Give -Start to run it again, or -LocalExecution to keep it as a record that is not executed.",
        };
    }
}

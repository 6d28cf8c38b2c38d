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
    private const string Word = "Import";

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
        var isExported = key is not null || ImportedDocument.IsExported(document);
        var (ownId, ownName, hasSpec) = (document["id"], document["name"] as string, document["spec"] is not null);
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
        var check = new RunSpecCheck(Strict) { Place = place, IsWritten = !isExported };
        var chosenName = ownName == document["name"] as string ? ownName : null;
        if (Update) CreateOrUpdate(document, state, Current, check, new Given(chosenName is not null, hasSpec));
        else Create(document, Current, Word, chosenId: true, check, chosenName);
    }

    private void Move(OrderedDictionary spec) => Await(_references.MoveAsync(spec, DestinationProject!, Current, source: null, given: [], Stop));

    private void CreateOrUpdate(OrderedDictionary document, string? state, Session session, RunSpecCheck check, Given given)
    {
        var place = check.Place;
        var address = new RunAddress(document.Text("project")!, document.Text("id")!);
        var kind = string.Empty;
        string? verb = "Import or update run";
        Placed(place, () =>
        {
            kind = KindThere(document, session);
            if (WhatIf) verb = Planned(document, kind, state, session, check, given);
        });
        if (verb is null)
        {
            WriteVerbose($"Nothing is different in run '{address.Id}' in project '{address.Project}' on {session.Name}.");
            return;
        }
        if (!ShouldProcess($"run '{address.Id}' of kind '{kind}' in project '{address.Project}' on {session.Name}", verb)) return;
        Start(
            place ?? address.Id,
            token => PlacedAsync(place, StoreAsync(
                document,
                "run",
                "RunNotFound",
                async () =>
                {
                    var current = await session.Client.GetRunAsync(address, token).ConfigureAwait(false);
                    Align(document, current, kind, given);
                    if (given.HasSpec) await check.CheckAsync(session, document, null, token).ConfigureAwait(false);
                    return current;
                },
                async () =>
                {
                    Execution(document, state, session, address.Id);
                    await check.CheckAsync(session, document, null, token).ConfigureAwait(false);
                    return await session.Client.CreateRunAsync(document, token).ConfigureAwait(false);
                },
                change => session.Client.UpdateRunAsync(address, change, token),
                token)),
            stored =>
            {
                var run = new Run(stored.Document, session);
                Seen.Add(run);
                WriteVerbose($"{stored.Done} {run.Key} on {session.Name}.");
                WriteObject(run);
            },
            writesTo: session);
    }

    // Which of both it would be, and what would be refused of it; null where nothing is different.
    private string? Planned(OrderedDictionary document, string kind, string? state, Session session, RunSpecCheck check, Given given)
    {
        var address = new RunAddress(document.Text("project")!, document.Text("id")!);
        StoredDocument current;
        try
        {
            current = Await(session.Client.GetRunAsync(address, Stop));
        }
        catch (EntityNotFoundException exception) when (exception.ErrorId == "RunNotFound")
        {
            Execution(document, state, session, address.Id);
            Await(check.CheckAsync(session, document, null, Stop));
            CheckCreation(session, document, chosenId: false);
            return Verb(Word, document, session);
        }
        Align(document, current, kind, given);
        if (given.HasSpec) Await(check.CheckAsync(session, document, null, Stop));
        if (ImportedDocument.ChangeOf(current, document, "run") is not { } change) return null;
        RunMoves.CheckSpec(current.Map, change.ApplyTo(current.Map, "RunChanged"));
        return "Update run";
    }

    // Where the document has the kind of the other generation, the run that was made of it has the server's. A document
    // without a name or a spec leaves the run's alone.
    private static void Align(OrderedDictionary document, StoredDocument current, string kind, Given given)
    {
        if (current.Head("kind") == kind) document["kind"] = kind;
        if (!given.HasName) document["name"] = current.Head("name");
        if (!given.HasSpec) document["spec"] = ValueMap.Clone(current.Map["spec"]);
    }

    // On a core a run starts when it is created. One that had run already must not run again by accident.
    private void Execution(OrderedDictionary document, string? state, Session session, object? ownId)
    {
        var spec = (OrderedDictionary)document["spec"]!;
        if (LocalExecution) spec["local_execution"] = true;
        if (Start) spec.Remove("local_execution");
        if (Start || !session.ActsAsCore || RunFacts.IsLocal(document) || state is null or RunState.Created) return;
        throw new InputException("StartRequired", $"Run '{ownId ?? document["id"]}' was in {Errors.Shorten(state)} when it was exported, and importing it starts it again.")
        {
            Target = ownId ?? document["id"],
            RecommendedAction = "Give -Start to run it again, or -LocalExecution to keep it as a record that is not executed.",
        };
    }

    // What the document has itself; the rest is made for a run that is created.
    private readonly record struct Given(bool HasName, bool HasSpec);
}

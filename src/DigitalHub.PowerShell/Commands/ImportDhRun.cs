using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Creates runs from YAML and JSON documents.</summary>
[Cmdlet(VerbsData.Import, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Run))]
public sealed class ImportDhRunCommand : RunCreationCommand
{
    /// <summary>The files; wildcards are expanded.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [TextArgument(Accepts = typeof(FileInfo), Wildcards = true)]
    public string[]? Path { get; set; }

    /// <summary>The files, taken as they are written.</summary>
    [Parameter]
    [Alias("PSPath", "LP")]
    [TextArgument(Accepts = typeof(FileInfo))]
    public string[]? LiteralPath { get; set; }

    /// <summary>Documents as text.</summary>
    [Parameter]
    [TextArgument]
    public string[]? Content { get; set; }

    /// <summary>A path, a file, or a document.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public object? InputObject { get; set; }

    /// <summary>Gives each run a new id.</summary>
    [Parameter]
    public SwitchParameter NewId { get; set; }

    /// <summary>Starts the runs on a core again, also those that had run already.</summary>
    [Parameter]
    public SwitchParameter Start { get; set; }

    /// <summary>Only records the runs: nothing is executed for them.</summary>
    [Parameter]
    public SwitchParameter LocalExecution { get; set; }

    /// <summary>The project to import into, instead of the document's own.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Project))]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? DestinationProject { get; set; }

    /// <summary>Brings a run that exists in step with its document, instead of ending in an error.</summary>
    [Parameter]
    public SwitchParameter Update { get; set; }

    /// <summary>Takes what is doubtful in a document for an error, and does not import it.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    private protected override string WhenTaken => "Import it under another id with -NewId, or bring the run that is there in step with it with -Update.";

    private protected override void Begin()
    {
        if (Start && LocalExecution) throw Errors.Value("-Start and -LocalExecution exclude each other.", action: "Leave one of them out.");
        if (DestinationProject is not null) RunRules.Project(DestinationProject);
        if (NewId && Update) throw Errors.Value("-NewId and -Update exclude each other: a run with a new id is not there yet.", action: "Leave one of them out.");
        if (Content is { Length: > 1 } && Content.Any(IsLine))
        {
            throw Errors.Value("-Content was given line by line.", Errors.Shorten(Content[0]), "Give each text whole: Get-Content -Raw, or join the lines with -join \"`n\".");
        }
        var named = Path is not null || LiteralPath is not null || Content is not null;
        if (named && MyInvocation.ExpectingInput)
        {
            throw Errors.Value("Documents are both named and piped in.", action: "Give files with -Path or -LiteralPath or text with -Content, or pipe files or documents, not both.");
        }
        if (!named && !MyInvocation.ExpectingInput && InputObject is null)
        {
            throw Errors.Value("No document is given.", action: "Give a file with -Path or -LiteralPath or text with -Content, or pipe files or documents.");
        }
    }

    private protected override void Process()
    {
        if (MyInvocation.ExpectingInput || InputObject is not null) ForItem(InputObject, () => Piped(InputObject));
        foreach (var path in Path ?? []) ForItem(path, () => Files(DocumentFiles.Expand(this, path)));
        foreach (var path in LiteralPath ?? []) ForItem(path, () => Files([DocumentFiles.Literal(this, path)]));
        foreach (var text in Content ?? []) ForItem(Errors.Shorten(text), () => Documents(null, () => Encoding.UTF8.GetBytes(text)));
    }

    // What Get-Content gives without -Raw.
    private static bool IsLine(string text) => !text.Contains('\n', StringComparison.Ordinal) && text.AsSpan().TrimStart() is not ['{', ..];

    private void Piped(object? input)
    {
        switch (ShellValues.Bare(input))
        {
            case null:
                throw Errors.Value("The pipeline brought null.", action: "Check the command before the pipe.");
            case string path:
                Files(DocumentFiles.Expand(this, path));
                break;
            case FileInfo file:
                Files([file.FullName]);
                break;
            case Run run:
                Import(ShellValues.Map(run.Document, "document"), null, run.Key);
                break;
            case IDictionary or PSCustomObject:
                Import(ImportedRun.OfObject(ShellValues.Map(input, "document")), null, null);
                break;
            case var other:
                throw Errors.Value($"An object of type {other.GetType()} is no document.", other, "Pipe files, paths, dictionaries or the objects of ConvertFrom-Json.");
        }
    }

    private void Files(IEnumerable<string> files)
    {
        foreach (var file in files) ForItem(file, () => Documents(file, () => DocumentFiles.Read(file, Stop)));
    }

    private void Documents(string? file, Func<byte[]> read)
    {
        // Off the pipeline thread: a large file, or a pipe that nobody writes to, must not keep Ctrl+C waiting.
        var results = Await(System.Threading.Tasks.Task.Run(
            () => Bridge.Factory.Documents.Read(read(), file).TakeWhile(_ => !Stop.IsCancellationRequested).ToList(),
            Stop));
        foreach (var result in results)
        {
            var place = new DocumentPlace(file, result.Line);
            ForItem(place.ToString(), () =>
            {
                foreach (var warning in result.Warnings) Doubt($"{new DocumentPlace(file, warning.Line)}:{warning.Column}", place with { Line = warning.Line }, warning.Message);
                Import(result.Document ?? throw result.Error!, place, null);
            });
        }
    }

    private void Doubt(string? place, DocumentPlace? inFile, string message)
    {
        var said = place is null ? message : $"{place}: {message}";
        if (Strict) throw ImportedRun.Doubtful(said, inFile);
        WriteWarning(said);
    }

    private void Import(OrderedDictionary document, DocumentPlace? inFile, string? key)
    {
        var place = inFile?.ToString() ?? key;
        var state = ImportedRun.State(document);
        var (ownId, ownName) = (document["id"], document["name"] as string);
        Placed(place, () =>
        {
            ImportedRun.Prepare(document, DestinationProject, () => ProjectOf(Current), NewId, inFile);
            // With -Update a run that is there is not created, and nothing starts.
            if (!Update) Execution(document, state, Current, ownId);
        });
        foreach (var name in ImportedRun.TakeUnknown(document))
        {
            Doubt(place, inFile, $"'{name}' is no part of a run and is left out.");
        }
        if (Update) CreateOrUpdate(document, state, Current, place);
        else Create(document, Current, "Import", chosenId: true, place, ownName == document["name"] as string ? ownName : null);
    }

    private void CreateOrUpdate(OrderedDictionary document, string? state, Session session, string? place)
    {
        var address = new RunAddress(document.Text("project")!, document.Text("id")!);
        if (WhatIf) Placed(place, () => Await(session.Client.GetProjectAsync(address.Project, Stop)));
        if (!ShouldProcess($"run '{address.Id}' of kind '{document["kind"]}' in project '{address.Project}' on {session.Name}", "Import or update run")) return;
        Start(
            place ?? address.Id,
            token => PlacedAsync(place, StoreAsync(document, state, address, session, token)),
            stored =>
            {
                var run = new Run(stored.Document, session);
                Seen.Add(run);
                WriteVerbose($"{stored.Done} {run.Key} on {session.Name}.");
                WriteObject(run);
            });
    }

    private async Task<(StoredDocument Document, string Done)> StoreAsync(OrderedDictionary document, string? state, RunAddress address, Session session, CancellationToken cancellationToken)
    {
        StoredDocument current;
        try
        {
            current = await session.Client.GetRunAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (EntityNotFoundException exception) when (exception.ErrorId == "RunNotFound")
        {
            Execution(document, state, session, address.Id);
            return (await session.Client.CreateRunAsync(document, cancellationToken).ConfigureAwait(false), "Imported");
        }
        return ImportedRun.ChangeOf(current, document) is { } change
            ? (await session.Client.UpdateRunAsync(address, change, cancellationToken).ConfigureAwait(false), "Updated")
            : (current, "Nothing is different in");
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

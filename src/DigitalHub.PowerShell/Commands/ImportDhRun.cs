using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
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

    private protected override void Begin()
    {
        if (Start && LocalExecution) throw Errors.Value("-Start and -LocalExecution exclude each other.", action: "Leave one of them out.");
        if (DestinationProject is not null) RunRules.Project(DestinationProject);
        var named = Path is not null || LiteralPath is not null;
        if (named && MyInvocation.ExpectingInput)
        {
            throw Errors.Value("Documents are both named and piped in.", action: "Give files with -Path or -LiteralPath, or pipe files or documents, not both.");
        }
        if (!named && !MyInvocation.ExpectingInput && InputObject is null)
        {
            throw Errors.Value("No document is given.", action: "Give a file with -Path or -LiteralPath, or pipe files or documents.");
        }
    }

    private protected override void Process()
    {
        if (MyInvocation.ExpectingInput || InputObject is not null) ForItem(InputObject, () => Piped(InputObject));
        foreach (var path in Path ?? []) ForItem(path, () => Files(DocumentFiles.Expand(this, path)));
        foreach (var path in LiteralPath ?? []) ForItem(path, () => Files([DocumentFiles.Literal(this, path)]));
    }

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
                Import(ShellValues.Map(input, "document"), null, null);
                break;
            case var other:
                throw Errors.Value($"An object of type {other.GetType()} is no document.", other, "Pipe files, paths, dictionaries or the objects of ConvertFrom-Json.");
        }
    }

    private void Files(IEnumerable<string> files)
    {
        foreach (var file in files) ForItem(file, () => Documents(file));
    }

    private void Documents(string file)
    {
        // Off the pipeline thread: a large file, or a pipe that nobody writes to, must not keep Ctrl+C waiting.
        var results = Await(System.Threading.Tasks.Task.Run(
            () => Bridge.Factory.Documents.Read(DocumentFiles.Read(file, Stop), file).TakeWhile(_ => !Stop.IsCancellationRequested).ToList(),
            Stop));
        foreach (var result in results)
        {
            foreach (var warning in result.Warnings) WriteWarning($"{file}:{warning.Line}:{warning.Column}: {warning.Message}");
            var place = new DocumentPlace(file, result.Line);
            ForItem(place.ToString(), () => Import(result.Document ?? throw result.Error!, place, null));
        }
    }

    private void Import(OrderedDictionary document, DocumentPlace? inFile, string? key)
    {
        var place = inFile?.ToString() ?? key;
        var state = ImportedRun.State(document);
        Placed(place, () =>
        {
            ImportedRun.Prepare(document, DestinationProject, () => ProjectOf(Current), NewId, inFile);
            Execution(document, state);
        });
        foreach (var name in ImportedRun.TakeUnknown(document))
        {
            WriteWarning($"{(place is null ? string.Empty : $"{place}: ")}'{name}' is no part of a run and is left out.");
        }
        Create(document, Current, "Import", chosenId: true, place);
    }

    // On a core a run starts when it is created. One that had run already must not run again by accident.
    private void Execution(OrderedDictionary document, string? state)
    {
        var spec = (OrderedDictionary)document["spec"]!;
        if (LocalExecution) spec["local_execution"] = true;
        if (Start) spec.Remove("local_execution");
        if (Start || Current.Type != BackendType.Core || IsRecord(document) || state is null or RunState.Created) return;
        throw new InputException("StartRequired", $"Run '{document["id"]}' was in {Errors.Shorten(state)} when it was exported, and importing it starts it again.")
        {
            Target = document["id"],
            RecommendedAction = "Give -Start to run it again, or -LocalExecution to keep it as a record that is not executed.",
        };
    }
}

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
public sealed class ImportDhRunCommand : BulkCommand
{
    /// <summary>The files; wildcards are expanded.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? Path { get; set; }

    /// <summary>The files, taken as they are written.</summary>
    [Parameter]
    [Alias("PSPath", "LP")]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? LiteralPath { get; set; }

    /// <summary>A path, a file, or a document.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Gives each run a new id.</summary>
    [Parameter]
    public SwitchParameter NewId { get; set; }

    /// <summary>The project to import into, instead of the document's own.</summary>
    [Parameter]
    [TextArgument]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? DestinationProject { get; set; }

    private protected override void Begin()
    {
        if (DestinationProject is not null) RunRules.Project(DestinationProject);
        if (Path is null && LiteralPath is null && !MyInvocation.ExpectingInput && InputObject is null)
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
        switch (input is PSObject wrapped ? wrapped.BaseObject : input)
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
                Import(ValueMap.Clone(run.Document), run.Key);
                break;
            case IDictionary or PSCustomObject:
                Import(ShellValues.Map(input, "document"), null);
                break;
            case var other:
                throw Errors.Value($"An object of type {other.GetType()} is no document.", other, "Pipe files, paths, dictionaries or the objects of ConvertFrom-Json.");
        }
    }

    private void Files(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            foreach (var result in Bridge.Factory.Documents.Read(DocumentFiles.Read(file), file))
            {
                foreach (var warning in result.Warnings) WriteWarning($"{file}:{warning.Line}:{warning.Column}: {warning.Message}");
                ForItem(file, () => Import(result.Document ?? throw result.Error!, $"{file}:{result.Line}"));
            }
        }
    }

    private void Import(OrderedDictionary document, string? place)
    {
        var prepared = Placed(place, () => ImportedRun.Prepare(document, DestinationProject, () => ProjectOf(Current), NewId));
        var id = (string)prepared["id"]!;
        var project = (string)prepared["project"]!;
        var session = Current;
        if (!ShouldProcess($"run '{id}' of kind '{prepared["kind"]}' in project '{project}' on {session.Name}", "Import run")) return;
        Start(
            place ?? id,
            token => PlacedAsync(place, session.Client.CreateRunAsync(prepared, token)),
            stored =>
            {
                var run = new Run(stored, session);
                Seen.Add(run);
                WriteVerbose($"Imported run {run.Key} on {session.Name}.");
                WriteObject(run);
            });
    }

    // Among many documents an error alone does not tell which one it is about. The reader's own errors say it already.
    private static T Placed<T>(string? place, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DigitalHubException exception)
        {
            exception.Place ??= place;
            throw;
        }
    }

    private static async Task<T> PlacedAsync<T>(string? place, Task<T> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (DigitalHubException exception)
        {
            exception.Place ??= place;
            throw;
        }
    }
}

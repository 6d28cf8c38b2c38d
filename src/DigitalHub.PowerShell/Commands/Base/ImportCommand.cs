using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>The base of the commands that create runs, functions or workflows of YAML and JSON documents.</summary>
public abstract class ImportCommand : RunCreationCommand
{
    private readonly ConcurrentDictionary<string, Task> _before = new(StringComparer.Ordinal);

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

    /// <summary>Gives each a new id.</summary>
    [Parameter]
    public SwitchParameter NewId { get; set; }

    /// <summary>The project to import into, instead of the document's own.</summary>
    [Parameter]
    [TextArgument(Accepts = typeof(DigitalHub.Project))]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? DestinationProject { get; set; }

    /// <summary>Brings one that exists in step with its document, instead of ending in an error.</summary>
    [Parameter]
    public SwitchParameter Update { get; set; }

    /// <summary>Takes what is doubtful in a document for an error, and does not import it.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    private protected override void Begin()
    {
        if (DestinationProject is not null) RunRules.Project(DestinationProject);
        if (NewId && Update) throw Errors.Value("-NewId and -Update exclude each other: what gets a new id is not there yet.", action: "Leave one of them out.");
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

    /// <summary>The type of the objects that are created.</summary>
    private protected abstract Type Made { get; }

    /// <summary>The fields of their documents.</summary>
    private protected abstract IReadOnlyCollection<string> Fields { get; }

    /// <summary>Creates of one document.</summary>
    /// <param name="document">The document as it was read; it may be changed.</param>
    /// <param name="inFile">Where it stands; null for an object.</param>
    /// <param name="key">The key of the object that it is of; null for a file.</param>
    private protected abstract void Import(OrderedDictionary document, DocumentPlace? inFile, string? key);

    private protected override void Process()
    {
        if (MyInvocation.ExpectingInput || InputObject is not null) ForItem(InputObject, () => Piped(InputObject));
        foreach (var path in Path ?? []) ForItem(path, () => Files(DocumentFiles.Expand(this, path)));
        foreach (var path in LiteralPath ?? []) ForItem(path, () => Files([DocumentFiles.Literal(this, path)]));
        foreach (var text in Content ?? []) ForItem(Errors.Shorten(text), () => Documents(null, token => Bridge.Factory.Documents.Read(new StringReader(text), null, token)));
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
            case Entity entity when entity.GetType() == Made:
                Import(ShellValues.Map(entity.Document, "document"), null, entity.Key);
                break;
            case IDictionary or PSCustomObject:
                Import(ImportedDocument.OfShell(ShellValues.Map(input, "document"), Fields, Made), null, null);
                break;
            case var other:
                throw Errors.Value($"An object of type {other.GetType()} is no document.", other, "Pipe files, paths, dictionaries or the objects of ConvertFrom-Json.");
        }
    }

    private void Files(IEnumerable<string> files)
    {
        foreach (var file in files) ForItem(file, () => Documents(file, token => DocumentFiles.Read(file, token)));
    }

    private void Documents(string? file, Func<CancellationToken, IEnumerable<DocumentResult>> read)
    {
        foreach (var result in Stream(ReadAhead.Of(read)))
        {
            var place = new DocumentPlace(file, result.Line);
            ForItem(place.ToString(), () =>
            {
                foreach (var warning in result.Warnings) Doubt($"{new DocumentPlace(file, warning.Line)}:{warning.Column}", place with { Line = warning.Line }, warning.Message);
                Import(result.Document ?? throw result.Error!, place, null);
            });
        }
    }

    /// <summary>
    /// Creates what a document is of, or brings what is there in step with it; says which it was. Requests go beside each
    /// other: of several documents of one id, each meets what the one before it has made. To be called in their order.
    /// </summary>
    /// <param name="document">The document, prepared.</param>
    /// <param name="word">What it is of.</param>
    /// <param name="notFound">The id of the error that says it is not there.</param>
    /// <param name="read">Reads what is there.</param>
    /// <param name="create">Creates it.</param>
    /// <param name="update">Changes it.</param>
    /// <param name="cancellationToken">Ends the waiting for the one before.</param>
    private protected async Task<(StoredDocument Document, string Done)> StoreAsync(
        OrderedDictionary document,
        string word,
        string notFound,
        Func<Task<StoredDocument>> read,
        Func<Task<StoredDocument>> create,
        Func<EntityChange, Task<StoredDocument>> update,
        CancellationToken cancellationToken)
    {
        var id = document.Text("id")!;
        var before = _before.GetValueOrDefault(id, Task.CompletedTask);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _before[id] = done.Task;
        try
        {
            await before.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await StoreAsync(document, word, notFound, read, create, update).ConfigureAwait(false);
        }
        finally
        {
            _before.TryRemove(new(id, done.Task));
            done.SetResult();
        }
    }

    private static async Task<(StoredDocument Document, string Done)> StoreAsync(
        OrderedDictionary document,
        string word,
        string notFound,
        Func<Task<StoredDocument>> read,
        Func<Task<StoredDocument>> create,
        Func<EntityChange, Task<StoredDocument>> update)
    {
        StoredDocument current;
        try
        {
            current = await read().ConfigureAwait(false);
        }
        catch (EntityNotFoundException exception) when (exception.ErrorId == notFound)
        {
            return (await create().ConfigureAwait(false), "Imported");
        }
        return ImportedDocument.ChangeOf(current, document, word) is { } change
            ? (await update(change).ConfigureAwait(false), "Updated")
            : (current, "Nothing is different in");
    }

    private protected void Doubt(string? place, DocumentPlace? inFile, string message)
    {
        var said = place is null ? message : $"{place}: {message}";
        if (Strict) throw ImportedDocument.Doubtful(said, inFile);
        WriteWarning(said);
    }
}

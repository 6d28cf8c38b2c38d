using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Output;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Writes runs as YAML and JSON documents, into files or as text.</summary>
[Cmdlet(VerbsData.Export, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FileInfo), typeof(string))]
public sealed class ExportDhRunCommand : RunCommand
{
    private string? _place;
    private bool _isFolder;
    private DocumentFormat _format;
    private FileNames? _names;
    private DocumentFile? _file;
    private StringWriter? _text;
    private IDocumentOutput? _output;

    /// <summary>The file, or the folder, which gets one file a run.</summary>
    [Parameter(Position = 1)]
    [TextArgument(Accepts = typeof(FileSystemInfo), Wildcards = true)]
    public string? Path { get; set; }

    /// <summary>The file or folder, taken as it is written.</summary>
    [Parameter]
    [Alias("PSPath", "LP")]
    [TextArgument(Accepts = typeof(FileSystemInfo))]
    public string? LiteralPath { get; set; }

    /// <summary>Gives out the text instead of writing a file.</summary>
    [Parameter]
    public SwitchParameter AsString { get; set; }

    /// <summary>YAML or JSON; without it the extension tells.</summary>
    [Parameter]
    public DocumentFormat Format { get; set; }

    /// <summary>How files in a folder are named.</summary>
    [Parameter]
    [TextArgument]
    [ArgumentCompleter(typeof(NameTemplateCompleter))]
    public string? NameTemplate { get; set; }

    /// <summary>Goes on behind what stands in the file.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Leaves a file alone that exists.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file even if it is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives out the files.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private FileRules Rules => new(Append, NoClobber, Force);

    // Who pipes runs thinks of the path as the first argument; the engine has given it to -Run before it looked at the pipeline.
    private protected override void Both(object? given)
    {
        if (Path is not null || LiteralPath is not null || AsString || ShellValues.Bare(given) is not (string { Length: > 0 } or FileSystemInfo)) base.Both(given);
        Path = (string?)new TextArgumentAttribute { Accepts = typeof(FileSystemInfo), Wildcards = true }.Transform(null!, given!);
    }

    private protected override void Begin()
    {
        base.Begin();
        if ((Path is null ? 0 : 1) + (LiteralPath is null ? 0 : 1) + (AsString ? 1 : 0) != 1)
        {
            throw Errors.Value("It is not clear where to write to.", action: "Give one of -Path, -LiteralPath and -AsString.");
        }
        if (AsString) CheckText();
        else FindPlace();
    }

    // What is in the hand is what is written; it needs no backend.
    private protected override bool Takes(Run run)
    {
        if (Session is not null) For(run);
        var document = ShellValues.Map(run.Document, "run");
        Start(run, _ => System.Threading.Tasks.Task.FromResult(document), Write);
        return true;
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection) =>
        Start(address.Id, async token => (await session.Client.GetRunAsync(address, token).ConfigureAwait(false)).Map, Write);

    private protected override void End()
    {
        base.End();
        if (_file is not null) Finish(_file);
        if (_output is null) return;
        _output.Complete();
        WriteObject(_text!.ToString());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
            _text?.Dispose();
        }
        base.Dispose(disposing);
    }

    private void CheckText()
    {
        foreach (var name in (ReadOnlySpan<string>)[nameof(NameTemplate), nameof(Append), nameof(NoClobber), nameof(Force), nameof(PassThru)])
        {
            if (MyInvocation.BoundParameters.ContainsKey(name)) throw Errors.Value($"-{name} is for files, and -AsString makes none.", action: $"Leave -{name} or -AsString out.");
        }
        _format = Format;
    }

    private void FindPlace()
    {
        var given = Path ?? LiteralPath!;
        _place = Path is null ? DocumentFiles.Unresolved(this, given) : DocumentFiles.Target(this, given);
        _isFolder = given[^1] is '/' or '\\' || Directory.Exists(_place);
        var template = NameTemplate;
        if (_isFolder)
        {
            _place = System.IO.Path.TrimEndingDirectorySeparator(_place);
            if (File.Exists(_place)) throw FileErrors.IsFile(_place);
            template ??= Named(nameof(Format)) && Format == DocumentFormat.Json ? "runs-{id}.json" : "runs-{id}.yaml";
            _names = new FileNames(template);
        }
        else if (template is not null)
        {
            throw Errors.Value($"-NameTemplate is for a folder, and {_place} is none.", template, $"End the path with {System.IO.Path.DirectorySeparatorChar} to have the folder made, or leave -NameTemplate out.");
        }
        _format = FormatOf(_isFolder ? template! : _place);
    }

    private DocumentFormat FormatOf(string name)
    {
        DocumentFormat? byName = System.IO.Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".json" => DocumentFormat.Json,
            ".yaml" or ".yml" => DocumentFormat.Yaml,
            _ => null,
        };
        if (!Named(nameof(Format))) return byName ?? DocumentFormat.Yaml;
        if (byName is null || byName == Format) return Format;
        throw Errors.Value($"-Format is {Format}, and the name {System.IO.Path.GetFileName(name)} is one of {byName}.", Format, "Leave -Format out, or give another extension.");
    }

    private bool Named(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private void Write(OrderedDictionary document)
    {
        if (AsString)
        {
            _text ??= new StringWriter(CultureInfo.InvariantCulture);
            (_output ??= Bridge.Factory.DocumentWriter.Begin(_text, _format)).Write(document);
        }
        else if (_isFolder)
        {
            WriteInto(document);
        }
        else
        {
            WriteBehind(document);
        }
    }

    private void WriteInto(OrderedDictionary document)
    {
        var path = System.IO.Path.Combine(_place!, _names!.Of(document));
        if (Directory.Exists(_place)) NewFile.Check(path, Rules);
        if (!Wanted(document, path)) return;
        FileErrors.Guard(_place!, () => Directory.CreateDirectory(_place!));
        using var file = new DocumentFile(path, _format, Rules);
        file.Write(document);
        Finish(file);
    }

    private void WriteBehind(OrderedDictionary document)
    {
        // Without the one file there is nothing to go on with: its errors end the command.
        if (_file is null) OrEnd(() => NewFile.Check(_place!, Rules));
        if (!Wanted(document, _place!)) return;
        OrEnd(() => _file ??= new DocumentFile(_place!, _format, Rules));
        OrEnd(() => _file!.Write(document));
    }

    private bool Wanted(OrderedDictionary document, string path) =>
        ShouldProcess($"run '{document["id"]}' in project '{document["project"]}' to '{path}'", "Export run");

    private void Finish(DocumentFile file)
    {
        var written = file.Finish();
        WriteVerbose($"Wrote {written.FullName}.");
        if (written.Length > IDocumentReader.MaxBytes)
        {
            WriteWarning($"{written.FullName} is larger than 64 MB, which Import-DhRun does not read. Export into a folder to have one file a run.");
        }
        // As Get-Item gives it: with the path that other commands bind.
        if (PassThru) WriteObject(InvokeProvider.Item.Get([$"Microsoft.PowerShell.Core\\FileSystem::{written.FullName}"], force: true, literalPath: true), enumerateCollection: true);
    }

    private void OrEnd(Action action)
    {
        try
        {
            action();
        }
        catch (DigitalHubException exception) when (exception.ErrorId != "ValueInvalid")
        {
            ThrowTerminatingError(ErrorRecords.From(exception));
        }
    }
}

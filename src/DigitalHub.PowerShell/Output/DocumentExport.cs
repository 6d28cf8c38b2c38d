using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using DigitalHub.PowerShell.Commands;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Output;

/// <summary>Where and how documents are to be written: the parameters that the commands which export share.</summary>
internal interface IExportParameters
{
    string? Path { get; }

    string? LiteralPath { get; }

    SwitchParameter AsString { get; }

    DocumentFormat Format { get; }

    string? NameTemplate { get; }

    SwitchParameter Append { get; }

    SwitchParameter NoClobber { get; }

    SwitchParameter Force { get; }

    SwitchParameter PassThru { get; }
}

/// <summary>Writes documents as YAML and JSON, into one file, a folder with a file for each, or a text.</summary>
/// <param name="command">The command that exports.</param>
/// <param name="parameters">Its parameters.</param>
/// <param name="word">What is exported, for example <c>run</c>; the SDK's names for files begin with it.</param>
/// <param name="stop">Is cancelled when the user ends the command.</param>
internal sealed class DocumentExport(PSCmdlet command, IExportParameters parameters, string word, CancellationToken stop) : IDisposable
{
    private string? _place;
    private bool _isFolder;
    private DocumentFormat _format;
    private FileNames? _names;
    private DocumentFile? _file;
    private StringWriter? _text;
    private IDocumentOutput? _output;

    private FileRules Rules => new(parameters.Append, parameters.NoClobber, parameters.Force);

    /// <exception cref="DigitalHubException"><c>ValueInvalid</c>, <c>PathInvalid</c>, <c>PathNotFound</c></exception>
    public void Begin()
    {
        if ((parameters.Path is null ? 0 : 1) + (parameters.LiteralPath is null ? 0 : 1) + (parameters.AsString ? 1 : 0) != 1)
        {
            throw Errors.Value("It is not clear where to write to.", action: "Give one of -Path, -LiteralPath and -AsString.");
        }
        if (parameters.AsString) CheckText();
        else FindPlace();
    }

    public void Write(OrderedDictionary document)
    {
        if (parameters.AsString)
        {
            _text ??= new StringWriter(CultureInfo.InvariantCulture);
            var output = _output ?? Bridge.Factory.DocumentWriter.Begin(_text, _format);
            output.Write(document);
            _output = output;
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

    public void End()
    {
        // Where no text can hold any of the documents, what was there stays.
        if (_file is { IsEmpty: false }) Finish(_file);
        if (_output is null) return;
        _output.Complete();
        command.WriteObject(_text!.ToString());
    }

    public void Dispose()
    {
        _file?.Dispose();
        _text?.Dispose();
    }

    private void CheckText()
    {
        foreach (var name in (ReadOnlySpan<string>)[nameof(parameters.NameTemplate), nameof(parameters.Append), nameof(parameters.NoClobber), nameof(parameters.Force), nameof(parameters.PassThru)])
        {
            if (command.MyInvocation.BoundParameters.ContainsKey(name)) throw Errors.Value($"-{name} is for files, and -AsString makes none.", action: $"Leave -{name} or -AsString out.");
        }
        _format = parameters.Format;
    }

    private void FindPlace()
    {
        var given = parameters.Path ?? parameters.LiteralPath!;
        _place = parameters.Path is null ? DocumentFiles.Unresolved(command, given) : DocumentFiles.Target(command, given);
        _isFolder = given[^1] is '/' or '\\' || Directory.Exists(_place);
        var template = parameters.NameTemplate;
        if (_isFolder)
        {
            _place = Path.TrimEndingDirectorySeparator(_place);
            if (File.Exists(_place)) throw FileErrors.IsFile(_place);
            template ??= Named(nameof(parameters.Format)) && parameters.Format == DocumentFormat.Json ? $"{word}s-{{id}}.json" : $"{word}s-{{id}}.yaml";
            _names = new FileNames(template);
        }
        else if (template is not null)
        {
            throw Errors.Value($"-NameTemplate is for a folder, and {_place} is none.", template, $"End the path with {Path.DirectorySeparatorChar} to have the folder made, or leave -NameTemplate out.");
        }
        _format = FormatOf(_isFolder ? template! : _place);
    }

    private DocumentFormat FormatOf(string name)
    {
        DocumentFormat? byName = Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".json" => DocumentFormat.Json,
            ".yaml" or ".yml" => DocumentFormat.Yaml,
            _ => null,
        };
        if (!Named(nameof(parameters.Format))) return byName ?? DocumentFormat.Yaml;
        if (byName is null || byName == parameters.Format) return parameters.Format;
        throw Errors.Value($"-Format is {parameters.Format}, and the name {Path.GetFileName(name)} is one of {byName}.", parameters.Format, "Leave -Format out, or give another extension.");
    }

    private bool Named(string parameter) => command.MyInvocation.BoundParameters.ContainsKey(parameter);

    private void WriteInto(OrderedDictionary document)
    {
        var path = Path.Combine(_place!, _names!.Of(document));
        if (Directory.Exists(_place)) NewFile.Check(path, Rules);
        if (!Wanted(document, path)) return;
        FileErrors.Guard(_place!, () => Directory.CreateDirectory(_place!));
        using var file = new DocumentFile(path, _format, Rules, stop);
        file.Write(document);
        Finish(file);
    }

    private void WriteBehind(OrderedDictionary document)
    {
        // Without the one file there is nothing to go on with: its errors end the command.
        if (_file is null) OrEnd(() => NewFile.Check(_place!, Rules));
        if (!Wanted(document, _place!)) return;
        OrEnd(() => _file ??= new DocumentFile(_place!, _format, Rules, stop));
        OrEnd(() => _file!.Write(document));
    }

    private bool Wanted(OrderedDictionary document, string path) =>
        command.ShouldProcess($"{word} '{document["id"]}' in project '{document["project"]}' to '{path}'", $"Export {word}");

    private void Finish(DocumentFile file)
    {
        // That no half-written file appears needs the renaming alone, whatever becomes of the process or the disk's space.
        // Flushing is against a loss of power. For one file it is cheap; for each of ten thousand it takes ten times as long
        // as writing them, also on several threads, and they are copies of what the backend keeps.
        var written = file.Finish(flush: !_isFolder);
        command.WriteVerbose($"Wrote {written.FullName}.");
        if (parameters.PassThru) GivenFile.Write(command, written);
    }

    private void OrEnd(Action action)
    {
        try
        {
            action();
        }
        catch (DigitalHubException exception) when (exception.ErrorId != "ValueInvalid")
        {
            command.ThrowTerminatingError(ErrorRecords.From(exception));
        }
    }
}

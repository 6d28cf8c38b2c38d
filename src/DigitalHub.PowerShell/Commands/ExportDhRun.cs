using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Output;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Writes runs as YAML and JSON documents, into files or as text.</summary>
[Cmdlet(VerbsData.Export, "DhRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FileInfo), typeof(string))]
public sealed class ExportDhRunCommand : RunCommand, IExportParameters
{
    private readonly DocumentExport _export;

    /// <summary>Makes the command.</summary>
    public ExportDhRunCommand() => _export = new DocumentExport(this, this, "run", Stop);

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

    // Who pipes runs thinks of the path as the first argument; the engine has given it to -Run before it looked at the pipeline.
    private protected override void Both(object? given)
    {
        if (Path is null && LiteralPath is null && !AsString && GivenFile.PathBehindPipe(given) is { } path) Path = path;
        else base.Both(given);
    }

    private protected override void Begin()
    {
        base.Begin();
        _export.Begin();
    }

    // What is in the hand is what is written; it needs no backend.
    private protected override bool Takes(Run run)
    {
        if (Session is not null) For(run);
        var document = run.UntouchedDocument ?? ShellValues.Map(run.Document, "run");
        Start(run, _ => System.Threading.Tasks.Task.FromResult(document), _export.Write);
        return true;
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection) =>
        Start(address.Id, async token => (await session.Client.GetRunAsync(address, token).ConfigureAwait(false)).Map, _export.Write);

    private protected override void End()
    {
        base.End();
        _export.End();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _export.Dispose();
        base.Dispose(disposing);
    }
}

using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Output;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Writes functions or workflows as YAML and JSON documents, into files or as text.</summary>
public abstract class ExportExecutableCommand : ExecutableCommand, IExportParameters
{
    private DocumentExport? _export;

    /// <summary>The file, or the folder, which gets one file a version.</summary>
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

    private protected override void Begin()
    {
        base.Begin();
        _export = new DocumentExport(this, this, Words.Word, Stop);
        _export.Begin();
    }

    // What is in the hand is what is written.
    private protected override void Selected(EntitySelection selection, string project, Session session)
    {
        if (selection.Entity is { } entity)
        {
            var document = ShellValues.Map(entity.Document, Words.Word);
            Start(entity, _ => System.Threading.Tasks.Task.FromResult(document), _export!.Write);
            return;
        }
        var address = Place(selection, project, session);
        Start(selection.Name ?? address.Id, async token => (await session.Client.GetEntityAsync(address, token).ConfigureAwait(false)).Map, _export!.Write);
    }

    private protected override void End()
    {
        base.End();
        _export!.End();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _export?.Dispose();
        base.Dispose(disposing);
    }
}

using System.Management.Automation;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Output;

/// <summary>What the commands that write files have in common: the path behind a pipe, and the file that is given out.</summary>
internal static class GivenFile
{
    /// <summary>The path that the engine has given to <c>-Run</c>, before it looked at the pipeline; null where it is none.</summary>
    public static string? PathBehindPipe(object? given) =>
        ShellValues.Bare(given) is string { Length: > 0 } or FileSystemInfo
            ? (string?)new TextArgumentAttribute { Accepts = typeof(FileSystemInfo), Wildcards = true }.Transform(null!, given!)
            : null;

    /// <summary>Gives out a file as Get-Item does: with the path that other commands bind.</summary>
    public static void Write(PSCmdlet command, FileInfo file) =>
        command.WriteObject(command.InvokeProvider.Item.Get([$"Microsoft.PowerShell.Core\\FileSystem::{file.FullName}"], force: true, literalPath: true), enumerateCollection: true);
}

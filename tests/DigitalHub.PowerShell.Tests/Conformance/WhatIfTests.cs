using System.Security.Cryptography;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>Under -WhatIf nothing changes: no byte of a store or of another file, and not the current project. Without it something does.</summary>
public sealed class WhatIfTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dh-whatif-");

    public static TheoryData<string, string?> Changing => Calls.Changing;

    private string Store => Path.Combine(_folder.FullName, "store.db");

    [Theory]
    [MemberData(nameof(Changing))]
    public void Changes_nothing(string command, string? call)
    {
        Assert.NotEmpty(Calls.For(command));
        using var shell = Shell.Spare();
        shell.MoveTo(_folder.FullName);
        World.Enter(shell, Store);
        shell.Run("Disconnect-DhBackend");
        var before = State();

        Assert.Equal((0, "demo"), Try(shell, $"{call} -WhatIf"));
        Assert.Equal(before, State());

        Assert.Equal((0, "demo"), Try(shell, $"$WhatIfPreference = $true; try {{ {call} }} finally {{ $WhatIfPreference = $false }}"));
        Assert.Equal(before, State());

        var (_, project) = Try(shell, call!);
        Assert.False(before.SequenceEqual(State()) && project == "demo", $"'{call}' changes nothing even without -WhatIf, so that it proves nothing.");
    }

    [Theory]
    [MemberData(nameof(Changing))]
    public void Makes_no_store(string command, string? call)
    {
        Assert.NotEmpty(Calls.For(command));
        using var shell = Shell.Spare();
        shell.MoveTo(_folder.FullName);
        shell.Run($"Connect-DhBackend -Local -Path '{Store}'");

        // There is nothing to find, which may be an error.
        shell.Try($"{call} -WhatIf");
        shell.Run("Disconnect-DhBackend");

        Assert.Empty(_folder.GetFileSystemInfos());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // How many objects a call gives out, and the current project after it.
    private (int Output, string? Project) Try(Shell shell, string call)
    {
        shell.Run($"Connect-DhBackend -Local -Path '{Store}'; Set-DhProject demo");
        var output = shell.Run(call);
        var project = shell.Try("(Get-DhProject -CurrentOnly).Id").Output;
        shell.Run("Disconnect-DhBackend");
        return (output.Count, project.Count == 0 ? null : project[0]?.BaseObject as string);
    }

    private List<string> State() =>
        [.. _folder.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal)
            .Select(file => $"{file.FullName} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName)))}")];
}

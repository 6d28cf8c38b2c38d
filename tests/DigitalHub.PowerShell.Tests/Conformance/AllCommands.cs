using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>Every command the module exports, whatever they are.</summary>
internal static class AllCommands
{
    private static readonly Lazy<IReadOnlyList<CmdletInfo>> Loaded = new(() =>
    {
        using var shell = Shell.Bare();
        return [.. shell.Run("Get-Command -Module DigitalHub").Select(command => Assert.IsType<CmdletInfo>(command.BaseObject))];
    });

    private static readonly Lazy<HashSet<string>> CommonNames = new(() =>
        [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters, "First", "Skip", "IncludeTotalCount"]);

    public static IReadOnlyList<CmdletInfo> Infos => Loaded.Value;

    public static TheoryData<string> Names => [.. Infos.Select(command => command.Name)];

    public static CmdletInfo Info(string name) => Infos.Single(command => command.Name == name);

    /// <summary>The parameters that the command itself declares.</summary>
    public static IEnumerable<ParameterMetadata> OwnParameters(CmdletInfo command) =>
        command.Parameters.Values.Where(parameter => !CommonNames.Value.Contains(parameter.Name));

    public static bool Changes(CmdletInfo command) =>
        command.Verb is not ("Get" or "Test" or "Connect" or "Disconnect" or "Compare" or "Show" or "Watch" or "Wait");
}

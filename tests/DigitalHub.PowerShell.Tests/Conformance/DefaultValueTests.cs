using System.Collections.Concurrent;
using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary><c>$PSDefaultParameterValues</c> for <c>-Project</c> and <c>-Session</c> of all commands works with each of them.</summary>
public sealed class DefaultValueTests
{
    private static readonly ConcurrentDictionary<string, List<string>> Plain = new();

    // What a default does to the others is seen where it is used.
    public static TheoryData<string, string?> OutsideProjects => Calls.OutsideProjects;

    public static TheoryData<string, string?> InProjects => Calls.InProjects;

    [Theory]
    [MemberData(nameof(OutsideProjects))]
    public void A_default_project_disturbs_no_command(string command, string? call)
    {
        Assert.NotEmpty(Calls.For(command));
        using var shell = World.Open();
        shell.Run("$PSDefaultParameterValues['*-Dh*:Project'] = 'demo'");

        shell.Run(call!);
    }

    [Theory]
    [MemberData(nameof(OutsideProjects))]
    public void A_default_session_disturbs_no_command(string command, string? call)
    {
        Assert.NotEmpty(Calls.For(command));
        using var shell = World.Open();
        shell.Run("$PSDefaultParameterValues['*-Dh*:Session'] = Get-DhBackend");

        shell.Run(call!);
    }

    [Theory]
    [MemberData(nameof(InProjects))]
    public void A_default_project_is_used_instead_of_the_current_one(string command, string? call)
    {
        Assert.NotEmpty(Calls.For(command));
        var expected = Expected(call!);
        using var shell = World.Open();
        shell.Run("Set-DhProject spare; $PSDefaultParameterValues['*-Dh*:Project'] = 'demo'");

        Assert.Equal(expected, Observed(shell, call!));
    }

    [Theory]
    [MemberData(nameof(InProjects))]
    public void A_default_session_is_used_instead_of_the_current_one(string command, string? call)
    {
        Assert.NotEmpty(Calls.For(command));
        using var shell = World.Open();
        var expected = Expected(call!);
        shell.Run(
            """
            $PSDefaultParameterValues['*-Dh*:Session'] = Get-DhBackend
            Connect-DhBackend -Local -InMemory
            """);

        Assert.Equal(expected, Observed(shell, call!));
        Assert.Empty(shell.Run("$PSDefaultParameterValues.Clear(); Get-DhProject"));
    }

    // The same for a default project and a default session, and so observed once.
    private static List<string> Expected(string call) => Plain.GetOrAdd(call, static call =>
    {
        using var shell = World.Open();
        return Observed(shell, call);
    });

    // What comes out of a call and which runs there are after it, but for ids, which may be made.
    private static List<string> Observed(Shell shell, string call) =>
    [
        .. shell.Run(call).Select(Told),
        "--",
        .. shell.Run("Get-DhRun -Project *").Select(Told).Order(StringComparer.Ordinal),
    ];

    private static string Told(PSObject item) => item.BaseObject switch
    {
        FileInfo file => file.Name,
        string text => text.Split('\n')[0],
        _ => item.Properties["Project"] is { } project ? $"{project.Value} {item.Properties["Kind"]?.Value}" : $"{item.BaseObject}",
    };
}

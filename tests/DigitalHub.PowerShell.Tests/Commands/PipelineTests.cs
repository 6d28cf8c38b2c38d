using DigitalHub.PowerShell.Tests.Conformance;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Every Get pipes into every sibling of its noun, whatever siblings there are.</summary>
public sealed class PipelineTests
{
    public static TheoryData<string, string> Siblings
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var command in AllCommands.Infos.Where(command => command.Verb is not ("New" or "Connect")))
            {
                if (AllCommands.Infos.Any(other => other.Name == $"Get-{command.Noun}") && command.Name != "Get-DhBackend") pairs.Add($"Get-{command.Noun}", command.Name);
            }
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Siblings))]
    public void Every_get_pipes_into_its_siblings(string get, string sibling)
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id a > $null; New-DhRun python+run -Id b > $null");
        shell.Run("New-DhFunction train python > $null; New-DhWorkflow nightly hera > $null; New-DhTask job -Function train > $null");
        var info = AllCommands.Info(sibling);
        var more = (AllCommands.Changes(info) ? " -WhatIf" : string.Empty) + (info.Verb, sibling) switch { (_, "Remove-DhProject") => " -Cascade", ("Import", _) => " -NewId", ("Export", _) => " -AsString", _ => string.Empty };

        shell.Run($"{get} | {sibling}{more}");
    }

    [Fact]
    public void What_if_changes_nothing()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id a > $null");

        shell.Run(
            """
            New-DhRun python+run -Id b -WhatIf
            Remove-DhRun a -WhatIf
            Get-DhRun | Remove-DhRun -WhatIf
            Update-DhRun a -Name x -State BUILT -WhatIf
            Copy-DhRun a -DestinationId d -WhatIf
            Export-DhRun a a.yaml -WhatIf
            @{ kind = 'python+run'; id = 'c'; project = 'demo' } | Import-DhRun -WhatIf
            New-DhProject other -WhatIf
            Set-DhProject third -WhatIf
            Update-DhProject demo -Description x -WhatIf
            Remove-DhProject demo -Cascade -WhatIf
            """);

        Assert.Equal("a demo", string.Join(' ', shell.Run("(Get-DhRun -Project *).Id; (Get-DhProject).Name; (Get-DhProject demo).Description").Where(item => item is not null)));
    }

    [Fact]
    public void A_consumer_that_has_enough_ends_the_listing()
    {
        using var shell = Shell.Open();
        shell.Run("1..300 | New-DhRun python+run -Id { \"r$_\" } > $null");

        Assert.Equal(3, shell.Run("$n = 0; foreach ($x in 1) { Get-DhRun | ForEach-Object { $_; if (++$n -eq 3) { break } } }").Count);
        Assert.Equal(300, shell.Run("Get-DhRun").Count);
    }
}

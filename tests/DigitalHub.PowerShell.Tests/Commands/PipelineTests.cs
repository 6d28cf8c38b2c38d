using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>What becomes of commands in a pipeline.</summary>
public sealed class PipelineTests
{
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

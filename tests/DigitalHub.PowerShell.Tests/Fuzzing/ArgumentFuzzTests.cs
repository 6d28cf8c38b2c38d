using DigitalHub.PowerShell.Tests.Hosting;
using Xunit.Abstractions;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>Whatever stands in the arguments that are texts.</summary>
[Collection(nameof(Alone))]
public sealed class ArgumentFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Good = ["single", "demo", "tr*", "[a-c]*", "created", "Created,desc", "store://demo/run/python+run/demo-1:demo-1", "python://demo/train:f", "./x.yaml", "/nonexistent/x.db", "kind: python+run", "{\"kind\": \"python+run\"}", "RUNNING", "2026-07-20", "a=b"];

    private static readonly string[] Calls =
    [
        "Get-DhRun $x", "Get-DhFunction $x", "Get-DhWorkflow $x", "Get-DhProject $x", "Get-DhKind $x", "Get-DhRunLog single -Container $x", "Get-DhRunMetric single $x",
        "Import-DhRun -Content $x -WhatIf", "Import-DhFunction -Content $x -WhatIf", "New-DhRun -Kind $x -Id $x -WhatIf", "New-DhRun python+run -Name $x -Label $x -WhatIf", "Update-DhRun single -State $x -WhatIf", "New-DhProject $x -WhatIf", "Test-DhRun -Kind $x -Id $x",
        "Wait-DhRun single -State $x -Timeout 0.01", "Wait-DhRun single -For $x -Timeout 0.01", "Wait-DhRun single -State $x -Timeout $x -PollInterval $x", "Watch-DhRun single -State $x -Timeout 0.01", "Watch-DhRun -Name $x -Kind $x -Function $x -Timeout 0.01", "Compare-DhRun single $x -Property $x",
        "Copy-DhRun single -DestinationId $x -Name $x -Function $x -WhatIf", "Copy-DhRun single -DestinationProject $x -Task $x -WhatIf", "Add-DhRunMetric single $x 1 -WhatIf", "Add-DhRunMetric single loss $x -WhatIf", "New-DhFunction $x python -Handler $x -SourceCode $x -WhatIf", "New-DhTask $x -Function $x -Id $x -WhatIf", "New-DhRun -Function train -Action $x -Parameters @{ $x = $x } -Inputs @{ in = $x } -WhatIf", "Test-DhRun -Function $x -Action $x -ResourceProfile $x", "Update-DhRun single -AddLabel $x -RemoveLabel $x -WhatIf",
        "Connect-DhBackend -Local -InMemory -NoDefault -Rehearsal @{ Name = $x; Outcome = $x }", "Connect-DhBackend -Local -InMemory -NoDefault -Rehearsal @{ After = $x; Message = $x; Log = $x; Metric = @{ $x = $x } }", "Connect-DhBackend -Local -InMemory -NoDefault -Rehearsal @{ $x = $x }", "Connect-DhBackend -Local -InMemory -NoDefault -LikeCore $x", "Connect-DhBackend -Profile $x", "Set-DhProject $x -WhatIf", "Remove-DhRun $x -WhatIf", "Stop-DhRun $x -WhatIf", "Resume-DhRun $x -WhatIf",
        "TabExpansion2 \"Get-DhRun -Name $l\" > $null", "TabExpansion2 \"New-DhRun -Function train -Action $l\" > $null", "TabExpansion2 \"Get-DhRun $l -Function \" > $null",
    ];

    [Fact]
    public void Texts_that_are_arguments()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id single > $null; New-DhFunction train python -Handler main > $null");
        Calling.Run(shell, output, 1.5, random => new(random.One(Calls), new Dictionary<string, object> { ["x"] = random.Text(Good), ["l"] = random.Typed(Good) }));
    }
}

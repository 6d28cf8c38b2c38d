using System.Globalization;
using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>
/// Whatever stands in the arguments that are texts: a command gives something or says in an error of its own what is wrong.
/// Each argument is made from a seed of its own; the first is that of <c>DH_TEST_FUZZ_SEED</c>.
/// </summary>
public sealed class ArgumentFuzzTests
{
    private static readonly string[] Good = ["single", "demo", "tr*", "[a-c]*", "created", "Created,desc", "store://demo/run/python+run/demo-1:demo-1", "python://demo/train:f", "./x.yaml", "/nonexistent/x.db", "kind: python+run", "{\"kind\": \"python+run\"}", "RUNNING", "2026-07-20", "a=b"];

    private static readonly string[] Awkward = ["", " ", "\0", "\n", "\t", "\u001b[31m", "\u202e", "İ", "😀", "\ud83d", "..", "/", "\\", "~", "%", "*", "?", "[", "]", "[z-a]", "`", "'", "\"", ";", "$(", "{0}", "|", ",", "-1", "99999999999999999999", "null", "::", "C:", "Env:PATH", "function:", "HKLM:\\x", "\\\\host\\share"];

    private static readonly string[] Calls =
    [
        "Get-DhRun -Sort $x", "Get-DhRun -Query $x", "Get-DhRun $x", "Get-DhRun -Name $x -Label $x -Function $x", "Get-DhRun -Kind $x -State $x", "Get-DhRun -Task $x -Workflow $x -User $x", "Get-DhFunction $x", "Get-DhTask -Function $x", "Get-DhProject $x",
        "Get-DhKind $x", "Import-DhRun -Path $path", "Import-DhRun -LiteralPath $path", "Import-DhRun -Content $x -WhatIf", "Export-DhRun single -LiteralPath $path -WhatIf", "Export-DhRun single -Path out/ -NameTemplate $x -WhatIf", "New-DhRun -Kind $x -Id $x -WhatIf", "New-DhRun python+run -Name $x -Label $x -WhatIf",
        "Get-DhRunLog single -Container $x", "Get-DhRunMetric single $x", "Update-DhRun single -State $x -WhatIf", "New-DhProject $x -WhatIf", "Connect-DhBackend -Local -Path $path -NoDefault", "Connect-DhBackend -Local -Path $path -NoDefault -PassThru | ForEach-Object { Get-DhRun -Project demo -Session $_ }", "Test-DhRun -Kind $x -Id $x", "Get-DhRun -CreatedAfter $x", "Wait-DhRun single -State $x -Timeout 0.01",
        "Wait-DhRun single -For $x -Timeout 0.01", "Wait-DhRun single -State $x -Timeout $x -PollInterval $x", "Watch-DhRun single -State $x -Timeout 0.01", "Watch-DhRun -Name $x -Kind $x -Function $x -Timeout 0.01", "Compare-DhRun single $x -Property $x", "Get-DhRun single | Export-DhReport -LiteralPath $path -Title $x -MetricName $x -WhatIf", "Get-DhRun single | Export-DhReport out.html -Title $x -MetricName $x", "Export-DhFunction train -LiteralPath $path -WhatIf", "Import-DhFunction -Content $x -WhatIf",
        "Copy-DhRun single -DestinationId $x -Name $x -Function $x -WhatIf", "Copy-DhRun single -DestinationProject $x -Task $x -WhatIf", "Add-DhRunMetric single $x 1 -WhatIf", "Add-DhRunMetric single loss $x -WhatIf", "New-DhFunction $x python -Handler $x -SourcePath $path -WhatIf", "New-DhTask $x -Function $x -Id $x -WhatIf", "New-DhRun -Function train -Action $x -Parameters @{ $x = $x } -Inputs @{ in = $x } -WhatIf", "Test-DhRun -Function $x -Action $x -ResourceProfile $x", "Update-DhRun single -AddLabel $x -RemoveLabel $x -Description $x -WhatIf",
        "Connect-DhBackend -Local -InMemory -NoDefault -Rehearsal @{ Name = $x; Outcome = $x }", "Connect-DhBackend -Local -InMemory -NoDefault -Rehearsal @{ After = $x; Message = $x; Log = $x; Metric = @{ $x = $x } }", "Connect-DhBackend -Local -InMemory -NoDefault -Rehearsal @{ $x = $x }", "Connect-DhBackend -Local -InMemory -NoDefault -LikeCore $x", "Connect-DhBackend -Profile $x", "Set-DhProject $x -WhatIf", "Remove-DhRun $x -WhatIf", "Stop-DhRun $x -WhatIf", "Resume-DhRun $x -WhatIf",
        "TabExpansion2 \"Get-DhRun -Name $x\" > $null", "TabExpansion2 \"New-DhRun -Function train -Action $x\" > $null", "TabExpansion2 \"Get-DhRun $x -Function \" > $null",
    ];

    /// <summary>A fiftieth of all inputs that are tried by chance: each is a command.</summary>
    private static int Count => Number("DH_TEST_FUZZ", 10_000) / 50;

    [Fact]
    public void Give_an_error_of_ours_or_a_result()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id single > $null; New-DhFunction train python -Handler main > $null; $ErrorActionPreference = 'Continue'");
        var seed = Number("DH_TEST_FUZZ_SEED", 1);
        var wrong = new List<string>();
        for (var number = 0; number < Count && wrong.Count < 10; number++)
        {
            var random = new Random(unchecked((seed * 486_187_739) ^ (number * 16_777_619)));
            var (call, text) = (Calls[random.Next(Calls.Length)], Text(random));
            shell.Set("x", text);
            // Not all over the disk.
            shell.Set("path", "nowhere/" + text.Replace("..", ".", StringComparison.Ordinal));
            foreach (var error in shell.Try(call).Errors.Where(error => !IsOurs(error)))
            {
                wrong.Add($"Input {number} of seed {seed}, {call} with {Convert.ToBase64String(System.Text.Encoding.Unicode.GetBytes(text))} as UTF-16 in base 64:\n{error.FullyQualifiedErrorId} {error.Exception}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    // An error of the module, or of the shell that binds arguments and finds paths and says so.
    private static bool IsOurs(ErrorRecord error) =>
        error.Exception.GetType().Assembly.GetName().Name == "DigitalHub.Model" || error.Exception is ParameterBindingException or ItemNotFoundException;

    private static string Text(Random random)
    {
        var text = random.Next(3) == 0 ? string.Empty : Good[random.Next(Good.Length)];
        for (var edits = random.Next(4); edits > 0; edits--)
        {
            var piece = random.Next(4) == 0 ? ((char)random.Next(0x10000)).ToString() : random.Next(2) == 0 ? Good[random.Next(Good.Length)] : Awkward[random.Next(Awkward.Length)];
            if (random.Next(20) == 0) piece = string.Concat(Enumerable.Repeat(piece, 2000));
            text = text.Insert(random.Next(text.Length + 1), piece);
        }
        return text;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

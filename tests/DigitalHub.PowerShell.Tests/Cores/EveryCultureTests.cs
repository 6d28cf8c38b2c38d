using System.Globalization;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>What a person does on a core, under StrictMode, with errors that stop, in other cultures, on cores of all levels.</summary>
public sealed class EveryCultureTests
{
    [Theory]
    [InlineData("tr-TR", 15, "python+job:run")]
    [InlineData("de-DE", 15, "python+job:run")]
    [InlineData("tr-TR", 14, "python+job:run")]
    [InlineData("de-DE", 13, "python+run")]
    public async Task The_main_job_is_done(string culture, int level, string kind)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            await using var on = await CoreShell.OpenAsync(CoreShell.Basic with { Level = level }, 3, "-Credential $c -TimeoutSec 100");

            var told = on.Shell.Run($$"""
                Set-StrictMode -Version Latest
                $ErrorActionPreference = 'Stop'
                $t = (Get-DhRun -First 1).Task
                $run = New-DhRun {{kind}} -Task $t -LocalExecution -Id kept -Label i, I
                $run.Labels += 'more'
                $run = $run | Update-DhRun -PassThru
                "$($run.Labels)"
                "$(@(Get-DhRun -State completed).Count) $(@(Get-DhRun -CreatedBefore ([datetime]::Now).AddDays(1) -Sort Id).Count) $(@(Get-DhRun -Label I).Count)"
                "$((Get-DhProject).Name) $((Get-DhBackend).ApiLevel)"
                Get-DhRun | Remove-DhRun -Wait -Timeout 100
                "$(@(Get-DhRun).Count)"
                """).Select(text => $"{text}").ToList();

            Assert.Equal(["i I more", "3 4 1", $"demo {level}", "0"], told);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

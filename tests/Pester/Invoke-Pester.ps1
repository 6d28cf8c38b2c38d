<#
.SYNOPSIS
    Runs the Pester tests against the built module.

.DESCRIPTION
    Start it in a PowerShell of its own, after 'build.ps1 Build': the module and Pester are taken from artifacts.

.PARAMETER Path
    Test files or folders; all beside this script unless told otherwise.

.PARAMETER Name
    Only tests whose full name matches one of these wildcards.

.PARAMETER ResultPath
    A JSON file for the numbers of tests that passed, failed and were skipped, and for what failed.

.EXAMPLE
    dotnet pwsh -NoProfile tests/Pester/Invoke-Pester.ps1 -Name *Remove-Module*

    Runs the tests that have Remove-Module in their names.
#>
[CmdletBinding()]
param(
    [string[]] $Path = $PSScriptRoot,
    [string[]] $Name,
    [string] $ResultPath
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$artifacts = Join-Path $PSScriptRoot '..' '..' 'artifacts' -Resolve
Import-Module (Join-Path $artifacts 'tools' 'Pester' 'Pester.psd1')

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.CIFormat = 'None'
$configuration.Output.RenderMode = [Console]::IsOutputRedirected ? 'Plaintext' : 'Auto'
if ($Name) {
    $configuration.Filter.FullName = $Name
}

# StrictMode here would hold in Pester too, which is not written for it.
Set-StrictMode -Off
$run = Invoke-Pester -Configuration $configuration

# A file that cannot be read, or a block whose setup fails, is a failure though no test of it ran.
$failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
if ($ResultPath) {
    $failures = foreach ($item in @($run.Failed) + @($run.FailedBlocks) + @($run.FailedContainers)) {
        $name = $item.PSObject.Properties['ExpandedPath'] ? $item.ExpandedPath : "$item"
        "$name`n$($item.ErrorRecord | Select-Object -First 1)"
    }
    @{
        Passed  = $run.PassedCount
        Failed  = $failed
        Skipped = $run.SkippedCount + $run.InconclusiveCount
        Failure = @($failures)
    } | ConvertTo-Json | Set-Content $ResultPath
}
exit [int]($failed -gt 0)

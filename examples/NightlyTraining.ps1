<#
.SYNOPSIS
    Trains a function with several seeds, repeats what only the cluster is to blame for, and clears away old runs.

.DESCRIPTION
    A runbook for a scheduler. It works in the current project of the current backend: connect and choose the project
    before, or let the environment or the ini file name them. Runs are created with the label of this runbook and waited
    for together. Those that failed because they were evicted, or ran out of memory, are run once more, the latter with
    more of it. Of those that failed for good, the end of the log is shown, and the script ends with an error.

.PARAMETER Function
    The function to train.

.PARAMETER Seed
    A run for each of these.

.PARAMETER Label
    The label of the runs, by which older ones are found again.

.PARAMETER Timeout
    How long to wait for the runs: a number of seconds, or a time span.

.PARAMETER KeepDays
    Older runs of the label that have ended are removed.

.EXAMPLE
    pwsh -File examples/NightlyTraining.ps1 -Function train -Seed 1, 2, 3

    With the environment variables DHCORE_ENDPOINT and PROJECT_NAME: the form for a scheduler. The exit code is 1 when a run
    failed for good.
#>
[CmdletBinding()]
param(
    [string] $Function = 'train',
    [int[]] $Seed = 1..3,
    [string] $Label = 'nightly',
    $Timeout = 7200,
    [int] $KeepDays = 30
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module DigitalHub

# What a run is repeated for, and what is changed for it.
$repeats = @{
    Evicted     = @{}
    OutOfMemory = @{ resources = @{ mem = '8Gi' } }
}

# Each comes out as it ends. That one failed is no error yet; that the time is up, or the server does not answer, is one.
function Wait-Training {
    $input | Wait-DhRun -Timeout $Timeout -ErrorAction SilentlyContinue -ErrorVariable problems
    $problems | Where-Object FullyQualifiedErrorId -NotLike 'RunFailed*' | ForEach-Object { throw $_ }
}

$ended = @($Seed | New-DhRun -Function $Function -Action job -Name { "$Label-$_" } -Label $Label -Parameters { @{ seed = $_ } } | Wait-Training)

# Once more, where it may help.
$again = foreach ($run in $ended | Where-Object { $_.State -eq 'ERROR' -and $repeats.ContainsKey($_.Reason) }) {
    Write-Verbose "$($run.Name) failed: $($run.ReasonText)" -Verbose
    $run | Copy-DhRun -Name $run.Name -Spec $repeats[$run.Reason]
}
if ($again) {
    $repeated = @($again | Wait-Training)
    $ended = @($ended | Where-Object Name -NotIn $repeated.Name) + $repeated
}

# What there is to tell.
$ended | Sort-Object Name | Select-Object Name, Id, State, Reason, Duration
$failed = @($ended | Where-Object State -NE COMPLETED)
foreach ($run in $failed) {
    Write-Warning "$($run.Name): $($run.ReasonText)"
    $run | Get-DhRunLog -Tail 5 | ForEach-Object { Write-Warning "  $_" }
}

# Old runs go, those of tonight stay.
Get-DhRun -Label $Label -State COMPLETED, ERROR, STOPPED -CreatedBefore (Get-Date).AddDays(-$KeepDays) | Remove-DhRun

if ($failed) {
    throw "$($failed.Count) of $($ended.Count) runs failed for good: $($failed.Name -join ', ')."
}

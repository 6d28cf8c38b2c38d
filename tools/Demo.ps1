<#
.SYNOPSIS
    Shows the built module at work, on a local store of its own.

.DESCRIPTION
    Every command is printed before it is run, and what it gives out after it. The first error ends the demo with exit
    code 1. Nothing outside artifacts/demo is touched.
#>
[CmdletBinding()]
param()

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Set-Location (Join-Path $PSScriptRoot '..')
$folder = Join-Path 'artifacts' 'demo'
if (Test-Path $folder) {
    Remove-Item $folder -Recurse
}
$null = New-Item $folder -ItemType Directory

function Show-Command {
    param([string] $Command)

    Write-Host "PS> $Command" -ForegroundColor Cyan
    # In the script's scope, so that the next command finds the variables of this one.
    $text = . ([scriptblock]::Create($Command)) | Out-String
    if ($text.Trim()) {
        Write-Host $text.Trim("`r", "`n")
    }
    Write-Host
}

try {
    . Show-Command 'Import-Module ./artifacts/DigitalHub'
    . Show-Command 'Connect-DhBackend -Local -Path artifacts/demo/store.db'
    . Show-Command 'Set-DhProject my-project'
    . Show-Command 'New-DhRun -Kind python+run'
    . Show-Command '$run = New-DhRun -Kind python+run -Name training -Label demo, first -Spec @{ parameters = @{ epochs = 3; rate = 0.01 } }'
    . Show-Command 'Get-DhRun'
    . Show-Command 'Get-DhRun $run.Id'
    . Show-Command 'Get-DhRun $run.Key | Format-List Name, State, Labels, Created, Key'
    . Show-Command '$run.Spec.parameters'
    . Show-Command 'Import-DhRun tests/data/clients/sdk-export.yaml -DestinationProject my-project -NewId'
    . Show-Command 'Get-DhRun -Label demo'
    . Show-Command 'Get-DhRun | Remove-DhRun'
    . Show-Command '(Get-DhRun | Measure-Object).Count'
    . Show-Command 'Disconnect-DhBackend'
}
catch {
    Write-Host ($_ | Out-String)
    exit 1
}

Write-Host @'
It works. To go on by hand, start PowerShell and import the module:

    dotnet pwsh
    Import-Module ./artifacts/DigitalHub
    Get-Command -Module DigitalHub
    Get-Help New-DhRun -Examples
'@

# Dot-sourced by the test files: where things lie, and how to try them in a PowerShell of its own.

$Repository = Join-Path $PSScriptRoot '..' '..' -Resolve
$ModulePath = Join-Path $Repository 'artifacts' 'DigitalHub'
$ForeignPath = Join-Path $Repository 'artifacts' 'foreign'

. (Join-Path $Repository 'tools' 'Tests.ps1')

function ConvertTo-Literal {
    param([string] $Text)

    "'$($Text -replace "'", "''")'"
}

<#
.SYNOPSIS
    Runs a script in a new PowerShell, without profile and without anybody to answer questions.

.DESCRIPTION
    In the script an error ends it, $Module is the path of the module and $Folder an empty folder for its files, and no
    variable of the environment names a backend. What the script writes comes back as Output, one string a line; what
    it writes to the error stream, and the error that ended it, as Errors.
#>
function Invoke-Pwsh {
    param(
        [Parameter(Mandatory)] [scriptblock] $Script,
        [string] $Module = $ModulePath,
        [hashtable] $Variable = @{}
    )

    $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
    $file = Join-Path $folder 'script.ps1'
    $all = @{ Module = $Module; Folder = $folder.FullName } + $Variable
    $assignments = foreach ($name in $all.Keys) { "`$$name = $(ConvertTo-Literal $all[$name])" }
    @(
        'Set-StrictMode -Version Latest'
        '$ErrorActionPreference = "Stop"'
        '$PSStyle.OutputRendering = "PlainText"'
        '$PSModuleAutoLoadingPreference = "All"'
        'Get-ChildItem Env:DH_*, Env:DHCORE_*, Env:PROJECT_NAME -ErrorAction Ignore | Remove-Item'
        $assignments
        $Script.ToString()
    ) | Set-Content $file

    $written = Invoke-NewPwsh '-File', $file 2>&1
    [pscustomobject]@{
        ExitCode = $LASTEXITCODE
        Output   = [string[]]@($written | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
        Errors   = ($written | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) -join "`n"
    }
}

<#
.SYNOPSIS
    Starts the tests' core as a program of its own, with the arguments that it takes: Process and Address come back.
#>
function Start-Core {
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    $program = Join-Path $Repository 'tests' 'FakeCore' 'bin' 'Release' 'net10.0' 'FakeCore.dll'
    foreach ($argument in @($program) + $args) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    [pscustomobject]@{ Process = $process; Address = $process.StandardOutput.ReadLine() -replace '^listening on ' }
}

# It ends when nobody can write to it any more.
function Stop-Core {
    param([psobject] $Core)

    $Core.Process.StandardInput.Close()
    $Core.Process.WaitForExit()
}

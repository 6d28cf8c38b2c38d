<#
.SYNOPSIS
    Builds, tests and packs the DigitalHub module.

.DESCRIPTION
    Runs the named tasks one after the other. All that is made lies in the folder artifacts.

    Build   Builds everything and lays the module together in artifacts/DigitalHub/<version>.
    Test    Builds, then runs every layer of tests and the check of the formatting. The last
            line is the sum over all layers; the exit code is 1 unless every layer ran and passed.
            DH_TEST_CASES is on how many cases a property of documents is tried (2,000 where it
            is not set), DH_TEST_ROUND_TRIPS the same for documents that are written and read back
            (.ci/run takes 100,000), DH_TEST_MEGABYTES the size of what is read to see that
            memory is flat (200), DH_TEST_KILLS how often a writer is killed (12; 1,000 for the
            full run), DH_TEST_FUZZ on how many inputs by chance all is tried (10,000;
            1,000,000), which DH_TEST_FUZZ_SEED makes others, DH_TEST_LOG_MEGABYTES the size of
            the largest log of a run (10; 100), DH_TEST_SECRETS=all tries every command with
            every way of signing in, and DH_TEST_REBUILD=1 builds and packs all that ships once more,
            elsewhere, to see that it is the same (of the model alone where it is not set).
    Demo    Builds, then shows the module at work on a local store of its own.
    Bench   Builds, then runs the benchmarks.
    Pack    Builds, then packs the module into artifacts/DigitalHub.<version>.zip and .nupkg, the same bytes for the
            same commit, and prints their size and what importing the module takes.
    Format  Checks the formatting of the C# sources. 'dotnet format' mends it.
    Help    Builds without help, then brings the mechanical parts of module/help in step with
            the commands and writes pages for those that have none. They must be finished by hand.
    Images  Builds, then makes the pictures of a report in docs/images anew, by Chromium.
    Notices Builds, then writes the licence notices and the bill of materials of the packages that ship.
    Clean   Removes all that was built.

.PARAMETER Task
    The tasks to run.

.PARAMETER Configuration
    Release (the default) or Debug.

.PARAMETER Layer
    For Test: only the layers whose names match one of these wildcards, such as Pester or *Model*.

.EXAMPLE
    dotnet tool restore && dotnet pwsh build.ps1 Test

    Builds the module and runs all tests, on a machine that has only the .NET SDK.

.EXAMPLE
    dotnet pwsh build.ps1 Test -Layer Pester

    Builds the module and runs the Pester tests alone.
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [Parameter(Position = 0, ValueFromRemainingArguments)]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [string[]] $Layer = '*'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
if ([Console]::IsOutputRedirected) {
    $PSStyle.OutputRendering = 'PlainText'
}

$solution = Join-Path $PSScriptRoot 'DigitalHub.PowerShell.sln'
$artifacts = Join-Path $PSScriptRoot 'artifacts'
$done = [System.Collections.Generic.HashSet[string]]::new()

. (Join-Path $PSScriptRoot 'tools' 'Tests.ps1')

# A program that fails ends the build.
function Invoke-Program {
    param([string] $Name, [string[]] $ArgumentList)

    & $Name @ArgumentList
    if ($LASTEXITCODE -ne 0) {
        throw "'$Name $($ArgumentList -join ' ')' ended with exit code $LASTEXITCODE."
    }
}

# Tasks depend on each other; each runs once.
function Invoke-Task {
    param([string] $Name)

    if ($done.Add($Name)) {
        & $tasks[$Name]
    }
}

# Compiles everything and lays the module together.
function Build-Module {
    param([string[]] $Property)

    Invoke-Program dotnet 'restore', $solution, '--verbosity', 'quiet'
    Invoke-Program dotnet 'build', $solution, '--no-restore', '--configuration', $Configuration, '--verbosity', 'quiet', '--nologo'
    $project = Join-Path $PSScriptRoot 'module' 'Module.proj'
    Invoke-Program dotnet (@('msbuild', $project, "-property:Configuration=$Configuration", '-verbosity:minimal', '-nologo') + $Property)
}

# Runs a script in a new PowerShell, which has no older version of the module loaded.
function Invoke-Script {
    param([string] $Path)

    Invoke-NewPwsh '-File', $Path
    if ($LASTEXITCODE -ne 0) {
        throw "'$Path' ended with exit code $LASTEXITCODE."
    }
}

$tasks = [ordered]@{
    Build = { Build-Module }

    Test = {
        Invoke-Task Build
        Invoke-TestLayer -Root $PSScriptRoot -Configuration $Configuration -Name ($Layer -split ',')
    }

    Demo = {
        Invoke-Task Build
        Invoke-Script (Join-Path $PSScriptRoot 'tools' 'Demo.ps1')
    }

    Bench = {
        Invoke-Task Build
        $project = Join-Path $PSScriptRoot 'tests' 'Benchmarks'
        if (-not (Test-Path $project)) {
            throw "There are no benchmarks: '$project' does not exist."
        }
        Invoke-Program dotnet 'run', '--project', $project, '--configuration', 'Release'
    }

    Pack = {
        Invoke-Task Build
        Invoke-Script (Join-Path $PSScriptRoot 'tools' 'Pack.ps1')
    }

    Format = {
        Invoke-Program dotnet 'restore', $solution, '--verbosity', 'quiet'
        Invoke-Program dotnet 'format', $solution, '--no-restore', '--verify-no-changes'
    }

    Help = {
        Build-Module -Property '-property:SkipHelp=true'
        Invoke-Script (Join-Path $PSScriptRoot 'tools' 'Update-Help.ps1')
    }

    Images = {
        Invoke-Task Build
        Invoke-Script (Join-Path $PSScriptRoot 'tools' 'Update-Images.ps1')
    }

    Notices = {
        Invoke-Task Build
        Invoke-Script (Join-Path $PSScriptRoot 'tools' 'Update-Notices.ps1')
    }

    Clean = {
        $built = Get-ChildItem (Join-Path $PSScriptRoot 'src'), (Join-Path $PSScriptRoot 'tests'), (Join-Path $PSScriptRoot 'tools') -Recurse -Directory -Filter obj |
            ForEach-Object { $_.FullName; Join-Path $_.Parent.FullName 'bin' }
        @($artifacts; Join-Path $PSScriptRoot 'module' 'obj'; $built) |
            Where-Object { Test-Path $_ } |
            Remove-Item -Recurse -Force
    }
}

# From another shell, 'Build,Pack' is one word.
$Task = $Task -split ','
$unknown = @($Task | Where-Object { $_ -notin $tasks.Keys })
if ($unknown.Count -gt 0) {
    [Console]::Error.WriteLine("There is no task '$($unknown -join "', '")'. The tasks are: $($tasks.Keys -join ', ').")
    exit 2
}

try {
    Push-Location $PSScriptRoot
    foreach ($name in $Task) {
        Invoke-Task $name
    }
}
catch {
    [Console]::Error.WriteLine("build.ps1: $($_.Exception.Message)")
    exit 1
}
finally {
    Pop-Location
}

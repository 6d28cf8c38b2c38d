<#
.SYNOPSIS
    Makes the pictures of a report that README and guide show, light and dark.

.DESCRIPTION
    Run it after 'build.ps1 Build'. A store of its own is filled with a week of runs, the same every time; the built module
    writes the report about them, and Chromium takes the pictures, with the fonts of this machine. Where there is no Chromium,
    Debian's is installed, if you are root there and the network lets you; otherwise nothing is written and the exit code is 1.

.PARAMETER Destination
    The folder for report-light.png and report-dark.png: docs/images, where it is not given.

.EXAMPLE
    dotnet pwsh build.ps1 Images

    Builds the module and makes the pictures anew.
#>
[CmdletBinding()]
param(
    [string] $Destination = (Join-Path $PSScriptRoot '..' 'docs' 'images')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

. (Join-Path $PSScriptRoot 'Browser.ps1')
. (Join-Path $PSScriptRoot 'SampleRuns.ps1')

$work = New-Item (Join-Path ([IO.Path]::GetTempPath()) "images-$([guid]::NewGuid())") -ItemType Directory
try {
    $browser = Get-Browser
    if (-not $browser) {
        throw 'Chromium is not there, and it could not be installed. Install Chromium, Chrome or Edge so that it is found by its name, and try again.'
    }

    $store = Join-Path $work 'store.db'
    $writer = Join-Path $PSScriptRoot '..' 'tests' 'StoreWriter' 'bin' 'Release' 'net10.0' 'StoreWriter.dll'
    New-SampleRun | dotnet $writer record $store
    if ($LASTEXITCODE -ne 0) {
        throw "The store could not be filled: '$writer' ended with exit code $LASTEXITCODE."
    }

    # Times are those of this machine's zone.
    $env:TZ = 'UTC'
    [TimeZoneInfo]::ClearCachedData()
    Import-Module (Join-Path $PSScriptRoot '..' 'artifacts' 'DigitalHub')
    $report = Join-Path $work 'report.html'
    Connect-DhBackend -Local -Path $store
    Get-DhRun -Project demo | Export-DhReport $report -Title 'Nightly training, week 48'
    Disconnect-DhBackend

    $null = New-Item $Destination -ItemType Directory -Force
    foreach ($scheme in @{ dark = 0; light = 1 }.GetEnumerator()) {
        $picture = Join-Path $work "report-$($scheme.Key).png"
        $null = Open-Page $browser $report '--window-size=1200,1000', "--blink-settings=preferredColorScheme=$($scheme.Value)", "--screenshot=$picture" -ProfileFolder (Join-Path $work 'profile')
        if (-not (Test-Path $picture)) {
            throw "$($browser.Source) took no picture."
        }
        Copy-Item $picture $Destination
    }
}
catch {
    [Console]::Error.WriteLine("Update-Images.ps1: $($_.Exception.Message)")
    exit 1
}
finally {
    Remove-Item $work -Recurse -Force -ErrorAction Ignore
}

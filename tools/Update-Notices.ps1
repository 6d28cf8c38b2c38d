<#
.SYNOPSIS
    Writes module/THIRD-PARTY-NOTICES.txt and module/DigitalHub.cdx.json, which ship with the module, of the packages that do.

.DESCRIPTION
    The bill of materials (CycloneDX) is made by the CycloneDX tool from what was restored and holds the packages whose
    files are in the built module, without times and serial numbers: the same packages give the same files. To be run
    after the version of a package or of the module has changed; a test says so.
#>
[CmdletBinding()]
param()

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Join-Path $PSScriptRoot '..' -Resolve
$artifacts = Join-Path $root 'artifacts'
$version = (Import-PowerShellDataFile (Join-Path $root 'DigitalHub.psd1')).ModuleVersion
$module = Join-Path $artifacts 'DigitalHub' $version
$toolVersion = '6.3.1'

$tool = Join-Path $artifacts 'tools' 'dotnet-CycloneDX'
if (-not (Test-Path "$tool*")) {
    dotnet tool install CycloneDX --version $toolVersion --tool-path (Split-Path $tool) | Out-Host
}
if (-not $env:DOTNET_ROOT) {
    $env:DOTNET_ROOT = Split-Path (Get-Item (Get-Command dotnet).Source).ResolvedTarget
}
$folder = Join-Path $artifacts 'notices'
$project = Join-Path $root 'src' 'DigitalHub.Backends' 'DigitalHub.Backends.csproj'
& $tool $project --output $folder --output-format Json --no-serial-number --disable-package-restore --set-name DigitalHub --set-version $version | Out-Host
if ($LASTEXITCODE -ne 0) {
    throw "CycloneDX ended with exit code $LASTEXITCODE."
}

# What is needed to compile only is not named beside the module's own assemblies.
$dependencies = Get-Content (Join-Path $module 'Dependencies' 'DigitalHub.Backends.deps.json') -Raw | ConvertFrom-Json -AsHashtable
$shipped = $dependencies.libraries.Keys

$bill = Get-Content (Join-Path $folder 'bom.json') -Raw | ConvertFrom-Json -AsHashtable
$bill.metadata.Remove('timestamp')
$bill.components = @($bill.components.Where{ "$($_.name)/$($_.version)" -in $shipped })
$references = @($bill.metadata.component.'bom-ref') + $bill.components.'bom-ref'
$bill.dependencies = @($bill.dependencies.Where{ $_.ref -in $references } | ForEach-Object {
        if ($_.Contains('dependsOn')) {
            $_.dependsOn = @($_.dependsOn.Where{ $_ -in $references })
        }
        $_
    })
$json = $bill | ConvertTo-Json -Depth 20
[IO.File]::WriteAllText((Join-Path $root 'module' 'DigitalHub.cdx.json'), $json.ReplaceLineEndings("`n") + "`n")

$text = [System.Collections.Generic.List[string]]::new()
$text.Add('The module contains these libraries of others, unchanged, in its folder Dependencies:')
foreach ($component in $bill.components) {
    $text.AddRange([string[]]@(
            ''
            "$($component.name) $($component.version)"
            "  Authors: $($component.authors.name -join ', ')"
            "  Copyright: $($component.copyright)"
            "  Licence: $($component.licenses.license.id -join ', ')"
        ))
}
$text.AddRange([string[]]@(
        ''
        'SQLitePCLRaw.lib.e_sqlite3 contains SQLite, which its authors gave to the public domain: https://sqlite.org/copyright.html'
    ))
foreach ($licence in $bill.components.licenses.license.id | Sort-Object -Unique) {
    $text.AddRange([string[]]@('', ('-' * 80), $licence, ('-' * 80), ''))
    $text.AddRange([IO.File]::ReadAllLines((Join-Path $PSScriptRoot 'licences' "$licence.txt")))
}
$packages = (dotnet nuget locals global-packages --list) -replace '^[^:]*:\s*'
$bill.components |
    ForEach-Object {
        $notices = Join-Path $packages $_.name.ToLowerInvariant() $_.version 'THIRD-PARTY-NOTICES.TXT'
        if (Test-Path $notices) {
            [pscustomobject]@{ Package = "$($_.name) $($_.version)"; Text = [IO.File]::ReadAllText($notices).ReplaceLineEndings("`n").Trim() }
        }
    } |
    Group-Object Text |
    ForEach-Object {
        $text.AddRange([string[]]@('', ('-' * 80), "Notices in $($_.Group.Package -join ', ')", ('-' * 80), '', $_.Name))
    }
[IO.File]::WriteAllText((Join-Path $root 'module' 'THIRD-PARTY-NOTICES.txt'), ($text -join "`n") + "`n")
Write-Host "$($bill.components.Count) packages of others ship with the module."

<#
.SYNOPSIS
    Packs the built module into a zip and a package for Install-PSResource.

.DESCRIPTION
    The same files give the same bytes: entries are sorted and bear the time of the last commit.

.PARAMETER Module
    The folder of the module's version; that which was built, where it is not given.

.PARAMETER Destination
    The folder for what is made: artifacts, where it is not given.

.PARAMETER Time
    What the entries bear as their time, in seconds since 1970; that of the last commit, where it is not given.

.PARAMETER NoTiming
    Does not say what importing the module takes.
#>
[CmdletBinding()]
param(
    [string] $Module,
    [string] $Destination,
    [long] $Time,
    [switch] $NoTiming
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

. (Join-Path $PSScriptRoot 'Write-Zip.ps1')
. (Join-Path $PSScriptRoot 'Tests.ps1')

$artifacts = Join-Path $PSScriptRoot '..' 'artifacts' -Resolve
if (-not $Module) { $Module = (Get-ChildItem (Join-Path $artifacts 'DigitalHub') -Directory).FullName }
if (-not $Destination) { $Destination = $artifacts }
if (-not $PSBoundParameters.ContainsKey('Time')) {
    $Time = git -C $PSScriptRoot log -1 --format=%ct 2>$null
    if ($LASTEXITCODE -ne 0) {
        throw 'Packing needs the git repository, or -Time: the time of the last commit goes into what is made.'
    }
}
# A zip keeps local times without saying which: UTC, so that it is the same everywhere.
$stamp = [DateTimeOffset]::FromUnixTimeSeconds($Time)

$manifest = Import-PowerShellDataFile (Join-Path $Module 'DigitalHub.psd1')
$names = [string[]](Get-ChildItem $Module -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($Module, $_).Replace('\', '/') })
[Array]::Sort($names, [StringComparer]::Ordinal)

$zipped = [ordered]@{}
$packed = [ordered]@{}

# The tags that the gallery's own tools give a module, by which Find-PSResource finds its commands.
$tags = @('PSModule', 'PSIncludes_Cmdlet') + $manifest.PrivateData.PSData.Tags + $manifest.CmdletsToExport.ForEach{ "PSCmdlet_$_"; "PSCommand_$_" }
$project = $manifest.PrivateData.PSData['ProjectUri']
$xml = { param($Text) [System.Security.SecurityElement]::Escape($Text) }
$packed['DigitalHub.nuspec'] = @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>DigitalHub</id>
    <version>$($manifest.ModuleVersion)</version>
    <authors>$(& $xml $manifest.Author)</authors>
    <owners>$(& $xml $manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>$(if ($project) { "`n    <projectUrl>$(& $xml $project)</projectUrl>" })
    <description>$(& $xml $manifest.Description)</description>
    <copyright>$(& $xml $manifest.Copyright)</copyright>
    <tags>$($tags -join ' ')</tags>
  </metadata>
</package>
"@.ReplaceLineEndings("`n")
$packed['_rels/.rels'] = @'
<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/DigitalHub.nuspec" Id="R1" />
</Relationships>
'@.ReplaceLineEndings("`n")
$extensions = @('rels', 'nuspec') + $names.ForEach{ [IO.Path]::GetExtension($_).TrimStart('.') } | Sort-Object -Unique -Culture ''
$types = $extensions.ForEach{
    $type = $_ -eq 'rels' ? 'application/vnd.openxmlformats-package.relationships+xml' : 'application/octet'
    "  <Default Extension=`"$_`" ContentType=`"$type`" />"
} -join "`n"
$packed['[Content_Types].xml'] = @"
<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
$types
</Types>
"@.ReplaceLineEndings("`n")

foreach ($name in $names) {
    $file = Get-Item -LiteralPath (Join-Path $Module $name)
    $zipped["DigitalHub/$($manifest.ModuleVersion)/$name"] = $file
    $packed[$name] = $file
}

foreach ($extension in 'zip', 'nupkg') {
    $path = Join-Path $Destination "DigitalHub.$($manifest.ModuleVersion).$extension"
    Write-Zip -Path $path -Entry ($extension -eq 'zip' ? $zipped : $packed) -Time $stamp
    Write-Host "$path ($($names.Count) files, $([math]::Round((Get-Item $path).Length / 1MB, 1)) MB)"
}

# Of five new processes the middle one, so that one that had to wait does not count.
if (-not $NoTiming) {
    $path = (Join-Path $Module 'DigitalHub.psd1').Replace("'", "''")
    $times = 1..5 | ForEach-Object {
        [long](Invoke-NewPwsh '-Command', "`$watch = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$path'; `$watch.ElapsedMilliseconds")
    } | Sort-Object
    Write-Host "Import-Module took $($times[2]) ms in a new process, the middle one of five."
}

<#
.SYNOPSIS
    Packs the built module into artifacts/DigitalHub.<version>.zip.

.DESCRIPTION
    The same files give the same zip: entries are sorted, all bear the time of the last commit, and all may be read by
    everybody and written by their owner.
#>
[CmdletBinding()]
param()

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$artifacts = Join-Path $PSScriptRoot '..' 'artifacts' -Resolve
$folder = Get-ChildItem (Join-Path $artifacts 'DigitalHub') -Directory
$target = Join-Path $artifacts "DigitalHub.$($folder.Name).zip"

$committed = git -C $PSScriptRoot log -1 --format=%ct 2>$null
if ($LASTEXITCODE -ne 0) {
    throw 'Packing needs the git repository: the time of the last commit goes into the zip.'
}
# The upper half holds the mode for Unix: an ordinary file, rw-r--r--. Without it unzip makes files that nobody may read.
$attributes = [Convert]::ToInt32('100644', 8) -shl 16

# A zip keeps local times without saying which: UTC, so that it is the same everywhere.
$time = [DateTimeOffset]::FromUnixTimeSeconds($committed)

$names = [string[]](Get-ChildItem $folder -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($folder, $_).Replace('\', '/') })
[Array]::Sort($names, [StringComparer]::Ordinal)

$stream = [IO.File]::Create($target)
$archive = [IO.Compression.ZipArchive]::new($stream, 'Create')
try {
    foreach ($name in $names) {
        $entry = $archive.CreateEntry("DigitalHub/$($folder.Name)/$name", 'SmallestSize')
        $entry.LastWriteTime = $time
        $entry.ExternalAttributes = $attributes
        $content = [IO.File]::OpenRead((Join-Path $folder $name))
        $sink = $entry.Open()
        $content.CopyTo($sink)
        $sink.Dispose()
        $content.Dispose()
    }
}
finally {
    $archive.Dispose()
    $stream.Dispose()
}
Write-Host "$target ($($names.Count) files, $([math]::Round((Get-Item $target).Length / 1MB, 1)) MB)"

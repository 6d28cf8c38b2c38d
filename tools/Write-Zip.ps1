# Dot-sourced by Pack.ps1.

# Writes a zip that is the same for the same files: entries in the order given, all with one time, all to be read by
# everybody and written by their owner. Each entry is a name and the path of a file, or its text.
function Write-Zip {
    param(
        [string] $Path,
        [System.Collections.Specialized.OrderedDictionary] $Entry,
        [DateTimeOffset] $Time
    )

    # The upper half holds the mode for Unix: an ordinary file, rw-r--r--. Without it unzip makes files that nobody may read.
    $attributes = [Convert]::ToInt32('100644', 8) -shl 16
    $stream = [IO.File]::Create($Path)
    $archive = [IO.Compression.ZipArchive]::new($stream, 'Create')
    try {
        foreach ($name in $Entry.Keys) {
            $made = $archive.CreateEntry($name, 'SmallestSize')
            $made.LastWriteTime = $Time
            $made.ExternalAttributes = $attributes
            $content = $Entry[$name] -is [IO.FileInfo] ? $Entry[$name].OpenRead() : [IO.MemoryStream]::new([Text.Encoding]::UTF8.GetBytes($Entry[$name]))
            $sink = $made.Open()
            $content.CopyTo($sink)
            $sink.Dispose()
            $content.Dispose()
        }
    }
    finally {
        $archive.Dispose()
        $stream.Dispose()
    }
}

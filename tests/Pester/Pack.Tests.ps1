# What is published: the zip that the task Pack makes of the built module.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    function New-Pack {
        $null = Invoke-NewPwsh '-File', (Join-Path $Repository 'tools' 'Pack.ps1')
        $LASTEXITCODE | Should -Be 0
        Get-Item (Join-Path $Repository 'artifacts' 'DigitalHub.*.zip') | Sort-Object LastWriteTime | Select-Object -Last 1
    }

    function Get-FileTable {
        param([string] $Root)

        Get-ChildItem $Root -Recurse -File -Force | ForEach-Object {
            "$([IO.Path]::GetRelativePath($Root, $_.FullName).Replace('\', '/')) $((Get-FileHash $_.FullName).Hash)"
        } | Sort-Object -CaseSensitive
    }

    $zip = New-Pack
}

Describe 'The packed module' {
    It 'has the version of the manifest in its name' {
        $zip.Name | Should -Be "DigitalHub.$((Import-PowerShellDataFile (Join-Path $Repository 'DigitalHub.psd1')).ModuleVersion).zip"
    }

    It 'is the same when it is packed again' {
        $first = (Get-FileHash $zip).Hash
        (Get-FileHash (New-Pack)).Hash | Should -Be $first
    }

    It 'says of each file that its owner may write and everybody read it' {
        $archive = [IO.Compression.ZipFile]::OpenRead($zip)
        try {
            $archive.Entries.Count | Should -BeGreaterThan 10
            $archive.Entries.ForEach{ [Convert]::ToString(($_.ExternalAttributes -shr 16) -band 0xffff, 8) } | Sort-Object -Unique | Should -Be '100644'
        }
        finally {
            $archive.Dispose()
        }
    }

    It 'unpacks to exactly the files that were built' {
        $target = Join-Path $TestDrive 'unpacked'
        [IO.Compression.ZipFile]::ExtractToDirectory($zip, $target)
        $files = Get-FileTable $target
        $files | Should -Be (Get-FileTable (Join-Path $Repository 'artifacts' 'DigitalHub')).ForEach{ "DigitalHub/$_" }
    }

    It 'is unpacked by unzip into files that can be read' -Skip:($IsWindows -or -not (Get-Command unzip -CommandType Application -ErrorAction Ignore)) {
        $target = Join-Path $TestDrive 'unzipped'
        unzip -q $zip -d $target
        $LASTEXITCODE | Should -Be 0
        Get-FileTable $target | Should -Be (Get-FileTable (Join-Path $Repository 'artifacts' 'DigitalHub')).ForEach{ "DigitalHub/$_" }
        # What unzip makes is cut by the umask, as a new file is.
        $null = New-Item (Join-Path $TestDrive 'new') -ItemType File
        $expected = (Get-Item (Join-Path $TestDrive 'new')).UnixFileMode
        (Get-ChildItem $target -Recurse -File).UnixFileMode | Sort-Object -Unique | Should -Be $expected
    }

    It 'works from where it was unpacked, in a new process' {
        $target = Join-Path $TestDrive 'modules'
        [IO.Compression.ZipFile]::ExtractToDirectory($zip, $target)
        $result = Invoke-Pwsh -Module (Join-Path $target 'DigitalHub') {
            Import-Module $Module
            (Get-Module DigitalHub).ModuleBase.StartsWith($Module)
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            (New-DhRun python+run -Id first).Key
            [bool](Get-Help New-DhRun -Parameter Kind).Description
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'True', 'store://demo/run/python+run/first:first', 'True'
    }
}

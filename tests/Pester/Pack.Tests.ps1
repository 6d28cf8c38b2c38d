# What is published: the zip and the package that the task Pack makes of the built module.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    $manifest = Import-PowerShellDataFile (Join-Path $Repository 'DigitalHub.psd1')
    $built = Join-Path $ModulePath $manifest.ModuleVersion

    # Packs a module into a new folder, which comes back.
    function New-Pack {
        param([string] $Module = $built)

        $target = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $null = Invoke-NewPwsh '-File', (Join-Path $Repository 'tools' 'Pack.ps1'), '-Module', $Module, '-Destination', $target, '-NoTiming'
        $LASTEXITCODE | Should -Be 0
        $target
    }

    # A copy of the built module, with what a script makes of its manifest, and SQLite for this system alone: that takes
    # most of the time of packing.
    function New-Copy {
        param([string] $Path, [scriptblock] $Change)

        $null = New-Item (Split-Path $Path) -ItemType Directory -Force
        Copy-Item $built $Path -Recurse
        $system = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier -replace '-.*'
        Get-ChildItem (Join-Path $Path 'Dependencies' 'runtimes') -Directory | Where-Object Name -NotLike "$system-*" | Remove-Item -Recurse
        $file = Join-Path $Path 'DigitalHub.psd1'
        Set-Content $file ((Get-Content $file -Raw) | ForEach-Object $Change)
        $Path
    }

    function Get-FileTable {
        param([string] $Root)

        Get-ChildItem $Root -Recurse -File -Force | ForEach-Object {
            "$([IO.Path]::GetRelativePath($Root, $_.FullName).Replace('\', '/')) $((Get-FileHash $_.FullName).Hash)"
        } | Sort-Object -CaseSensitive
    }

    $pack = New-Pack
    $zip = Get-Item (Join-Path $pack '*.zip')
    $package = Get-Item (Join-Path $pack '*.nupkg')
}

Describe 'The packed module' {
    It 'has the version of the manifest in its name' {
        $zip.Name | Should -Be "DigitalHub.$($manifest.ModuleVersion).zip"
        $package.Name | Should -Be "DigitalHub.$($manifest.ModuleVersion).nupkg"
    }

    It 'is the same when the same build is packed again' {
        $copy = New-Copy (Join-Path $TestDrive 'again') { $_ }
        Get-FileTable (New-Pack $copy) | Should -Be (Get-FileTable (New-Pack $copy))
    }

    # Where CI is set the build is told to be one for others, elsewhere not: the copy is built the other way. By default it is
    # built of the model alone, which every setting that makes bytes differ is for as well.
    It 'is the same, byte by byte, when a copy of the sources is built and packed in another folder' {
        $isWhole = $env:DH_TEST_REBUILD -eq '1'
        $copy = Join-Path $TestDrive 'another folder'
        foreach ($file in git -C $Repository ls-files --cached --others --exclude-standard src module 'Directory.*' DigitalHub.psd1 global.json .editorconfig) {
            $null = New-Item (Split-Path (Join-Path $copy $file)) -ItemType Directory -Force
            Copy-Item (Join-Path $Repository $file) (Join-Path $copy $file)
        }
        $before = $env:CI
        try {
            $env:CI = $before ? $null : 'true'
            foreach ($project in $isWhole ? @('DigitalHub.PowerShell', 'DigitalHub.Backends') : 'DigitalHub.Model') {
                $said = dotnet build (Join-Path $copy 'src' $project) --configuration Release --nologo --verbosity quiet -p:RunAnalyzers=false
                $LASTEXITCODE | Should -Be 0 -Because "$said"
            }
            if ($isWhole) {
                $help = Join-Path $Repository 'tools' 'DigitalHub.Help' 'bin' 'Release' 'net10.0' 'DigitalHub.Help.dll'
                $said = dotnet msbuild (Join-Path $copy 'module' 'Module.proj') -property:Configuration=Release "-property:HelpTool=$help" -nologo -verbosity:quiet
                $LASTEXITCODE | Should -Be 0 -Because "$said"
            }
        }
        finally {
            $env:CI = $before
        }
        foreach ($extension in 'dll', 'pdb') {
            $file = Join-Path $copy 'src' 'DigitalHub.Model' 'bin' 'Release' 'net8.0' "DigitalHub.Model.$extension"
            (Get-FileHash $file).Hash | Should -Be (Get-FileHash (Join-Path $built "DigitalHub.Model.$extension")).Hash
        }
        if ($isWhole) {
            $module = Join-Path $copy 'artifacts' 'DigitalHub' $manifest.ModuleVersion
            Get-FileTable $module | Should -Be (Get-FileTable $built)
            Get-FileTable (New-Pack $module) | Should -Be (Get-FileTable $pack)
        }
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

Describe 'What the module ships of others' {
    BeforeAll {
        $dependencies = Get-Content (Join-Path $built 'Dependencies' 'DigitalHub.Backends.deps.json') -Raw | ConvertFrom-Json -AsHashtable
        $shipped = $dependencies.libraries.Keys.Where{ $dependencies.libraries[$_].type -eq 'package' } | Sort-Object
        $shipped.Count | Should -BeGreaterThan 5
    }

    It 'is what the bill of materials names, with licence and hash (build.ps1 Notices brings it in step)' {
        $bill = Get-Content (Join-Path $built 'DigitalHub.cdx.json') -Raw | ConvertFrom-Json
        $bill.bomFormat | Should -Be 'CycloneDX'
        $bill.metadata.component.version | Should -Be $manifest.ModuleVersion
        $bill.components.ForEach{ "$($_.name)/$($_.version)" } | Sort-Object | Should -Be $shipped
        $bill.components.licenses.license.id | Should -Not -Contain $null
        $bill.components.hashes.content | Should -HaveCount $shipped.Count
    }

    It 'is what the notices name, with the text of each licence' {
        $text = Get-Content (Join-Path $built 'THIRD-PARTY-NOTICES.txt') -Raw
        foreach ($name in $shipped) {
            $text | Should -BeLike "*`n$($name.Replace('/', ' '))`n  Authors: ?*`n  Copyright: ?*`n  Licence: ?*"
        }
        foreach ($licence in ($text | Select-String '(?m)^  Licence: (.*)$' -AllMatches).Matches.ForEach{ $_.Groups[1].Value } | Sort-Object -Unique) {
            $file = Join-Path $Repository 'tools' 'licences' "$licence.txt"
            $text.Contains([IO.File]::ReadAllText($file).ReplaceLineEndings("`n")) | Should -BeTrue -Because $licence
        }
    }

    # The first bytes say for which system and processor a library was made.
    It 'has a SQLite made for <Platform>' -ForEach @(
        @{ Platform = 'linux-x64'; File = 'libe_sqlite3.so'; Start = '7F-45-4C-46'; At = 18; Machine = '3E-00' }
        @{ Platform = 'linux-musl-x64'; File = 'libe_sqlite3.so'; Start = '7F-45-4C-46'; At = 18; Machine = '3E-00' }
        @{ Platform = 'linux-arm64'; File = 'libe_sqlite3.so'; Start = '7F-45-4C-46'; At = 18; Machine = 'B7-00' }
        @{ Platform = 'linux-musl-arm64'; File = 'libe_sqlite3.so'; Start = '7F-45-4C-46'; At = 18; Machine = 'B7-00' }
        @{ Platform = 'osx-x64'; File = 'libe_sqlite3.dylib'; Start = 'CF-FA-ED-FE'; At = 4; Machine = '07-00' }
        @{ Platform = 'osx-arm64'; File = 'libe_sqlite3.dylib'; Start = 'CF-FA-ED-FE'; At = 4; Machine = '0C-00' }
        @{ Platform = 'win-x64'; File = 'e_sqlite3.dll'; Start = '4D-5A-90-00'; At = $null; Machine = '64-86' }
        @{ Platform = 'win-arm64'; File = 'e_sqlite3.dll'; Start = '4D-5A-90-00'; At = $null; Machine = '64-AA' }
    ) {
        $bytes = [IO.File]::ReadAllBytes((Join-Path $built 'Dependencies' 'runtimes' $Platform 'native' $File))
        [BitConverter]::ToString($bytes, 0, 4) | Should -Be $Start
        $place = $At ?? [BitConverter]::ToInt32($bytes, 0x3c) + 4
        [BitConverter]::ToString($bytes, $place, 2) | Should -Be $Machine
    }
}

Describe 'The package, from a folder that is a repository' {
    BeforeAll {
        # PSResourceGet keeps its repositories and modules in the user's folders: in those of a user without any.
        $person = New-Item (Join-Path $TestDrive 'person') -ItemType Directory
        $feed = New-Item (Join-Path $TestDrive 'feed') -ItemType Directory

        $older = New-Copy (Join-Path $TestDrive 'older') { $_ -replace "(ModuleVersion\s*=\s*)'[^']*'", "`$1'0.0.9'" }
        Copy-Item (Join-Path (New-Pack $older) '*.nupkg') $feed

        function Invoke-Person {
            param([scriptblock] $Script)

            $names = 'HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'LOCALAPPDATA', 'PSModulePath'
            $before = @{}
            foreach ($name in $names) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
            try {
                $env:HOME = $env:LOCALAPPDATA = $person
                $env:XDG_DATA_HOME = $env:XDG_CONFIG_HOME = $env:XDG_CACHE_HOME = $env:PSModulePath = $null
                $result = Invoke-Pwsh -Variable @{ Feed = $feed } $Script
            }
            finally {
                foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
            }
            $result.Errors | Should -BeNullOrEmpty
            $result.Output
        }
    }

    It 'is installed, found by its name in a new process, and used' -Skip:$IsWindows {
        Invoke-Person {
            Register-PSResourceRepository -Name Folder -Uri $Feed -Trusted
            Install-PSResource DigitalHub -Repository Folder
            (Get-InstalledPSResource DigitalHub).Version.ToString()
        } | Should -Be '0.0.9'
        Invoke-Person {
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            (New-DhRun python+run -Id first).Key
            (Get-Module DigitalHub).Version.ToString()
            [bool](Get-Help New-DhRun -Parameter Kind).Description
        } | Should -Be 'store://demo/run/python+run/first:first', '0.0.9', 'True'
    }

    It 'is upgraded over the older version, which stays beside it' -Skip:$IsWindows {
        Copy-Item $package $feed
        Invoke-Person {
            Update-PSResource DigitalHub -Repository Folder
            (Get-InstalledPSResource DigitalHub).Version.ForEach{ "$_" } | Sort-Object
        } | Should -Be '0.0.9', $manifest.ModuleVersion
        Invoke-Person {
            Connect-DhBackend -Local -InMemory
            (Get-Module DigitalHub).Version.ToString()
        } | Should -Be $manifest.ModuleVersion
        Invoke-Person {
            Import-Module DigitalHub -RequiredVersion 0.0.9
            Connect-DhBackend -Local -InMemory
            (Get-Module DigitalHub).Version.ToString()
        } | Should -Be '0.0.9'
    }

    It 'has a tag for each command in its nuspec' {
        $archive = [IO.Compression.ZipFile]::OpenRead($package)
        try {
            $reader = [IO.StreamReader]::new($archive.GetEntry('DigitalHub.nuspec').Open())
            $tags = ([xml]$reader.ReadToEnd()).package.metadata.tags -split ' '
            $tags | Should -Contain 'PSModule'
            $manifest.CmdletsToExport.ForEach{ "PSCmdlet_$_" }.Where{ $_ -notin $tags } | Should -BeNullOrEmpty
        }
        finally {
            $archive.Dispose()
        }
    }

    It 'names the address of the project where the manifest has one' {
        $copy = New-Copy (Join-Path $TestDrive 'addressed' $manifest.ModuleVersion) {
            $_ -replace '(?m)^(\s*)PSData = @\{', "`$0`n`$1    ProjectUri = 'https://example.org/?a=1&b=2'"
        }
        $archive = [IO.Compression.ZipFile]::OpenRead((Get-Item (Join-Path (New-Pack $copy) '*.nupkg')))
        try {
            $reader = [IO.StreamReader]::new($archive.GetEntry('DigitalHub.nuspec').Open())
            ([xml]$reader.ReadToEnd()).package.metadata.projectUrl | Should -Be 'https://example.org/?a=1&b=2'
        }
        finally {
            $archive.Dispose()
        }
    }

    It 'is refused by Windows PowerShell in its own words: the manifest asks for a later one' {
        [version]$manifest.PowerShellVersion | Should -BeGreaterOrEqual ([version]'7.4')
        $manifest.CompatiblePSEditions | Should -Be 'Core'
    }
}

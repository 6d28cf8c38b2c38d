# The module beside other modules, in real processes: what it brings meets nobody else's version of it.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    # Reads YAML and opens a store: afterwards every dependency has been at work.
    $use = {
        function Use-Module {
            $file = Join-Path $Folder 'run.yaml'
            Set-Content $file @(
                'kind: python+run'
                'project: isolation'
                'name: imported'
                'spec:'
                '  parameters: {answer: 42}'
            )
            Connect-DhBackend -Local -Path (Join-Path $Folder 'store.db')
            Set-DhProject isolation | Out-Null
            $run = Import-DhRun $file
            "ours read $($run.Spec.parameters.answer), kept $(@(Get-DhRun).Count)"
            Disconnect-DhBackend
        }
    }

    function Invoke-WithModule {
        param([scriptblock] $Script, [string] $Module = $ModulePath, [hashtable] $Variable = @{})

        Invoke-Pwsh -Script ([scriptblock]::Create("$use`n$Script")) -Module $Module -Variable $Variable
    }

    # A copy of the module, less what matches a path within it.
    function Copy-Module {
        param([string] $Without)

        $copy = Join-Path $TestDrive ([guid]::NewGuid()) 'DigitalHub'
        $version = Get-ChildItem $ModulePath -Directory
        $null = New-Item $copy -ItemType Directory
        Copy-Item $version.FullName $copy -Recurse
        $unwanted = Join-Path $copy $version.Name $Without
        Test-Path $unwanted | Should -BeTrue -Because "'$Without' is what the test takes away"
        Remove-Item $unwanted -Recurse
        $copy
    }
}

Describe 'Beside a module with a YamlDotNet of its own' {
    It 'works when <_> was first' -ForEach 'FlatYaml13', 'FlatYaml16' {
        $result = Invoke-WithModule -Variable @{ Foreign = Join-Path $ForeignPath $_ } {
            Import-Module $Foreign
            Get-FlatYamlVersion
            Import-Module $Module
            Use-Module
            Get-FlatYamlVersion
        }
        $result.Errors | Should -BeNullOrEmpty
        $theirs = "$($_ -replace '\D') read 42"
        $result.Output | Should -Be $theirs, 'ours read 42, kept 1', $theirs
    }

    It 'leaves <_> alone when it comes later' -ForEach 'FlatYaml13', 'FlatYaml16' {
        $result = Invoke-WithModule -Variable @{ Foreign = Join-Path $ForeignPath $_ } {
            Import-Module $Module
            Use-Module
            Import-Module $Foreign
            Get-FlatYamlVersion
            Remove-Item (Join-Path $Folder 'store.db*')
            Use-Module
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'ours read 42, kept 1', "$($_ -replace '\D') read 42", 'ours read 42, kept 1'
    }
}

Describe 'What becomes visible' {
    It 'loads nothing but the assemblies at the top of the module on import' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.Location.StartsWith((Convert-Path $Module)) }.ForEach{ $_.GetName().Name } | Sort-Object
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Contain 'DigitalHub.PowerShell'
        $result.Output | Should -BeIn 'DigitalHub.Model', 'DigitalHub.PowerShell'
    }

    It 'keeps the dependencies out of the default context, and their types out of scripts' {
        $result = Invoke-WithModule {
            Import-Module $Module
            Use-Module
            $default = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name
            "default: $($default -match '^(YamlDotNet|Microsoft\.Data\.Sqlite|SQLitePCLRaw|DigitalHub\.Backends)')"
            $loaded = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name
            "loaded: $($loaded -match '^(YamlDotNet|Microsoft\.Data\.Sqlite|DigitalHub\.Backends)$' | Sort-Object)"
            foreach ($name in 'YamlDotNet.Serialization.Deserializer', 'Microsoft.Data.Sqlite.SqliteConnection', 'DigitalHub.Run') {
                "${name}: $($null -ne ($name -as [type]))"
            }
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be @(
            'ours read 42, kept 1'
            'default: '
            'loaded: DigitalHub.Backends Microsoft.Data.Sqlite YamlDotNet'
            'YamlDotNet.Serialization.Deserializer: False'
            'Microsoft.Data.Sqlite.SqliteConnection: False'
            'DigitalHub.Run: True'
        )
    }
}

Describe 'A module that lacks a part' {
    It 'imports, and names <Part> and the remedy at the first use' -ForEach @(
        @{ Part = 'Dependencies'; File = 'DigitalHub.Backends.dll' }
        @{ Part = 'Dependencies/DigitalHub.Backends.dll'; File = 'DigitalHub.Backends.dll' }
        @{ Part = 'Dependencies/Microsoft.Data.Sqlite.dll'; File = 'Microsoft.Data.Sqlite' }
        @{ Part = 'Dependencies/runtimes'; File = 'e_sqlite3' }
        @{ Part = 'Dependencies/YamlDotNet.dll'; File = 'YamlDotNet' }
    ) {
        $result = Invoke-WithModule -Module (Copy-Module -Without $Part) {
            Import-Module $Module
            try {
                Use-Module
            }
            catch {
                "Commands: $((Get-Command -Module DigitalHub).Count -gt 0)"
                "ErrorId: $($_.FullyQualifiedErrorId)"
                "Message: $($_.Exception.Message)"
                "Action: $($_.ErrorDetails.RecommendedAction)"
            }
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
        $result.Output[0] | Should -Be 'Commands: True'
        $result.Output[1] | Should -BeLike 'ErrorId: ModuleIncomplete*'
        $result.Output[2] | Should -BeLike "Message: *$File*"
        $result.Output[3] | Should -BeLike 'Action: Install the module again*'
        $result.Output | Should -HaveCount 4
    }

    It 'says so of a report when what draws its charts is missing, and leaves no file' {
        $result = Invoke-Pwsh -Module (Copy-Module -Without 'Dependencies/OxyPlot.dll') {
            Import-Module $Module
            Connect-DhBackend -Local -Path (Join-Path $Folder 'store.db')
            Set-DhProject isolation | Out-Null
            $null = New-DhRun -Kind python+run
            $report = Join-Path $Folder 'report.html'
            try {
                Get-DhRun | Export-DhReport $report
            }
            catch {
                $_.FullyQualifiedErrorId -replace ',.*'
                $_.Exception.Message
            }
            @(Get-ChildItem $Folder -Filter *.html -Force).Count
            @(Get-ChildItem $Folder -Filter .dh-* -Force).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output[0] | Should -Be 'ModuleIncomplete'
        $result.Output[1] | Should -BeLike '*OxyPlot*'
        $result.Output[2..3] | Should -Be '0', '0'
    }

    It 'goes on with all that needs no YAML when YamlDotNet is missing' {
        $result = Invoke-Pwsh -Module (Copy-Module -Without 'Dependencies/YamlDotNet.dll') {
            Import-Module $Module
            Connect-DhBackend -Local -Path (Join-Path $Folder 'store.db')
            Set-DhProject isolation | Out-Null
            $null = New-DhRun -Kind python+run
            @(Get-DhRun).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 1
    }
}

Describe 'Import, removal and import again' {
    It 'works after <Name>' -ForEach @(
        @{ Name = 'Import-Module -Force'; Again = 'Import-Module $Module -Force' }
        @{ Name = 'Remove-Module and Import-Module'; Again = 'Remove-Module DigitalHub; Import-Module $Module' }
    ) {
        $result = Invoke-WithModule -Variable @{ Again = $Again } {
            Import-Module $Module
            foreach ($round in 1..3) {
                Use-Module
                Remove-Item (Join-Path $Folder 'store.db*')
                Invoke-Expression $Again
            }
            Use-Module
            @(Get-Module DigitalHub).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be (@('ours read 42, kept 1') * 4 + 1)
    }

    It 'leaves no command behind after Remove-Module' {
        $result = Invoke-WithModule {
            Import-Module $Module
            Use-Module
            Remove-Module DigitalHub
            "commands: $(Get-Command *-Dh*)"
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'ours read 42, kept 1', 'commands: '
    }

    It 'works in 16 runspaces that import at once' {
        $result = Invoke-Pwsh {
            $state = @{ Barrier = [System.Threading.Barrier]::new(16); Module = $Module; Store = Join-Path $Folder 'store.db' }
            $shells = foreach ($number in 1..16) {
                [powershell]::Create().AddScript({
                        param($State)
                        $ErrorActionPreference = 'Stop'
                        $null = $State.Barrier.SignalAndWait(60000)
                        Import-Module $State.Module
                        Connect-DhBackend -Local -Path $State.Store
                        Set-DhProject isolation | Out-Null
                        (New-DhRun -Kind python+run).Id
                    }).AddArgument($state)
            }
            $waiting = $shells.ForEach{ @{ Shell = $_; Result = $_.BeginInvoke() } }
            $ids = foreach ($one in $waiting) {
                $one.Shell.EndInvoke($one.Result)
                $one.Shell.Streams.Error
            }
            "ids: $(@($ids | Sort-Object -Unique).Count)"
            Import-Module $Module
            Connect-DhBackend -Local -Path $state.Store
            "runs: $(@(Get-DhRun -Project isolation).Count)"
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'ids: 16', 'runs: 16'
    }
}

Describe 'What ships' {
    BeforeAll {
        $version = (Get-ChildItem $ModulePath -Directory).FullName
    }

    It 'has a manifest without fault' {
        $warnings = $null
        $manifest = Test-ModuleManifest (Join-Path $version 'DigitalHub.psd1') -ErrorAction Stop -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        "$($manifest.Version)" | Should -Be (Split-Path $version -Leaf)
    }

    It 'has every command of the manifest, and no other' {
        $result = Invoke-Pwsh { (Import-Module $Module -PassThru).ExportedCommands.Keys | Sort-Object }
        $wanted = (Import-PowerShellDataFile (Join-Path $version 'DigitalHub.psd1')).CmdletsToExport | Sort-Object
        $result.Output | Should -Be $wanted
    }

    It 'has SQLite for the eight platforms of PowerShell' {
        (Get-ChildItem (Join-Path $version 'Dependencies' 'runtimes')).Name | Sort-Object | Should -Be @(
            'linux-arm64', 'linux-musl-arm64', 'linux-musl-x64', 'linux-x64', 'osx-arm64', 'osx-x64', 'win-arm64', 'win-x64'
        )
    }

    It 'has each assembly once, and none of PowerShell' {
        $names = (Get-ChildItem $version -Recurse -Filter *.dll | Where-Object FullName -NotMatch 'runtimes').Name
        $names | Should -Not -Contain 'System.Management.Automation.dll'
        @($names | Group-Object | Where-Object Count -GT 1).Name | Should -BeNullOrEmpty
    }
}

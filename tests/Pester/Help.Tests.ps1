# Help: complete, in step with the code, and true. Whatever is exported is tested, so that a command without help fails.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    Import-Module $ModulePath
    $pages = Join-Path $Repository 'module' 'help'

    $common = [System.Management.Automation.Cmdlet]::CommonParameters
    $commands = @(Get-Command -Module DigitalHub)
    $commandCases = @(foreach ($command in $commands) { @{ Command = $command.Name } })
    $parameterCases = @(
        foreach ($command in $commands) {
            foreach ($parameter in $command.ParameterSets[0].Parameters | Where-Object Name -NotIn $common) {
                $hidden = @($command.Parameters[$parameter.Name].Attributes.Where{ $_ -is [Parameter] -and $_.DontShow }).Count -gt 0
                if (-not $hidden) {
                    @{ Command = $command.Name; Parameter = $parameter.Name }
                }
            }
        }
    )
    $exampleCases = @(
        foreach ($command in $commands) {
            $page = Join-Path $pages "$($command.Name).md"
            if (Test-Path $page) {
                foreach ($example in [regex]::Matches((Get-Content $page -Raw), '(?ms)^### (Example \d+: .+?)\s*$.+?```powershell\s(.+?)```')) {
                    # There is no core to try them on.
                    $needsCore = $example.Groups[2].Value -match 'core\.example\.org|Connect-DhBackend -(Profile|Verbose)'
                    @{ Command = $command.Name; Title = $example.Groups[1].Value; Code = $example.Groups[2].Value; NeedsCore = $needsCore }
                }
            }
        }
    )
    $topicCases = @(Get-ChildItem $pages -Filter about_*.md | ForEach-Object { @{ Topic = $_.BaseName; File = $_.FullName } })
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    Import-Module $ModulePath
    $pages = Join-Path $Repository 'module' 'help'

    # The error ids that the sources name where they make an exception.
    function Get-RaisedErrorId {
        $id = '[A-Z][a-z]+(?:[A-Z][a-z]+)+'
        $makers = "(?:Exception|\bnew|\bMake|\bbase)\(\s*`"($id)`"\s*,", "ApplyTo\(\w+, `"($id)`"\)"
        Get-ChildItem (Join-Path $Repository 'src') -Recurse -Filter *.cs |
            Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]' |
            ForEach-Object { [regex]::Matches((Get-Content $_ -Raw), $makers -join '|') } |
            ForEach-Object { $_.Groups[1].Value + $_.Groups[2].Value } |
            Sort-Object -Unique
    }

    function Get-DescribedErrorId {
        Select-String '^- `(\w+)` \((\w+)\): \S' (Join-Path $pages 'about_DigitalHub_Errors.md') |
            ForEach-Object { $_.Matches[0].Groups[1].Value } |
            Sort-Object
    }
}

Describe 'The pages' {
    It 'are in step with the commands' {
        $differences = Invoke-NewPwsh '-File', (Join-Path $Repository 'tools' 'Update-Help.ps1'), '-Check' 2>&1
        $differences | Should -BeNullOrEmpty -Because "'build.ps1 Help' brings the pages in step"
        $LASTEXITCODE | Should -Be 0
    }
}

Describe 'Help of <Command>' -ForEach $commandCases {
    BeforeAll {
        $help = Get-Help $Command -Full
        $info = Get-Command $Command
    }

    It 'shows the parameter sets of Get-Command -Syntax' {
        $hidden = $info.Parameters.Values |
            Where-Object { -not ($_.Attributes | Where-Object { $_ -is [Parameter] -and -not $_.DontShow }) } |
            ForEach-Object { " \[-$($_.Name)( <[^>]+>)?\]" }
        $wanted = $info.ParameterSets | Sort-Object { -not $_.IsDefault } | ForEach-Object {
            $text = "$($info.Name) $_"
            foreach ($pattern in $hidden) { $text = $text -replace $pattern }
            $text
        }
        $shown = ($help.syntax | Out-String -Width 4000) -split '\r?\n' | ForEach-Object Trim | Where-Object { $_ }
        $shown | Should -Be $wanted
    }

    It 'is written by a person' {
        $help.PSObject.TypeNames | Should -Contain 'MamlCommandHelpInfo'
        $help.Synopsis.Trim() | Should -Match '^[A-Z][^\n]{10,110}\.$'
        ($help.Description.Text -join '').Length | Should -BeGreaterThan 200
    }

    It 'says what goes in, what comes out and which errors there are' {
        $help.inputTypes.inputType.type.name | Should -Not -BeNullOrEmpty
        $outputs = $info.OutputType.Name | ForEach-Object { $_ -replace '^System\.Void$', 'None' }
        $help.returnValues.returnValue.type.name | Should -Be $outputs
        ($help.alertSet.alert.Text -join ' ') | Should -Match 'about_DigitalHub_Errors'
    }

    It 'names errors that about_DigitalHub_Errors describes' {
        $ids = [regex]::Matches($help.alertSet.alert.Text -join ' ', '(?<![-$_\w])[A-Z][a-z]+(?:[A-Z][a-z]+)+\b').Value
        $ids | Should -Not -BeNullOrEmpty
        $ids | Should -BeIn (Get-DescribedErrorId)
    }

    It 'has three examples or more, each with code and what comes of it' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        foreach ($example in $help.examples.example) {
            $example.code | Should -Not -BeNullOrEmpty -Because $example.title
            ($example.remarks.Text -join '').Trim() | Should -Match '\.$' -Because $example.title
        }
    }

    It 'describes no parameter that does not exist' {
        $described = @($help.parameters.parameter.name | Where-Object { $_ })
        $described | Should -HaveCount @($described | Select-Object -Unique).Count
        $described | Where-Object { -not $info.Parameters.ContainsKey($_) } | Should -BeNullOrEmpty
    }

    It 'links to commands and topics that exist' {
        $links = @($help.relatedLinks.navigationLink | Where-Object { -not $_.uri }).linkText
        $links | Should -Not -BeNullOrEmpty
        foreach ($link in $links) {
            Join-Path $pages "$link.md" | Should -Exist
        }
    }

    It 'is shown whole' {
        $text = Get-Help $Command -Full | Out-String
        $text | Should -Match 'NAME\s+' -Because 'Get-Help -Full shows it'
        $text | Should -Not -Match '\{\{'
    }
}

Describe 'Help on the web' {
    BeforeAll {
        # What a build of a manifest with an address makes: the module with its help, in a folder of the test's own.
        function Copy-Module {
            param([string] $Address)

            $target = Join-Path $TestDrive ([guid]::NewGuid()) 'DigitalHub'
            Copy-Item (Get-ChildItem $ModulePath -Directory).FullName $target -Recurse
            $manifest = Join-Path $target 'DigitalHub.psd1'
            (Get-Content $manifest -Raw) -replace '(?m)^(\s*)PSData = @\{', "`$0`n`$1    ProjectUri = $(ConvertTo-Literal $Address)" | Set-Content $manifest
            Test-ModuleManifest $manifest | ForEach-Object { "$($_.ProjectUri)" } | Should -Be $Address
            $tool = Join-Path $Repository 'tools' 'DigitalHub.Help' 'bin' 'Release' 'net10.0' 'DigitalHub.Help.dll'
            $said = dotnet $tool $pages (Join-Path $target 'en-US') $manifest 2>&1
            [pscustomobject]@{ Module = $target; Said = $said -join "`n"; ExitCode = $LASTEXITCODE }
        }
    }

    It 'is the page of the version in the repository that the manifest names' {
        $copy = Copy-Module https://github.com/owner/digitalhub
        $copy.ExitCode | Should -Be 0 -Because $copy.Said
        $version = (Import-PowerShellDataFile (Join-Path $copy.Module 'DigitalHub.psd1')).ModuleVersion
        $run = Invoke-Pwsh -Module $copy.Module {
            Import-Module $Module
            foreach ($command in Get-Command -Module DigitalHub) {
                # Get-Help -Online opens the first link that has an address.
                ((Get-Help $command.Name).relatedLinks.navigationLink | Where-Object uri)[0].uri
            }
            Get-Help Get-DhRun | Out-String
        }
        $run.Errors | Should -BeNullOrEmpty
        $addresses = $run.Output -match '^https://'
        $addresses | Should -Be (Get-Command -Module DigitalHub).Name.ForEach{ "https://github.com/owner/digitalhub/blob/v$version/module/help/$_.md" }
        foreach ($address in $addresses) {
            Join-Path $Repository ($address -replace '^.*/blob/[^/]+/') | Should -Exist
        }
        ($run.Output -join "`n") | Should -Match 'Online version: https://github\.com/owner/digitalhub/blob/'
    }

    It 'has no address where the manifest has a wrong one, and the build says which' {
        $copy = Copy-Module ftp://example.org/pages
        $copy.ExitCode | Should -Be 1
        $copy.Said | Should -BeLike "*DigitalHub.psd1: error HELP: the ProjectUri 'ftp://example.org/pages' is no address of pages: *"
    }
}

Describe 'Help of parameters' -ForEach @{ Names = @($parameterCases.Command | Select-Object -Unique) } {
    BeforeAll {
        $parameters = @{}
        foreach ($name in $Names) {
            $parameters[$name] = Get-Help $name -Parameter *
        }
    }

    It 'describes <Command> -<Parameter>' -ForEach $parameterCases {
        $help = $parameters[$Command] | Where-Object name -EQ $Parameter
        @($help) | Should -HaveCount 1
        ($help.Description.Text -join ' ').Trim() | Should -Match '\w.*[.:]$'
    }

    It 'tells of <Command> -<Parameter> what the code says' -ForEach $parameterCases {
        $help = $parameters[$Command] | Where-Object name -EQ $Parameter
        $info = Get-Command $Command
        $code = $info.ParameterSets[0].Parameters | Where-Object Name -EQ $Parameter
        $pipeline = @(if ($code.ValueFromPipeline) { 'ByValue' }; if ($code.ValueFromPipelineByPropertyName) { 'ByPropertyName' })
        $type = [Nullable]::GetUnderlyingType($code.ParameterType) ?? $code.ParameterType

        $help.required | Should -Be "$($code.IsMandatory)"
        $help.position | Should -Be ($code.Position -lt 0 ? 'named' : "$($code.Position)")
        $help.pipelineInput | Should -Be ($pipeline ? "True ($($pipeline -join ', '))" : 'False')
        $help.globbing | Should -Be "$(@($code.Attributes.Where{ $_ -is [SupportsWildcards] }).Count -gt 0)"
        $help.type.name | Should -Be $type.Name
    }
}

Describe 'Examples' {
    BeforeAll {
        # One process for all, and for each example a runspace, a store and a folder of its own.
        $run = Invoke-Pwsh -Variable @{ Data = Join-Path $Repository 'tests' 'data' 'clients' 'sdk-export.yaml' } {
            # As for a module that was installed, so that the runspaces of -Parallel find it too.
            $env:PSModulePath = (Split-Path $Module) + [IO.Path]::PathSeparator + $env:PSModulePath
            # What the examples call the store in the data folder must not be the user's.
            $env:DH_LOCAL_STORE = Join-Path $Folder 'default.db'
            Import-Module DigitalHub

            $prepare = @'
                $ConfirmPreference = 'None'
                Import-Module DigitalHub
                Connect-DhBackend -Local -InMemory
                New-DhProject demo | Out-Null
                Set-DhProject my-project
                New-DhRun -Kind python+run -Id first-run -Label nightly | Out-Null
                New-DhRun -Kind python+job:run -Id second-run | Out-Null
'@
            $number = 0
            foreach ($command in Get-Command -Module DigitalHub) {
                foreach ($example in (Get-Help $command.Name).examples.example) {
                    if ($example.code -match 'core\.example\.org|Connect-DhBackend -(Profile|Verbose)') {
                        continue
                    }
                    $place = New-Item (Join-Path $Folder ($number++)) -ItemType Directory
                    Copy-Item $Data (Join-Path $place 'run.yaml')
                    Set-Content (Join-Path $place 'runs.csv') 'Id,Label', 'c-1,weekly', 'c-2,weekly'
                    $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
                    $runspace.Open()
                    $shell = [powershell]::Create()
                    $shell.Runspace = $runspace
                    $output = ''
                    $errors = @(
                        try {
                            $null = $shell.AddScript("Set-Location -LiteralPath '$place'`n$prepare").Invoke()
                            $shell.Streams.Error
                            $shell.Streams.ClearStreams()
                            $shell.Commands.Clear()
                            $output = $shell.AddScript($example.code).Invoke() | Out-String
                            $shell.Streams.Error
                        }
                        catch {
                            $_
                        }
                    )
                    $shell.Commands.Clear()
                    $null = $shell.AddScript('Disconnect-DhBackend').Invoke()
                    [ordered]@{
                        Command  = $command.Name
                        Title    = $example.title.Trim('- ')
                        Errors   = $errors -join "`n"
                        Warnings = $shell.Streams.Warning -join "`n"
                        Output   = $output
                    } | ConvertTo-Json -Compress
                    $shell.Dispose()
                    $runspace.Dispose()
                }
            }
        }
        $results = @{}
        foreach ($result in $run.Output | ConvertFrom-Json) {
            $results["$($result.Command) $($result.Title)"] = $result
        }
    }

    It 'were all tried' {
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
    }

    It '<Command>, <Title>' -ForEach @($exampleCases | Where-Object { $_.NeedsCore }) {
        $problems = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $problems)
        $problems | Should -BeNullOrEmpty
        foreach ($call in $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
            if ($call.GetCommandName() -like '*-Dh*') {
                foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    (Get-Command $call.GetCommandName()).Parameters.Keys | Should -Contain $parameter.ParameterName
                }
            }
        }
    }

    It '<Command>, <Title>' -ForEach @($exampleCases | Where-Object { -not $_.NeedsCore }) {
        $result = $results["$Command $Title"]
        $result | Should -Not -BeNullOrEmpty
        $result.Errors | Should -BeNullOrEmpty
        $result.Warnings | Should -BeNullOrEmpty
    }
}

Describe 'Topic <Topic>' -ForEach $topicCases {
    It 'is found by Get-Help' {
        (Get-Help about_DigitalHub* | ForEach-Object Name) + (Get-Help $Topic).Name | Should -Contain $Topic
        Get-Help $Topic | Out-String | Should -Match 'LONG DESCRIPTION'
    }

    It 'names commands and topics that exist' {
        $text = Get-Content $File -Raw
        $names = [regex]::Matches($text, '\b[A-Z][a-z]+-Dh[A-Z]\w+|\babout_DigitalHub\w*').Value | Select-Object -Unique
        $names | Where-Object { -not (Test-Path (Join-Path $pages "$_.md")) } | Should -BeNullOrEmpty
    }

    It 'names parameters that the commands have' {
        $text = Get-Content $File -Raw
        $codes = [regex]::Matches($text, '(?ms)^```powershell\n(.*?)^```|`([^`\n]*-Dh[^`\n]*)`').ForEach{ $_.Groups[1].Value + $_.Groups[2].Value }
        $wrong = foreach ($code in $codes) {
            $problems = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref] $null, [ref] $problems)
            $problems.ForEach{ "${code}: $_" }
            foreach ($call in $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -like '*-Dh*' }, $true)) {
                # Of the parameters that a kind adds Help.Tests knows nothing: those of the example's function.
                $known = (Get-Command $call.GetCommandName()).Parameters.Values.ForEach{ $_.Name; $_.Aliases } + 'Handler', 'PythonVersion'
                $call.CommandElements.Where{ $_ -is [System.Management.Automation.Language.CommandParameterAst] -and $_.ParameterName -notin $known }.ForEach{ "${call}: $_" }
            }
        }
        $wrong | Should -BeNullOrEmpty
    }
}

Describe 'The index in about_DigitalHub' {
    It 'lists every command' {
        $listed = Select-String '^\| (\w+-Dh\w+) \|' (Join-Path $pages 'about_DigitalHub.md') | ForEach-Object { $_.Matches[0].Groups[1].Value }
        $listed | Sort-Object | Should -Be ((Get-Command -Module DigitalHub).Name | Sort-Object)
    }
}

Describe 'about_DigitalHub_Errors' {
    It 'describes every error that the sources raise, and no other' {
        Get-DescribedErrorId | Should -Be (Get-RaisedErrorId)
    }
}

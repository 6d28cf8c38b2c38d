# The help that ships: in step with the commands, and shown by Get-Help as it is meant.

BeforeDiscovery {
    $manifest = Get-ChildItem (Join-Path $PSScriptRoot '..' '..' 'artifacts' 'DigitalHub') -Recurse -Filter DigitalHub.psd1
    $commands = (Import-PowerShellDataFile $manifest.FullName).CmdletsToExport
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    Import-Module $ModulePath -Force
}

Describe 'The pages' {
    It 'are in step with the commands' {
        $differences = Invoke-NewPwsh '-File', (Join-Path $Repository 'tools' 'Update-Help.ps1'), '-Check' 2>&1
        $differences | Should -BeNullOrEmpty -Because "'build.ps1 Help' brings the pages in step"
        $LASTEXITCODE | Should -Be 0
    }
}

Describe 'Get-Help <_>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $_ -Full
        $command = Get-Command $_
    }

    It 'shows the parameter sets of Get-Command -Syntax' {
        $hidden = $command.Parameters.Values |
            Where-Object { -not ($_.Attributes | Where-Object { $_ -is [Parameter] -and -not $_.DontShow }) } |
            ForEach-Object { " \[-$($_.Name)( <[^>]+>)?\]" }
        $wanted = $command.ParameterSets | Sort-Object { -not $_.IsDefault } | ForEach-Object {
            $text = "$($command.Name) $_"
            foreach ($pattern in $hidden) { $text = $text -replace $pattern }
            $text
        }
        $shown = ($help.syntax | Out-String -Width 4000) -split '\r?\n' | ForEach-Object Trim | Where-Object { $_ }
        $shown | Should -Be $wanted
    }

    It 'has three examples or more, with code that is PowerShell' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        foreach ($example in $help.examples.example) {
            $faults = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref]$null, [ref]$faults)
            $faults | Should -BeNullOrEmpty -Because "'$($example.title)' is an example"
        }
    }
}

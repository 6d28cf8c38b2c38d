# A local store that plays the backend, as the authors of runbooks meet it; and the example, as they run it themselves.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
}

Describe 'A rehearsal' {
    It 'is seen by other processes, who need no rules' {
        $file = Join-Path $TestDrive 'seen.db'
        $first = Invoke-Pwsh -Variable @{ File = $file } {
            Import-Module $Module
            Connect-DhBackend -Local -Path $File -Rehearsal @{ Name = 'slow'; After = 3600; Log = 'never' }, @{ After = 0.2; Outcome = 'ERROR'; Message = 'Evicted'; Log = 'one', 'two' }
            Set-DhProject demo
            New-DhRun python+run -Id quick | Out-Null
            New-DhRun python+run -Id slow -Name slow | Out-Null
            (Get-DhRun quick).State -in 'CREATED', 'BUILT', 'READY', 'PENDING', 'RUNNING', 'ERROR'
        }
        $first.Errors | Should -BeNullOrEmpty
        $first.Output | Should -Be 'True'

        $second = Invoke-Pwsh -Variable @{ File = $file } {
            Import-Module $Module
            Connect-DhBackend -Local -Path $File
            Set-DhProject demo
            Wait-DhRun quick -Timeout 60 -ErrorAction SilentlyContinue | ForEach-Object { $_.State; $_.Reason }
            Get-DhRunLog quick
            (Get-DhRun quick).Status.transitions.status -join ' '
            (Get-DhRun slow).State
            # One that is created here follows no rules.
            (New-DhRun python+run).State
        }
        $second.Errors | Should -BeNullOrEmpty
        $second.Output | Should -Be 'ERROR', 'Evicted', 'one', 'two', 'ERROR RUNNING PENDING READY BUILT', 'CREATED', 'CREATED'
    }

    It 'takes time spans, ordered dictionaries and objects, and mistakes are told with the rule''s number' {
        $run = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory -Rehearsal ([ordered]@{ Name = 'a'; After = [timespan]0 }), ([pscustomobject]@{ Outcome = 'STOPPED'; After = '0' })
            Set-DhProject demo
            (New-DhRun python+run -Name a).State
            (New-DhRun python+run -Name b).State
            Connect-DhBackend -Local -InMemory -Rehearsal @{ Name = 'a' }, @{ Aftr = 2 }
        }
        $run.Output | Should -Be 'COMPLETED', 'STOPPED'
        $run.ExitCode | Should -Be 1
        ($run.Errors -replace '\s+', ' ') | Should -Match 'Rule 2 of -Rehearsal: Aftr is unknown'
    }

    It 'works in the runspaces of ForEach-Object -Parallel' {
        $run = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory -Rehearsal @{ Outcome = @('ERROR') * 5 + 'COMPLETED'; After = 0 }
            Set-DhProject demo
            1..12 | ForEach-Object -Parallel { Import-Module $using:Module; New-DhRun python+run } | Group-Object State | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be 'COMPLETED 7', 'ERROR 5'
    }
}

Describe 'The example of a runbook' {
    BeforeAll {
        $core = Start-Core --kubernetes
        $plan = Join-Path $TestDrive 'plan.ps1'
        @'
param([int] $Times, [string] $Reason)
function Set-Plan { param($Plan) $null = Invoke-RestMethod "$env:DH_TEST_CORE/__fake/plan" -Method Post -Body ($Plan | ConvertTo-Json) }
Set-Plan @{ outcome = 'COMPLETED' }
if ($Times) { Set-Plan @{ outcome = 'ERROR'; reason = $Reason; times = $Times } }
'@ | Set-Content $plan
    }

    AfterAll {
        Stop-Core $core
    }

    It 'passes its tests on the local store and on a core' {
        $run = Invoke-Pwsh -Variable @{ Address = $core.Address; Plan = $plan; Repository = $Repository } {
            $env:DH_TEST_CORE = $Address
            $env:DH_TEST_PLAN = $Plan
            $artifacts = Join-Path $Repository 'artifacts'
            $env:PSModulePath = $artifacts + [IO.Path]::PathSeparator + $env:PSModulePath
            Import-Module (Join-Path $artifacts 'tools' 'Pester' 'Pester.psd1')
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = Join-Path $Repository 'examples'
            $configuration.Run.PassThru = $true
            $configuration.Output.Verbosity = 'None'
            Set-StrictMode -Off
            $result = Invoke-Pester -Configuration $configuration
            Set-StrictMode -Version Latest
            foreach ($item in @($result.Failed) + @($result.FailedBlocks) + @($result.FailedContainers)) { "$($item): $($item.ErrorRecord | Select-Object -First 1)" }
            "failed $($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount), skipped $($result.SkippedCount)"
            foreach ($block in $result.Containers.Blocks) { "$($block.ExpandedName): $($block.Tests.Count)" }
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be 'failed 0, skipped 0',
            'The nightly training on the local store: 5',
            'The nightly training on the core: 5',
            'The nightly training where the server has troubles: 2'
    }
}

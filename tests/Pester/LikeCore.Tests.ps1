# A runbook that is tested on a local store which is like a core, as its author does it, in a PowerShell of its own.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
}

Describe 'A local store that is like a core' {
    It 'shows its level, and what a core would make of a run' {
        $run = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory -LikeCore 15
            (Get-DhBackend | Format-List | Out-String) -split '\r?\n' | Where-Object { $_ -match 'ApiLevel' } | ForEach-Object { $_ -replace '\s+', ' ' }
            Set-DhProject test -Create
            $null = New-DhFunction train python -Handler main -SourceCode x -Spec @{ python_version = 'PYTHON3_12' }
            $made = New-DhRun -Function train -Action job -Parameters @{ rate = 0.1; none = '' } -Spec @{ parmeters = 1 } -WarningVariable warnings -WarningAction SilentlyContinue
            "$($made.Kind) $($made.State)"
            ($made.Spec.Keys | Sort-Object) -join ' '
            ($made.Spec.parameters.Keys | Sort-Object) -join ' '
            $warnings | ForEach-Object { "$_" }
            "$((New-DhRun -Function train -Action job -LocalExecution).State)"
            'RUNNING', 'COMPLETED' | ForEach-Object { $made | Update-DhRun -State $_ -PassThru } | ForEach-Object State
            Disconnect-DhBackend
        }

        $run.Errors | Should -BeNullOrEmpty
        $run.Output[0] | Should -Be 'ApiLevel : 15 (-LikeCore)'
        $run.Output[1] | Should -Be 'python+job:run READY'
        $run.Output[2] | Should -Be 'function init_parameters inputs local_execution parameters python_version source task'
        $run.Output[3] | Should -Be 'rate'
        $run.Output[4..5] -join "`n" | Should -BeLike '*parmeters*'
        $run.Output[4..5] -join "`n" | Should -BeLike '*parameters.none*'
        $run.Output[6..8] | Should -Be 'CREATED', 'RUNNING', 'COMPLETED'
    }

    It 'refuses what a core refuses, with what to type' {
        $run = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory -LikeCore 15
            foreach ($script in { Set-DhProject test }, { $null = Set-DhProject test -Create; New-DhRun -Kind python+job:run }, { Connect-DhBackend -Local -LikeCore 12 }) {
                try { & $script } catch { "$($_.Exception.ErrorId): $($_.ErrorDetails.Message) $($_.ErrorDetails.RecommendedAction)" }
            }
            (Get-DhRun | Measure-Object).Count
            Disconnect-DhBackend
        }

        $run.Errors | Should -BeNullOrEmpty
        $run.Output[0] | Should -BeLike 'ProjectNotFound: *Set-DhProject test -Create*'
        $run.Output[1] | Should -BeLike 'TaskRequired: *New-DhFunction*'
        $run.Output[2] | Should -BeLike 'ValueInvalid: *13, 14 and 15*'
        $run.Output[3] | Should -Be '0'
    }
}

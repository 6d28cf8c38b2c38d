# Logs, metrics and the console as a person meets them: on the screen, in a pipeline, from a script without anybody.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $core = Start-Core --kubernetes --seed demo=3
    $address = $core.Address
}

AfterAll {
    Stop-Core $core
}

Describe 'The log of a run' {
    It 'is followed from the start of the run to its end' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            Connect-DhBackend $Address
            Set-DhProject demo
            $first = Get-DhRun run-000000
            New-DhRun python+job:run -Id followed -Task $first.Task -Function $first.Function | Get-DhRunLog -Follow
            (Get-DhRun followed).State
            Get-DhRunLog followed | Select-Object -First 1
            Get-DhRunLog followed -AsObject | Out-String
            (Get-DhRunLog followed -Raw).Length
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output[0..3] | Should -Be 'started', 'done', 'COMPLETED', 'started'
        $text = $run.Output -join "`n"
        $text | Should -Match 'Source: followed c-\S+\n+started\ndone'
        $run.Output[-1] | Should -Be "started`ndone`n".Length
    }

    It 'says how a run that does not exist is found' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            Connect-DhBackend $Address
            Set-DhProject demo
            Get-DhRunLog none -Follow
        }
        $run.ExitCode | Should -Be 1
        $run.Errors | Should -Match 'no run .none.'
        $run.Errors | Should -Match 'Get-DhRun'
    }
}

Describe 'Metrics of a run' {
    It 'are added and shown' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            Connect-DhBackend $Address
            Set-DhProject demo
            0.5, 0.25 | ForEach-Object { Add-DhRunMetric run-000001 loss $_ }
            Get-DhRun run-000001 | Add-DhRunMetric -Metric @{ acc = 0.9 } -SingleValue
            Get-DhRunMetric run-000001 | Out-String
            Get-DhRun | Get-DhRunMetric loss | Sort-Object Value | Select-Object -First 1 -ExpandProperty Step
        }
        $run.Errors | Should -BeNullOrEmpty
        $text = $run.Output -join "`n"
        $text | Should -Match 'Id: run-000001'
        $text | Should -Match 'Name\s+Step\s+Value'
        $text | Should -Match 'acc\s+0.9\n'
        $text | Should -Match 'loss\s+0\s+0.5\nloss\s+1\s+0.25'
        $run.Output[-1] | Should -Be 1
    }
}

Describe 'The page of a run' {
    It 'is told where no browser can be opened' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            $env:DISPLAY = $env:WAYLAND_DISPLAY = $null
            Import-Module $Module
            Connect-DhBackend $Address
            Show-DhRun run-000000 -Project demo
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -join ' ' | Should -Match "$([regex]::Escape($address))/*console/-/demo/runs/run-000000/show"
    }
}

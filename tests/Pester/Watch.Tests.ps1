# Watching runs as a person meets it: on the screen, and in a script that does something about what it sees.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $core = Start-Core --kubernetes --auth basic --seed demo=1
    $address = $core.Address
}

AfterAll {
    Stop-Core $core
}

Describe 'Watching a run of a core' {
    It 'tells each state, by the core''s notifications, until somebody has seen enough' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            Connect-DhBackend $Address -Credential ([pscredential]::new('admin', (ConvertTo-SecureString secret -AsPlainText -Force)))
            Set-DhProject demo
            $first = Get-DhRun run-000000
            $made = New-DhRun python+job:run -Id watched -Task $first.Task -Function $first.Function
            $made | Watch-DhRun -Timeout 60 -Verbose 4>&1 | ForEach-Object {
                "$_"
                if ($_ -is [DigitalHub.RunChange] -and $_.State -eq 'COMPLETED') { break }
            }
        }
        $run.Errors | Should -BeNullOrEmpty
        $text = $run.Output -join "`n"
        $text | Should -Match 'notification'
        $text | Should -Match 'UPDATE watched PENDING -> RUNNING'
        $run.Output[-1] | Should -Be 'UPDATE watched RUNNING -> COMPLETED'
    }

    It 'shows when, what and which run on the screen' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            Connect-DhBackend $Address -Credential ([pscredential]::new('admin', (ConvertTo-SecureString secret -AsPlainText -Force)))
            Set-DhProject demo
            $first = Get-DhRun run-000000
            $made = New-DhRun python+job:run -Id shown -Task $first.Task -Function $first.Function
            $made | Watch-DhRun -Timeout 60 -State COMPLETED -First 1 | Out-String -Width 100
        }
        $run.Errors | Should -BeNullOrEmpty
        ($run.Output -join "`n") | Should -Match '(?m)^Time +Action +.*Id.*State.*\n-+.*\n\d.*UPDATE .*shown.*COMPLETED'
    }
}

Describe 'Watching a local store' {
    It 'ends by itself when the time is over, without an error' {
        $run = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            @(Watch-DhRun -Timeout 0.5).Count
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be '0'
    }
}

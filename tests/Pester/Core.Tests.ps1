# A core as a person meets it: views, errors on the screen, serialised sessions, parallel runspaces.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $core = Start-Core --auth basic --seed demo=3
    $address = $core.Address
}

AfterAll {
    Stop-Core $core
}

Describe 'A core' {
    It 'shows what is known of it, and where each fact came from' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            Connect-DhBackend $Address -Credential ([pscredential]::new('admin', (ConvertTo-SecureString secret -AsPlainText -Force)))
            Get-DhBackend | Out-String
            Get-DhBackend | Format-Table | Out-String
        }
        $run.Errors | Should -BeNullOrEmpty
        $text = $run.Output -join "`n"
        $text | Should -Match "Location\s+: $([regex]::Escape($address))"
        $text | Should -Match 'Source\s+: -Endpoint'
        $text | Should -Match 'SignIn\s+: basic \(-Credential\)'
        $text | Should -Match 'User\s+: admin \(.+\)'
        $text | Should -Match 'ApiLevel\s+: 15 \(.+\)'
        $text | Should -Match 'Name\s+Type\s+User\s+Level\s+Sign-in\s+Location'
    }

    It 'leads from an address and a password to the first runs, also in parallel' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            Connect-DhBackend $Address -Credential ([pscredential]::new('admin', (ConvertTo-SecureString secret -AsPlainText -Force)))
            Set-DhProject (Get-DhProject).Name
            @(Get-DhRun).Count
            1..3 | ForEach-Object -Parallel { Import-Module $using:Module; @(Get-DhRun).Count }
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be 3, 3, 3, 3
    }

    It 'keeps a secret off the screen and out of files' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            try { Connect-DhBackend $Address -Token MARKEDsecret -Verbose 4>&1 } catch { $_ | Out-String; $_ | Format-List * -Force | Out-String; $_ | Get-Error | Out-String }
            $session = Connect-DhBackend $Address -Credential ([pscredential]::new('admin', (ConvertTo-SecureString secret -AsPlainText -Force))) -PassThru
            $session | Export-Clixml (Join-Path $Folder 'session.xml')
            Get-Content (Join-Path $Folder 'session.xml')
            $session | ConvertTo-Json
            $session | Format-List * -Force | Out-String
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.Count | Should -BeGreaterThan 20
        $run.Output -join "`n" | Should -Match 'AuthenticationFailed'
        $run.Output -join "`n" | Should -Not -Match 'MARKEDsecret|>secret<|"secret"'
    }

    It 'asks for a password, and where nobody can answer it is an error' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            Connect-DhBackend $Address -Credential admin
            'connected'
        }
        $run.Output | Should -Not -Contain 'connected'
        $run.Errors | Should -Not -BeNullOrEmpty
    }
}

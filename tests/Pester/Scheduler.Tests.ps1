# The job for a scheduler, as the README shows it, in a PowerShell of its own on a core that executes runs.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $core = Start-Core --kubernetes --seed demo=1
    $address = $core.Address

    $readme = Get-Content (Join-Path $Repository 'README.md') -Raw
    $null = $readme -match '(?s)such as `job\.ps1`:\s+```powershell\r?\n(?<script>.+?)```'
    $job = Join-Path $TestDrive 'job.ps1'
    $Matches.script -replace '\bmy-project\b', 'demo' -replace '\btrain\b', 'hello' | Set-Content $job

    function Invoke-Job {
        param([string] $Outcome)

        $null = Invoke-RestMethod "$address/__fake/plan" -Method Post -Body (@{ outcome = $Outcome } | ConvertTo-Json)
        $wanted = @{
            DHCORE_ENDPOINT = $address
            PSModulePath    = (Join-Path $Repository 'artifacts') + [IO.Path]::PathSeparator + $env:PSModulePath
        }
        $before = @{}
        try {
            foreach ($name in $wanted.Keys) {
                $before[$name] = [Environment]::GetEnvironmentVariable($name)
                [Environment]::SetEnvironmentVariable($name, $wanted[$name])
            }
            $written = Invoke-NewPwsh '-File', $job 2>&1
            [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = ($written | Out-String) }
        }
        finally {
            foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
        }
    }
}

AfterAll {
    Stop-Core $core
}

Describe 'A job for a scheduler' {
    It 'ends with exit code 0 when the run completes' {
        $job = Invoke-Job COMPLETED
        $job.Text | Should -Match 'COMPLETED'
        $job.ExitCode | Should -Be 0
    }

    It 'ends with exit code 1 when the run fails, and tells why' {
        $job = Invoke-Job ERROR
        $job.ExitCode | Should -Be 1
        # A console breaks lines anywhere.
        $text = $job.Text -replace '\e\[[0-9;]*m' -replace '\s*\r?\n\s*\|?\s*', ' '
        $text | Should -Match 'OutOfMemory'
        $text | Should -Match 'exit code 137'
    }

    It 'leaves failures that can be grouped by their reason' {
        $run = Invoke-Pwsh -Variable @{ Address = $address } {
            Import-Module $Module
            Connect-DhBackend $Address
            Get-DhRun -Project demo -State ERROR | Group-Object Reason | ForEach-Object Name
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be 'OutOfMemory'
    }

    It 'shows no progress where nobody looks' {
        (Invoke-Job COMPLETED).Text | Should -Not -Match 'Waiting for runs'
    }
}

# What is left of a local store when the process that used it ends by itself.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    # The runs of a plain copy of the one file.
    function Get-CopiedRun {
        param([string] $Store)

        $copy = "$Store.copy"
        Copy-Item $Store $copy
        (Invoke-Pwsh -Variable @{ Store = $copy } {
            Import-Module $Module
            Connect-DhBackend -Local -Path $Store
            (Get-DhRun -Project demo).Id
        }).Output
    }
}

Describe 'The end of a process' {
    It 'leaves one whole file after <Name>' -ForEach @(
        @{ Name = 'the last line'; End = '' }
        @{ Name = 'exit'; End = 'exit 3' }
        @{ Name = 'an error'; End = 'throw "on purpose"' }
        @{ Name = 'Environment.Exit'; End = '[Environment]::Exit(3)' }
        @{ Name = 'the module was removed and imported again'; End = 'Remove-Module DigitalHub; Import-Module $Module; New-DhRun python+run -Project demo -Id again > $null' }
        @{ Name = 'a thread job'; End = 'Start-ThreadJob { Import-Module $using:Module; New-DhRun python+run -Project demo -Id job > $null } | Receive-Job -Wait' }
    ) {
        $store = Join-Path $TestDrive "$([guid]::NewGuid()).db"
        $script = [scriptblock]::Create(@"
            Import-Module `$Module
            Connect-DhBackend -Local -Path `$Store
            Set-DhProject demo
            1..20 | New-DhRun python+run -Id { "r`$_" } > `$null
            @(Get-DhRun).Count
            $End
"@)
        $result = Invoke-Pwsh -Variable @{ Store = $store } $script
        $result.Output[0] | Should -Be '20'
        Test-Path "$store-wal", "$store-shm" | Should -Be $false, $false
        $expected = 1..20 | ForEach-Object { "r$_" }
        if ($End -match '-Id (\w+)') {
            $expected += $Matches[1]
        }
        Get-CopiedRun $store | Sort-Object | Should -Be ($expected | Sort-Object)
    }

    It 'closes a store that nobody connected to as well' {
        $store = Join-Path $TestDrive 'named.db'
        $result = Invoke-Pwsh -Variable @{ Store = $store } {
            $env:DH_LOCAL_STORE = $Store
            Import-Module $Module
            Set-DhProject demo
            New-DhRun python+run -Id only > $null
        }
        $result.Errors | Should -BeNullOrEmpty
        Test-Path "$store-wal", "$store-shm" | Should -Be $false, $false
        Get-CopiedRun $store | Should -Be 'only'
    }

    It 'does not wait for another process that uses the store, which goes on' {
        $store = Join-Path $TestDrive 'shared.db'
        $result = Invoke-Pwsh -Variable @{ Store = $store } {
            Import-Module $Module
            Connect-DhBackend -Local -Path $Store
            Set-DhProject demo
            New-DhRun python+run -Id first > $null
            Start-Job {
                Import-Module $using:Module
                Connect-DhBackend -Local -Path $using:Store
                New-DhRun python+run -Project demo -Id second > $null
            } | Receive-Job -Wait
            New-DhRun python+run -Id third > $null
            (Get-DhRun).Id | Sort-Object
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'first', 'second', 'third'
        Get-CopiedRun $store | Sort-Object | Should -Be 'first', 'second', 'third'
    }
}

# That a test which fails makes the whole run fail: what the build says of itself must be true.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    # Runs a file of Pester tests as the build does and tells the exit code and the numbers it leaves.
    function Invoke-TestFile {
        param([string] $Text)

        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $file = Join-Path $folder 'Some.Tests.ps1'
        $result = Join-Path $folder 'result.json'
        Set-Content $file $Text
        $null = Invoke-NewPwsh '-File', (Join-Path $PSScriptRoot 'Invoke-Pester.ps1'), '-Path', $file, '-ResultPath', $result 2>&1
        $exitCode = $LASTEXITCODE
        $counts = if (Test-Path $result) { Get-Content $result -Raw | ConvertFrom-Json }
        [pscustomobject]@{
            ExitCode = $exitCode; Passed = $counts.Passed; Failed = $counts.Failed; Skipped = $counts.Skipped; Failure = $counts.Failure
        }
    }

    # A repository with nothing but the Pester script, which is replaced by one that leaves these numbers.
    function Invoke-Layer {
        param([string] $Script)

        $root = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $null = New-Item (Join-Path $root 'tests' 'Pester') -ItemType Directory
        Set-Content (Join-Path $root 'tests' 'Pester' 'Invoke-Pester.ps1') "param(`$ResultPath)`n$Script"
        Complete-Pester -Process (Start-Pester -Root $root -ResultFolder $root) -ResultFolder $root
    }
}

Describe 'A run of Pester' {
    It 'passes when all tests pass' {
        $run = Invoke-TestFile 'Describe "a" { It "passes" { 1 | Should -Be 1 }; It "is skipped" -Skip { } }'
        $run.ExitCode, $run.Passed, $run.Failed, $run.Skipped | Should -Be 0, 1, 0, 1
    }

    It 'fails when a test fails' {
        $run = Invoke-TestFile 'Describe "a" { It "passes" { 1 | Should -Be 1 }; It "fails" { 1 | Should -Be 2 } }'
        $run.ExitCode, $run.Passed, $run.Failed | Should -Be 1, 1, 1
        $run.Failure | Should -BeLike 'a.fails*Expected 2, but got 1*'
    }

    It 'fails when <What>' -ForEach @(
        @{ What = 'a setup fails'; Text = 'Describe "a" { BeforeAll { throw "no" }; It "would pass" { } }' }
        @{ What = 'a file is no script'; Text = 'Describe "a" {' }
        @{ What = 'a file throws'; Text = 'throw "no"' }
    ) {
        $run = Invoke-TestFile $Text
        $run.ExitCode | Should -Be 1
        $run.Failed | Should -BeGreaterThan 0
        $run.Failure.Count | Should -Be $run.Failed
    }
}

Describe 'The layer of Pester' {
    It 'passes with its tests' {
        $layer = Invoke-Layer '@{ Passed = 3; Failed = 0; Skipped = 1 } | ConvertTo-Json | Set-Content $ResultPath'
        $layer.Passed, $layer.Failed, $layer.Skipped | Should -Be 3, 0, 1
        $layer.Problem | Should -BeNullOrEmpty
    }

    It 'fails with a test' {
        $layer = Invoke-Layer '@{ Passed = 3; Failed = 1; Skipped = 0 } | ConvertTo-Json | Set-Content $ResultPath; exit 1'
        $layer.Passed, $layer.Failed | Should -Be 3, 1
    }

    It 'fails when <What>' -ForEach @(
        @{ What = 'it leaves no numbers'; Script = 'exit 0' }
        @{ What = 'it breaks off before it leaves numbers'; Script = 'exit 2' }
        @{ What = 'it breaks off after it left numbers'; Script = '@{ Passed = 3; Failed = 0; Skipped = 0 } | ConvertTo-Json | Set-Content $ResultPath; exit 3' }
        @{ What = 'no test ran'; Script = '@{ Passed = 0; Failed = 0; Skipped = 2 } | ConvertTo-Json | Set-Content $ResultPath' }
    ) {
        $layer = Invoke-Layer $Script
        $layer.Failed | Should -Be 1
        $layer.Problem | Should -Not -BeNullOrEmpty
    }
}

Describe 'The task Test' {
    It 'ends with exit code 1 and the sum when a test fails' {
        # Stands for the repository: one layer, whose only test fails.
        $root = New-Item (Join-Path $TestDrive 'root') -ItemType Directory
        $null = New-Item (Join-Path $root 'tests' 'Pester') -ItemType Directory
        Set-Content (Join-Path $root 'tests' 'Pester' 'Invoke-Pester.ps1') "param(`$ResultPath)`n@{ Passed = 2; Failed = 1; Skipped = 0; Failure = @('a.fails', 'why' -join [char]10) } | ConvertTo-Json | Set-Content `$ResultPath; exit 1"
        $result = Invoke-Pwsh -Variable @{ Tests = Join-Path $Repository 'tools' 'Tests.ps1'; Root = $root.FullName } {
            . $Tests
            Invoke-TestLayer -Root $Root -Configuration Release -Name Pester
        }
        $result.ExitCode | Should -Be 1
        $result.Output[-3..-1] | Should -Be 'Failed: a.fails', '    why', '2 passed, 1 failed'
    }
}

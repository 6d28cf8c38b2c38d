# How a runbook is tested: on a local store that plays the backend, and unchanged on a core. See about_DigitalHub_Testing.
#
# The tests on the local store need nothing but the module and Pester. Those on a core run where DH_TEST_CORE holds the address of
# one for tests, and DH_TEST_PLAN a script that tells it how many of the next runs are to fail, and of what.

BeforeDiscovery {
    $backends = @(
        @{ Backend = 'local store' }
        if ($env:DH_TEST_CORE) { @{ Backend = 'core' } }
    )
}

BeforeAll {
    Import-Module DigitalHub
    $runbook = Join-Path $PSScriptRoot 'NightlyTraining.ps1'

    # What becomes of the runs, in turn, said once for both backends: the last repeats.
    function Connect-Stage {
        param([string] $Backend, [string[]] $Outcome, [string] $Message)

        if ($Backend -eq 'core') {
            Connect-DhBackend $env:DH_TEST_CORE
            & $env:DH_TEST_PLAN -Times @($Outcome -eq 'ERROR').Count -Reason $Message
        }
        else {
            Connect-DhBackend -Local -InMemory -Rehearsal @(
                @{ Function = 'train'; Outcome = $Outcome; Message = $Message; After = 0.2; Log = 'started', 'done'; Metric = @{ loss = 0.9, 0.3 } }
            )
        }
        Set-DhProject "nightly-$(Get-Random)" -Create
        New-DhFunction -Kind python -Name train -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_11 | Out-Null
    }
}

Describe 'The nightly training on the <Backend>' -ForEach $backends {
    AfterEach {
        Get-DhRun | Remove-DhRun
        Disconnect-DhBackend
    }

    It 'trains with every seed' {
        Connect-Stage $Backend -Outcome COMPLETED
        $result = & $runbook -Seed 1, 2, 3 -Timeout 60
        $result.Name | Should -Be 'nightly-1', 'nightly-2', 'nightly-3'
        $result.State | Should -Be 'COMPLETED', 'COMPLETED', 'COMPLETED'
        (Get-DhRun -Name nightly-2).Spec.parameters.seed | Should -Be 2
        Get-DhRun -Name nightly-1 | Get-DhRunLog | Should -Be 'started', 'done'
    }

    It 'repeats a run that was evicted' {
        Connect-Stage $Backend -Outcome ERROR, COMPLETED -Message Evicted
        $result = & $runbook -Seed 1 -Timeout 60 4>$null
        $result.State | Should -Be COMPLETED
        Get-DhRun -State ERROR -Reason Evicted | Should -HaveCount 1
        Get-DhRun -State COMPLETED | Should -HaveCount 1
    }

    It 'gives a run that ran out of memory more of it' {
        Connect-Stage $Backend -Outcome ERROR, COMPLETED -Message OOMKilled
        (& $runbook -Seed 1 -Timeout 60 4>$null).State | Should -Be COMPLETED
        (Get-DhRun -State COMPLETED).Spec.resources.mem | Should -Be 8Gi
    }

    It 'fails when a run fails for another reason, and shows the end of its log' {
        Connect-Stage $Backend -Outcome ERROR -Message Error
        { & $runbook -Seed 1 -Timeout 60 -WarningVariable script:told 3>$null } | Should -Throw '1 of 1 runs failed for good: nightly-1.'
        "$told" | Should -Match 'started'
        # It is not run again.
        Get-DhRun | Should -HaveCount 1
    }

    It 'leaves tonight''s runs where they are, and removes old ones' {
        Connect-Stage $Backend -Outcome COMPLETED
        & $runbook -Seed 1 -Timeout 60 | Out-Null
        Get-DhRun -Label nightly | Should -HaveCount 1
        # As if a month had passed.
        & $runbook -Seed 2 -Timeout 60 -KeepDays -1 | Out-Null
        Get-DhRun -Label nightly | Remove-DhRun -Wait
        Get-DhRun -Label nightly | Should -BeNullOrEmpty
    }
}

Describe 'The nightly training where the server has troubles' {
    AfterEach { Disconnect-DhBackend }

    It 'says so, and creates nothing twice' {
        Connect-DhBackend -Local -InMemory -Rehearsal @(
            @{ After = 0 }
            @{ Fault = @{ On = 'Create'; Error = 'ServerUnavailable'; Times = 1 } }
        )
        Set-DhProject nightly
        New-DhFunction -Kind python -Name train -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_11 | Out-Null
        { & $runbook -Seed 1, 2 -Timeout 60 } | Should -Throw -ErrorId 'ServerUnavailable*'
        # The scheduler's next try.
        (& $runbook -Seed 1, 2 -Timeout 60).State | Should -Be COMPLETED, COMPLETED
    }

    It 'waits on while the server does not answer' {
        Connect-DhBackend -Local -InMemory -Rehearsal @(
            @{ After = 0.2 }
            @{ Fault = @{ On = 'Get'; Times = 2 } }
        )
        Set-DhProject nightly
        New-DhFunction -Kind python -Name train -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_11 | Out-Null
        (& $runbook -Seed 1 -Timeout 60 3>$null).State | Should -Be COMPLETED
    }
}

# What a user meets: the main job in real processes, what it prints, and what stays of it.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    $data = Join-Path $PSScriptRoot '..' 'data' -Resolve
}

Describe 'The main job' {
    It 'runs in a new process, without a question, from nothing' {
        $result = Invoke-Pwsh {
            $env:DH_LOCAL_STORE = Join-Path $Folder 'fresh' 'store.db'
            Set-StrictMode -Version Latest
            $ErrorActionPreference = 'Stop'
            Import-Module $Module
            Set-DhProject my-project
            $run = New-DhRun -Kind python+run
            $run.State
            @(Get-DhRun).Count
            (Get-DhRun $run.Id).Key -eq $run.Key
            (Get-DhRun $run.Key).Id -eq $run.Id
            Get-DhRun | Remove-DhRun
            @(Get-DhRun).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'CREATED', '1', 'True', 'True', '0'
    }

    It 'keeps functions with their source code, in versions' {
        $result = Invoke-Pwsh {
            Set-StrictMode -Version Latest
            $ErrorActionPreference = 'Stop'
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject my-project
            Set-Content (Join-Path $Folder 'train.py') 'def main(): pass'
            New-DhFunction train -Kind python -SourcePath (Join-Path $Folder 'train.py') -Handler main -PythonVersion PYTHON3_10 > $null
            New-DhFunction train -Kind python -SourceCode 'def main(): return 2' -Handler main -PythonVersion PYTHON3_10 > $null
            (Get-DhFunction train).SourceCode
            (Get-DhFunction train -AllVersions)[1].Source
            (Get-DhFunction train | New-DhTask job).Kind
            $ids = (Get-DhFunction).Id, (Get-DhTask).Id
            $table = Get-DhFunction | Out-String -Width 80
            $table.Contains('train') -and $table.Contains($ids[0])
            $table = Get-DhTask | Out-String -Width 80
            $table.Contains('python+job') -and $table.Contains('train') -and $table.Contains($ids[1])
            (Get-DhFunction -AllVersions | Format-List | Out-String).Contains('train.py')
            Remove-DhFunction train -AllVersions -Confirm:$false
            @(Get-DhFunction).Count + @(Get-DhTask).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'def main(): return 2', 'train.py', 'python+job', 'True', 'True', 'True', '0'
    }

    It 'runs functions and workflows by their names, with a task that is made once whoever runs them' {
        $result = Invoke-Pwsh {
            Set-StrictMode -Version Latest
            $ErrorActionPreference = 'Stop'
            Import-Module $Module
            Connect-DhBackend -Local -Path (Join-Path $Folder 'store.db')
            Set-DhProject my-project
            Set-Content (Join-Path $Folder 'train.py') 'def main(n): pass'
            New-DhFunction train python -SourcePath (Join-Path $Folder 'train.py') -Handler main -Spec @{ python_version = 'PYTHON3_11' } > $null
            New-DhWorkflow nightly hera -Source git+https://example.org/pipelines -Handler nightly:main > $null
            1..6 | ForEach-Object -Parallel {
                Import-Module $using:Module
                New-DhRun -Function train -Action job -Parameters @{ n = $_ } -Inputs @{ data = 'store://my-project/dataitem/table/d:1' } -ResourceProfile 1xgpu > $null
            }
            New-DhRun -Workflow nightly -Parameters @{ day = '2026-11-24' } > $null
            "$((Get-DhRun -Action job).Spec.parameters.n | Sort-Object)"
            "$((Get-DhTask).Kind | Sort-Object)"
            "$((Get-DhRun).Task | Sort-Object -Unique | Measure-Object | ForEach-Object Count)"
            Get-DhFunction train | Export-Clixml (Join-Path $Folder 'function.xml')
            (Import-Clixml (Join-Path $Folder 'function.xml') | New-DhRun -Action serve).Kind
            Import-Csv (New-Item (Join-Path $Folder 'grid.csv') -Value "seed`n1`n2") | New-DhRun -Function train -Action job -Id { "s7-$($_.seed)" } -Parameters { @{ seed = $_.seed } } | ForEach-Object Id
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '1 2 3 4 5 6', 'hera+pipeline python+job', '2', 'python+serve:run', 's7-1', 's7-2'
    }

    It 'says once that it falls back to the local store, and names the file' {
        $result = Invoke-Pwsh {
            $env:XDG_DATA_HOME = $env:HOME = $env:LOCALAPPDATA = $Folder
            Import-Module $Module
            Set-DhProject my-project -WarningVariable first -WarningAction SilentlyContinue
            New-DhRun python+run -WarningVariable second -WarningAction SilentlyContinue > $null
            "$first".Contains((Get-DhBackend).Location)
            "$first".Contains('Connect-DhBackend -Local')
            $second.Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'True', 'True', '0'
    }

    It 'imports what <_> wrote' -ForEach 'sdk-export.yaml', 'sdk-export-2.yaml', 'dhcli-get.yaml', 'dhcli-get.json', 'console-export.yaml' {
        $result = Invoke-Pwsh -Variable @{ File = Join-Path $data 'clients' $_ } {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            $run = Import-DhRun $File -WarningAction SilentlyContinue
            $run.Project, $run.Kind, $run.State, $run.Function
            $run.Labels.Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output[0..3] | Should -Be 'demo', 'python+job:run', 'CREATED', 'python://demo/hello:7359c3f8bbce42eaaaca215b773288e0'
        $result.Output[4] | Should -Be '2'
    }

    It 'imports all samples, by pipeline, into another project' {
        $result = Invoke-Pwsh -Variable @{ Samples = Join-Path $data 'run-samples' } {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject elsewhere
            $files = Get-ChildItem $Samples -Filter *.json
            $runs = $files | Import-DhRun -DestinationProject elsewhere -NewId
            $runs.Count -eq $files.Count
            @($runs | Where-Object Project -NE elsewhere).Count
            @($runs | Where-Object { $_.Task -and $_.Task -notlike '*://elsewhere/*' }).Count
            @($runs.Id | Sort-Object -Unique).Count -eq $files.Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'True', '0', '0', 'True'
    }

    It 'keeps what other processes wrote at the same time' {
        $store = Join-Path $TestDrive 'shared.db'
        $null = Invoke-Pwsh -Variable @{ Store = $store } {
            Import-Module $Module
            Connect-DhBackend -Local -Path $Store
            Set-DhProject demo
        }
        $result = Invoke-Pwsh -Variable @{ Store = $store } {
            $jobs = foreach ($number in 1..3) {
                Start-Job -ArgumentList $Module, $Store, $number {
                    param($Module, $Store, $Number)
                    Import-Module $Module
                    Connect-DhBackend -Local -Path $Store
                    1..40 | New-DhRun python+run -Project demo -Id { "p$Number-$_" } | Measure-Object | ForEach-Object Count
                }
            }
            $jobs | Wait-Job | Receive-Job
            Import-Module $Module
            Connect-DhBackend -Local -Path $Store
            @(Get-DhRun -Project demo).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '40', '40', '40', '120'
    }
}

Describe 'Parallel work' {
    It 'finds the session and the project of the main runspace in ForEach-Object -Parallel and thread jobs' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            1..20 | ForEach-Object -Parallel { Import-Module $using:Module; New-DhRun python+run -Id "p$_" > $null } -ThrottleLimit 4
            Start-ThreadJob { Import-Module $using:Module; New-DhRun python+run -Id from-job } | Receive-Job -Wait -AutoRemoveJob | ForEach-Object Id
            @(Get-DhRun).Count
            1..4 | ForEach-Object -Parallel { Import-Module $using:Module; Set-DhProject "child-$_" } -ThrottleLimit 4
            (Get-DhProject -CurrentOnly).Name
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'from-job', '21', 'demo'
    }
}

Describe 'What is printed' {
    It 'shows runs in a table that fits 80 columns' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            New-DhRun python+job:run -Id first > $null
            New-DhRun python+run -Id second > $null
            $PSStyle.OutputRendering = 'PlainText'
            Get-DhRun | Out-String -Stream -Width 80
        }
        $result.Errors | Should -BeNullOrEmpty
        $text = $result.Output -join "`n"
        $text | Should -Match 'Project: demo'
        $text | Should -Match '(?m)^Id +State +Kind +Created *$'
        $text | Should -Match '(?m)^second +CREATED +python\+run +\d{4}-\d\d-\d\d \d\d:\d\d'
        $text.IndexOf('second') | Should -BeLessThan $text.IndexOf('first')
    }

    It 'shows the runs of all projects in one table' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            foreach ($project in 'aa', 'bb', 'aa', 'bb') {
                Set-DhProject $project
                New-DhRun python+run > $null
            }
            Get-DhRun -Project * | Out-String -Width 120
            Get-DhRun -Project * -First 1 | Format-List | Out-String -Width 120
        }
        $result.Errors | Should -BeNullOrEmpty
        $text = $result.Output -join "`n"
        [regex]::Matches($text, '(?m)^Project +Id +State +Kind +Created +Name').Count | Should -Be 1
        [regex]::Matches($text, '(?m)^(aa|bb) +[0-9a-f]{32} +CREATED').Count | Should -Be 4
        $text | Should -Match '(?m)^Backend +: local'
    }

    It 'shows projects in a table and the backend in a list' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            New-DhProject demo -Description 'A demonstration' > $null
            Get-DhProject | Out-String -Stream -Width 120
            Get-DhBackend | Out-String -Stream -Width 120
        }
        $result.Errors | Should -BeNullOrEmpty
        $text = $result.Output -join "`n"
        $text | Should -Match '(?m)^Name +Created +User +Description'
        $text | Should -Match '(?m)^demo +\d{4}-\d\d-\d\d \d\d:\d\d .*A demonstration'
        $text | Should -Match '(?m)^Type +: Local'
        $text | Should -Match '(?m)^Source +: -InMemory'
    }

    It 'shows differences side by side' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            New-DhRun python+run -Id first -Label a -Spec @{ n = 1; t = 'x' } > $null
            New-DhRun python+run -Id second -Label a, b -Spec @{ n = 2; m = $null } > $null
            $PSStyle.OutputRendering = 'PlainText'
            Compare-DhRun first second | Out-String -Stream -Width 80
        }
        $result.Errors | Should -BeNullOrEmpty
        $text = $result.Output -join "`n"
        $text | Should -Match 'Runs: first \| second'
        $text | Should -Match '(?m)^Path +Reference +Difference *$'
        $text | Should -Match '(?m)^metadata\.labels +\["a"\] +<> \["a","b"\] *$'
        $text | Should -Match '(?m)^spec\.n +1 +<> 2 *$'
        $text | Should -Match '(?m)^spec\.t +x +<= *$'
        $text | Should -Match '(?m)^spec\.m +=> null *$'
    }

    It 'shows what would be made of a run, and creates none' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            Test-DhRun python+job:run -Id first -Parameters @{ n = 3 } -Spec @{ odd = 1 } | Out-String -Stream -Width 100
            Test-DhRun python+job:run -Parameters @{ n = 3 } | Select-Object -ExpandProperty Fields | Out-String -Stream -Width 80
            @(Get-DhRun).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $text = $result.Output -join "`n"
        $text | Should -Match '(?m)^Id +: first *$'
        $text | Should -Match '(?m)^Starts +: False *$'
        $text | Should -Match '(?m)^Fields +: odd = 1 \(run; The kind python\+job:run has no field ''odd'''
        $text | Should -Match '(?m)^ +parameters = \{"n":3\} \(run\) *$'
        $text | Should -Match '(?m)^Field +Value +Source +Note *$'
        $text | Should -Match '(?m)^parameters +\{"n":3\} +run *$'
        $result.Output[-1] | Should -Be '0'
    }

    It 'makes the runs of a sweep once, however often its script is run' {
        $variable = @{ Store = Join-Path $TestDrive 'sweep' 'store.db' }
        foreach ($time in 1..2) {
            $result = Invoke-Pwsh -Variable $variable {
                $env:DH_LOCAL_STORE = $Store
                Import-Module $Module
                Set-DhProject demo
                1..100 | ForEach-Object { [pscustomobject]@{ seed = $_ } } |
                    New-DhRun python+job:run -Id { "s7-$($_.seed)" } -Parameters { @{ seed = $_.seed } } -Ensure |
                    Measure-Object | ForEach-Object Count
                @(Get-DhRun).Count
            }
            $result.Errors | Should -BeNullOrEmpty
            $result.Output | Should -Be '100', '100'
        }
    }

    It 'shows every fact of a run in the list view' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            New-DhRun python+job:run -Id first -Label a, b | Format-List | Out-String -Stream -Width 120
        }
        $result.Errors | Should -BeNullOrEmpty
        $text = $result.Output -join "`n"
        foreach ($fact in 'Id +: first', 'Key +: store://demo/run/python\+job:run/first:first', 'Labels +: \{a, b\}', 'Action +: job', 'Backend +: local') {
            $text | Should -Match "(?m)^$fact"
        }
    }

    It 'says what to do in an error, once' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            $PSStyle.OutputRendering = 'PlainText'
            try { New-DhRun python+run } catch { $_ | Out-String }
        }
        $text = $result.Output -join "`n"
        $text | Should -Match 'No project is set\.'
        [regex]::Matches($text, 'Set-DhProject').Count | Should -Be 1
    }

    It 'answers a mistyped command and parameter as the shell does' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            try { Get-DhRun -Sate ERROR } catch { $_.FullyQualifiedErrorId }
        }
        $result.Output | Should -Be 'NamedParameterNotFound,DigitalHub.PowerShell.Commands.GetDhRunCommand'
    }
}

Describe 'Serialised runs' {
    It 'survive Export-Clixml and a job as their keys, without their session' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            New-DhRun python+run -Id first -Spec @{ parameters = @{ n = 3 } } | Export-Clixml (Join-Path $Folder 'run.xml')
            $again = Import-Clixml (Join-Path $Folder 'run.xml')
            $again.Key
            ($again | Get-DhRun).Id
            $again | Remove-DhRun
            @(Get-DhRun).Count
            (Get-Content (Join-Path $Folder 'run.xml') -Raw) -match 'Session|Client'
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'store://demo/run/python+run/first:first', 'first', '0', 'False'
    }
}

Describe 'Ctrl+C' -Skip:$IsWindows {
    It 'ends a command that waits within a second' {
        $store = Join-Path $TestDrive 'locked.db'
        $program = Get-ChildItem (Join-Path $PSScriptRoot '..' 'StoreWriter' 'bin') -Recurse -Filter StoreWriter.runtimeconfig.json | Sort-Object LastWriteTime | Select-Object -Last 1
        $writer = Join-Path $program.DirectoryName 'StoreWriter.dll'
        $null = Invoke-Pwsh -Variable @{ Store = $store } {
            Import-Module $Module
            Connect-DhBackend -Local -Path $Store
            Set-DhProject demo
        }
        $holder = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
        foreach ($argument in $writer, 'lock', $store) { $holder.ArgumentList.Add($argument) }
        $holder.RedirectStandardInput = $holder.RedirectStandardOutput = $true
        $locking = [System.Diagnostics.Process]::Start($holder)
        try {
            $locking.StandardOutput.ReadLine() | Should -Be 'locked'
            $waiting = [System.Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
            $library = if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' }
            $script = "Import-Module '$ModulePath'; Connect-DhBackend -Local -Path '$store'; 'waiting'; New-DhRun python+run -Project demo; 'not reached'"
            foreach ($argument in @($library; '-NoProfile'; '-NonInteractive'; '-Command'; $script)) { $waiting.ArgumentList.Add($argument) }
            $waiting.RedirectStandardOutput = $true
            $shell = [System.Diagnostics.Process]::Start($waiting)
            $shell.StandardOutput.ReadLine() | Should -Be 'waiting'
            Start-Sleep -Milliseconds 700
            $shell.HasExited | Should -BeFalse

            & /bin/kill -INT $shell.Id
            $shell.WaitForExit(15000) | Should -BeTrue -Because 'it ends within a second, and a busy machine is given more'
            $shell.StandardOutput.ReadToEnd() | Should -Not -Match 'not reached'
        }
        finally {
            $locking.StandardInput.Close()
            $locking.WaitForExit()
        }
    }
}

Describe 'A private store' {
    It 'is gone when its process ends, disconnected or not' {
        $result = Invoke-Pwsh {
            [Environment]::SetEnvironmentVariable('TMPDIR', $Folder)
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            @(Get-ChildItem $Folder -Filter digitalhub-*).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '1'
        Get-ChildItem $TestDrive -Recurse -Filter 'digitalhub-*' | Should -BeNullOrEmpty
    }
}

Describe 'WhatIf' {
    It 'changes no byte of a store and makes none' {
        $store = Join-Path $TestDrive 'whatif.db'
        $result = Invoke-Pwsh -Variable @{ Store = $store; Sample = Join-Path $data 'clients' 'sdk-export.yaml' } {
            Import-Module $Module
            function State { Get-ChildItem "$Store*" | Sort-Object Name | ForEach-Object { "$($_.Name) $((Get-FileHash $_.FullName).Hash)" } }
            function Try-All {
                New-DhRun python+run -Project demo -WhatIf -ErrorAction $OnMissing
                Get-DhProject | Get-DhRun | Remove-DhRun -WhatIf
                Import-DhRun $Sample -WhatIf -ErrorAction $OnMissing
                New-DhProject other -WhatIf
                Set-DhProject third -WhatIf
                Get-DhProject | Update-DhProject -Description x -WhatIf
                Get-DhProject | Remove-DhProject -Cascade -WhatIf
            }
            Connect-DhBackend -Local -Path $Store
            $OnMissing = 'Ignore'
            Try-All > $null
            @(State).Count
            $OnMissing = 'Stop'
            Set-DhProject demo
            New-DhRun python+run > $null
            Disconnect-DhBackend
            $before = State
            Connect-DhBackend -Local -Path $Store
            Try-All > $null
            Disconnect-DhBackend
            "$(State)" -eq "$before"
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Where-Object { $_ -notlike 'What if*' } | Should -Be '0', 'True'
    }
}

# What a PowerShell user does with runs beside our commands, and files that the user may not touch.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
}

Describe 'Runs in the hands of other commands' {
    It 'become JSON with the values of their documents, and JSON becomes the same run again' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            $null = New-DhRun python+run -WarningAction Ignore -Id first -Name one -Label x, y -Parameters @{ n = 3; big = [bigint]::Pow(10, 20); deep = @{ a = @{ b = @{ c = @(1, @{ d = $null }) } } } }
            $json = Get-DhRun first | ConvertTo-Json -Depth 20
            $made = $json | ConvertFrom-Json
            $made.Id, $made.State, ($made.Labels -join ' '), $made.Spec.parameters.n, $made.Spec.parameters.deep.a.b.c[0], ($made.Metadata.version.Length -gt 0)
            $json -match 'Session|Client|Token|Password|AsRead'
            $again = $made | Import-DhRun -NewId -WarningVariable warned
            @($warned).Count
            Compare-DhRun first $again.Id | Where-Object Path -notmatch '^(metadata\.(version|created|updated|name)|id|key)$' | ForEach-Object Path
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'first', 'CREATED', 'x y', '3', '1', 'True', 'False', '0'
    }

    It 'are selected, grouped, sorted and filtered by their properties' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            foreach ($id in 'z', 'm', 'a') {
                $null = New-DhRun python+run -Id $id -Spec @{ parameters = @{ n = $id.Length } }
                Start-Sleep -Milliseconds 15
            }
            Update-DhRun m -State BUILT
            (Get-DhRun -Sort Id | Sort-Object Created).Id -join ' '
            (Get-DhRun -Sort Id | Sort-Object Created -Descending).Id -join ' '
            (Get-DhRun | Group-Object State | Sort-Object Name | ForEach-Object { "$($_.Name)=$($_.Count)" }) -join ' '
            (Get-DhRun | Where-Object Created -gt (Get-Date).AddMinutes(-5)).Count
            $row = Get-DhRun a | Select-Object Id, State, @{ Name = 'N'; Expression = { $_.Spec.parameters.n } }
            $row.Id, $row.State, $row.N
            (Get-DhRun | Measure-Object Created -Maximum).Maximum -eq (Get-DhRun a).Created
            (Get-DhRun m | Select-Object -ExpandProperty Key)
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'z m a', 'a m z', 'BUILT=1 CREATED=2', '3', 'a', 'CREATED', '1', 'True', 'store://demo/run/python+run/m:m'
    }

    It 'come into one file from several processes at once, and none is lost' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            $jobs = 1..3 | ForEach-Object {
                Start-Job -ArgumentList $Module, $Folder, $_ {
                    param($Module, $Folder, $Number)
                    Import-Module $Module
                    Connect-DhBackend -Local -InMemory
                    Set-DhProject demo
                    1..10 | ForEach-Object { New-DhRun python+run -Id "p$Number-$_" | Export-DhRun (Join-Path $Folder 'all.yaml') -Append }
                }
            }
            $jobs | Receive-Job -Wait -AutoRemoveJob
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            @(Import-DhRun (Join-Path $Folder 'all.yaml')).Count
            @(Get-ChildItem $Folder -Force -Filter .dh-*).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '30', '0'
    }

    It 'survive Export-Clixml whole, and are their keys to the commands' {
        $result = Invoke-Pwsh {
            Import-Module $Module
            Connect-DhBackend -Local -InMemory
            Set-DhProject demo
            New-DhRun python+run -Id first -Label x -Parameters @{ deep = @{ a = @{ b = @{ c = @{ d = @{ e = 5 } } } } } } | Export-Clixml (Join-Path $Folder 'run.xml')
            $again = Import-Clixml (Join-Path $Folder 'run.xml')
            $again.Spec.parameters.deep.a.b.c.d.e, $again.Created.GetType().Name, "$again"
            ($again | Get-DhRun).Id
            ($again | Update-DhRun -AddLabel y -PassThru).Labels -join ' '
            ($again | Copy-DhRun).Spec.parameters.deep.a.b.c.d.e
            ($again | Export-DhRun -AsString) -match '(?m)^id: first$'
            @($again | Compare-DhRun -ReferenceRun first).Count
            ($again | Import-DhRun -NewId -WarningAction Stop).Spec.parameters.deep.a.b.c.d.e
            $again | Remove-DhRun
            @(Get-DhRun first -ErrorAction Ignore).Count
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '5', 'DateTime', 'store://demo/run/python+run/first:first', 'first', 'x y', '5', 'True', '0', '5', '0'
    }

    It 'go into a job and come out of one' {
        $store = Join-Path $TestDrive 'jobs.db'
        $result = Invoke-Pwsh -Variable @{ Store = $store } {
            Import-Module $Module
            Connect-DhBackend -Local -Path $Store
            Set-DhProject demo
            $run = New-DhRun python+run -Id first -Parameters @{ deep = @{ a = @{ b = @{ c = 7 } } } }
            $job = Start-Job -ArgumentList $Module, $Store, $run {
                param($Module, $Store, $Run)
                Import-Module $Module
                Connect-DhBackend -Local -Path $Store
                $Run.Spec.parameters.deep.a.b.c
                $Run | Update-DhRun -AddLabel from-job -PassThru
            }
            $number, $out = $job | Receive-Job -Wait -AutoRemoveJob
            $number, $out.State, $out.Labels[0]
            ($out | Get-DhRun).Labels[0]
        }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '7', 'CREATED', 'from-job', 'from-job'
    }
}

Describe 'Files that the user may not touch' -Skip:$IsWindows {
    BeforeDiscovery {
        # Root may do everything; without these two capabilities it is a user like others.
        $isRoot = (id -u) -eq 0
        $canDrop = $isRoot -and (Get-Command setpriv -ErrorAction Ignore) -and
            (setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search sh -c 'd=$(mktemp -d); chmod 0 $d; ls $d >/dev/null 2>&1 && echo no || echo yes; rmdir $d') -eq 'yes'
        $limited = -not $isRoot -or $canDrop
        if (-not $limited) {
            Write-Host 'not run: this user may do everything, and setpriv can''t take that away'
        }
    }

    It 'are one error each that names them, and everything is as it was' -Skip:(-not $limited) {
        $script = Join-Path $TestDrive 'limited.ps1'
        $folder = New-Item (Join-Path $TestDrive 'files') -ItemType Directory
        @"
`$ErrorActionPreference = 'Continue'
`$PSStyle.OutputRendering = 'PlainText'
Import-Module $(ConvertTo-Literal $ModulePath)
Connect-DhBackend -Local -Path $(ConvertTo-Literal (Join-Path $TestDrive 'limited.db'))
Set-DhProject demo
Set-Location $(ConvertTo-Literal $folder)
"@, {
            $null = New-DhRun python+run -Id first
            'kind: python+run' > closed.yaml
            'kind: python+run', 'id: second' > open.yaml
            'kept' > kept.yaml
            $null = New-Item sealed -ItemType Directory
            'kept' > sealed/kept.yaml
            chmod 0 closed.yaml
            chmod 555 sealed
            chmod 444 kept.yaml
            foreach ($try in { Import-DhRun closed.yaml, open.yaml -OutVariable out > $null; $out.Id }, { Export-DhRun first sealed/new.yaml }, { Export-DhRun first sealed }, { Export-DhRun first sealed/kept.yaml -Force }, { Export-DhRun first sealed/deeper/ }, { Export-DhRun first kept.yaml }, { Export-DhRun first closed.yaml -Append -Force }, { Export-DhReport first sealed/new.html }, { Export-DhReport first kept.yaml }) {
                $Error.Clear()
                $written = try { & $try 2>$null } catch { }
                "$written|$(($Error | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' } | Select-Object -Unique) -join ' ')"
            }
            chmod 755 sealed
            (Get-ChildItem -Recurse -Force -File -Name | Sort-Object) -join ' '
            Get-Content sealed/kept.yaml, kept.yaml
        }.ToString() | Set-Content $script

        $program = @([Environment]::ProcessPath; if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' }; '-NoProfile', '-NonInteractive', '-File', $script)
        if ((id -u) -eq 0) {
            $program = @('setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search') + $program
        }
        $written = & $program[0] $program[1..($program.Count - 1)] 2>&1

        $written | Should -Be @(
            'second|FileUnreadable'
            '|FileUnwritable'
            '|FileUnwritable'
            '|FileUnwritable'
            '|FileUnwritable'
            '|FileUnwritable'
            '|FileUnwritable'
            '|FileUnwritable'
            '|FileUnwritable'
            'closed.yaml kept.yaml open.yaml sealed/kept.yaml'
            'kept'
            'kept'
        )
    }
}

Describe 'A disk that is full while runs are exported' -Skip:($IsWindows -or -not (Get-Command bash -ErrorAction Ignore)) {
    # The process may write no file of more than 64 KB: a disk without room for more, as any user can have it.
    It 'is one clear error, leaves the old file as it was, and neither half a file nor one beside it' {
        $store = Join-Path $TestDrive 'full.db'
        $folder = New-Item (Join-Path $TestDrive 'full') -ItemType Directory
        $made = Invoke-Pwsh -Variable @{ Store = $store; Files = $folder.FullName } {
            Import-Module $Module
            Connect-DhBackend -Local -Path $Store
            Set-DhProject demo
            $null = New-DhRun python+run -Id small
            $null = New-DhRun python+run -Id large -Spec @{ t = 'x y' * 100000 }
            Export-DhRun small (Join-Path $Files 'old.yaml')
            Export-DhRun small (Join-Path $Files 'old.json')
        }
        $made.Errors | Should -BeNullOrEmpty
        $before = Get-ChildItem $folder -Force | Get-FileHash

        $script = Join-Path $TestDrive 'full.ps1'
        @"
`$PSStyle.OutputRendering = 'PlainText'
Import-Module $(ConvertTo-Literal $ModulePath)
Connect-DhBackend -Local -Path $(ConvertTo-Literal $store)
Set-DhProject demo
Set-Location $(ConvertTo-Literal $folder)
"@, {
            foreach ($try in { Export-DhRun large old.yaml }, { Export-DhRun large new.yaml }, { Export-DhRun large old.json }, { Export-DhRun large . }, { Get-DhRun | Export-DhRun -Path old.yaml -Append }, { Get-DhRun | Export-DhRun -Path all/ }) {
                $Error.Clear()
                & $try 2>$null
                "$(($Error | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' }) -join ' ')|$($Error[0].CategoryInfo.Category)|$([bool]$Error[0].ErrorDetails.RecommendedAction)"
            }
        }.ToString() | Set-Content $script
        $program = @([Environment]::ProcessPath; if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' }; '-NoProfile', '-NonInteractive', '-File', $script)

        # The signal beside the error would end the process, and the runtime itself would keep its code in a larger file.
        $written = bash -c 'trap "" XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 64; exec "$0" "$@"' @program 2>&1

        $written | Should -Be @(@('FileUnwritable|WriteError|True') * 6)
        Get-ChildItem $folder -Force -Recurse -File | Where-Object Name -notlike 'runs-small*' | ForEach-Object Name | Sort-Object | Should -Be 'old.json', 'old.yaml'
        (Get-ChildItem $folder -Force -File | Get-FileHash).Hash | Should -Be $before.Hash
    }
}

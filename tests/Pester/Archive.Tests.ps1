# Runs that are archived and removed, in a PowerShell of its own that is killed, or meets the end of the disk, on the way.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    # The arguments that start a PowerShell like this one with a script that archives all runs of the core.
    function Get-ArchivingCommand {
        param([string] $Address, [string] $Archive)

        $script = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        @"
            Import-Module '$ModulePath'
            Connect-DhBackend $Address
            Get-DhRun -Project demo | Remove-DhRun -Archive '$Archive' -ErrorVariable problems -ErrorAction SilentlyContinue
            `$problems | ForEach-Object { `$_.Exception.ErrorId }
"@ | Set-Content $script
        @([Environment]::ProcessPath) + @(if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' }) +
        @('-NoProfile', '-NonInteractive', '-File', $script)
    }

    # The ids of the core's runs, a line, and those of the archive.
    function Get-BothSides {
        param([string] $Address, [string] $Archive)

        $run = Invoke-Pwsh -Variable @{ Address = $Address; Archive = $Archive } {
            Import-Module $Module
            Connect-DhBackend $Address
            (Get-DhRun -Project demo | ForEach-Object Id) -join ' '
            Connect-DhBackend -Local -Path $Archive
            (Get-DhRun -Project demo | ForEach-Object Id) -join ' '
        }
        $run.Errors | Should -BeNullOrEmpty
        [pscustomobject]@{ Core = @(-split $run.Output[0]); Archive = @(-split $run.Output[1]) }
    }
}

Describe 'An archive' {
    BeforeEach {
        $archive = Join-Path $TestDrive "$([guid]::NewGuid()).db"
    }

    AfterEach {
        Stop-Core $core
    }

    It 'is a file to list, group and export offline, and to bring runs back from' {
        $core = Start-Core --seed demo=3
        $run = Invoke-Pwsh -Variable @{ Address = $core.Address } {
            Import-Module $Module
            Set-Location $Folder
            Connect-DhBackend $Address
            Set-DhProject demo
            Get-DhRun -State COMPLETED -CreatedBefore (Get-Date).AddDays(1) | Remove-DhRun -Archive ./2026.db -WhatIf
            Test-Path ./2026.db
            Get-DhRun -State COMPLETED -CreatedBefore (Get-Date).AddDays(1) | Remove-DhRun -Archive ./2026.db
            @(Get-DhRun).Count
            $there = Get-DhBackend
            Connect-DhBackend -Local -Path ./2026.db
            Set-DhProject demo
            Get-DhRun | Group-Object State -NoElement | ForEach-Object { "$($_.Count) $($_.Name)" }
            Get-DhRun | Export-DhRun -Path ./out/
            (Get-ChildItem ./out).Count
            Get-DhRun -First 1 | Copy-DhRun -AsRecord -DestinationSession $there -WarningAction SilentlyContinue | ForEach-Object State
            @(Get-DhRun -Session $there -Project demo).Count
            $typed = 'Remove-DhRun r1 -Archive ./20'
            (TabExpansion2 $typed $typed.Length).CompletionMatches.ListItemText -contains '2026.db'
        }
        $run.Errors | Should -BeNullOrEmpty
        $text = $run.Output -join "`n"
        $text | Should -Match "What if: .*Archive in '.*2026\.db' and remove run"
        $run.Output[-7..-1] | Should -Be 'False', '0', '3 COMPLETED', '3', 'COMPLETED', '1', 'True' -Because $text
    }

    It 'has every run that is gone when the process is killed' {
        $core = Start-Core --seed demo=400
        # Slow enough to be killed amid it.
        $null = Invoke-RestMethod "$($core.Address)/__fake/faults" -Method Post -ContentType application/json -Body '{"kind":"StallHeaders","method":"DELETE","duration":30,"times":1000}'
        $command = Get-ArchivingCommand $core.Address $archive
        $process = [System.Diagnostics.Process]::Start($command[0], [string[]]$command[1..$command.Count])
        $limit = [datetime]::UtcNow.AddSeconds(60)
        do {
            Start-Sleep -Milliseconds 20
            $gone = 400 - (Invoke-RestMethod "$($core.Address)/api/v1/-/demo/runs?size=1").totalElements
        } while ($gone -lt 60 -and [datetime]::UtcNow -lt $limit)
        $process.Kill()
        $process.WaitForExit()

        $sides = Get-BothSides $core.Address $archive
        $sides.Core.Count | Should -BeIn (1..340)
        $known = [System.Collections.Generic.HashSet[string]]::new([string[]]($sides.Core + $sides.Archive))
        $known.Count | Should -Be 400

        # And goes on from there.
        $null = Invoke-RestMethod "$($core.Address)/__fake/faults" -Method Delete
        $again = Get-ArchivingCommand $core.Address $archive
        & $again[0] $again[1..$again.Count] | Should -BeNullOrEmpty
        $sides = Get-BothSides $core.Address $archive
        $sides.Core | Should -BeNullOrEmpty
        $sides.Archive.Count | Should -Be 400
    }

    It 'keeps what it has when the disk is full, and the rest is not removed' -Skip:$IsWindows {
        $core = Start-Core --seed demo=400
        $command = Get-ArchivingCommand $core.Address $archive
        # In KB: a file can't grow over that.
        # (Without that setting .NET itself asks for a larger one.)
        $said = @(& bash -c "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 1000; exec `"`$@`"" bash @command 2>&1)
        $said | Should -Not -BeNullOrEmpty
        $said | Where-Object { $_ -notmatch '^Store(Full|Unavailable)$' } | Should -BeNullOrEmpty

        $sides = Get-BothSides $core.Address $archive
        $sides.Core.Count | Should -Be $said.Count
        $sides.Core.Count | Should -BeIn (1..399)
        [System.Collections.Generic.HashSet[string]]::new([string[]]($sides.Core + $sides.Archive)).Count | Should -Be 400
    }
}

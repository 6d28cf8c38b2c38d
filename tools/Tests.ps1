# What build.ps1 needs to run the layers of tests: dot-sourced, defines functions only.

# Runs a new PowerShell like this one, without profile and without anybody to answer questions. As a .NET tool,
# PowerShell is a library that 'dotnet' runs, and the path of this process is that of 'dotnet'.
function Invoke-NewPwsh {
    param([string[]] $ArgumentList)

    & ([Environment]::ProcessPath) @(Get-NewPwshArgument $ArgumentList)
}

function Get-NewPwshArgument {
    param([string[]] $ArgumentList)

    if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' }
    '-NoProfile'
    '-NonInteractive'
    $ArgumentList
}

# What became of a layer. A layer that did not run, broke off or had no test has failed, whatever it counted.
function New-LayerResult {
    param([string] $Name, [int] $Passed, [int] $Failed, [int] $Skipped, [int] $ExitCode, [string[]] $Failure)

    $problem = if ($Passed + $Failed -eq 0) { 'no test ran' }
    elseif ($ExitCode -ne 0 -and $Failed -eq 0) { "broke off with exit code $ExitCode" }
    [pscustomobject]@{
        Layer   = $Name
        Passed  = $Passed
        Failed  = $Failed + [int][bool]$problem
        Skipped = $Skipped
        Problem = $problem
        Failure = $Failure
    }
}

# Starts a program beside what else runs; what it prints goes to files. Most of what tests run, they run a few times only:
# watching it in order to compile it better costs more than it gains. What steps back leaves the processors to what doesn't.
function Start-Program {
    param([string] $Name, [string] $Output, [string[]] $ArgumentList, [switch] $StepBack)

    $environment = @{ DOTNET_TieredPGO = '0'; POWERSHELL_TELEMETRY_OPTOUT = '1'; DOTNET_CLI_TELEMETRY_OPTOUT = '1' }
    $process = Start-Process $Name $ArgumentList.ForEach({ "`"$_`"" }) -Environment $environment -PassThru -NoNewWindow -RedirectStandardOutput $Output -RedirectStandardError "$Output.error"
    # Without its handle nobody could ask for the exit code.
    $null = $process.Handle
    try {
        if ($StepBack) { $process.PriorityClass = 'BelowNormal' }
    }
    catch [InvalidOperationException], [ComponentModel.Win32Exception] {
        # It has ended already.
    }
    $process | Add-Member Output $Output -PassThru
}

# Waits for its end, prints what it printed, and gives the exit code.
function Wait-Program {
    param([Diagnostics.Process] $Process)

    $Process.WaitForExit()
    Get-Content $Process.Output, "$($Process.Output).error" | Out-Host
    $Process.ExitCode
}

# An xunit project, already built.
function Start-DotnetTest {
    param([IO.FileInfo] $Project, [string] $Configuration, [string] $ResultFolder)

    $log = Join-Path $ResultFolder $Project.BaseName
    Start-Program dotnet "$log.txt" 'test', $Project.FullName, '--no-build', '--configuration', $Configuration, '--nologo',
        '--logger', "trx;LogFileName=$log.trx", '--logger', 'console;verbosity=minimal' -StepBack
}

# What became of it; counted from the log it leaves.
function Complete-DotnetTest {
    param([Diagnostics.Process] $Process, [IO.FileInfo] $Project, [string] $ResultFolder)

    $exitCode = Wait-Program $Process
    $log = Join-Path $ResultFolder "$($Project.BaseName).trx"
    $run = if (Test-Path $log) { ([xml](Get-Content $log -Raw)).TestRun }
    $counters = if ($run) { $run.ResultSummary.Counters }
    $failure = if ($run) {
        foreach ($test in $run.GetElementsByTagName('UnitTestResult')) {
            if ($test.outcome -notin 'Passed', 'NotExecuted') {
                "$($test.testName)`n$($test.GetElementsByTagName('Message').ForEach({ $_.InnerText }))"
            }
        }
    }
    $passed, $failed, $total = if ($counters) {
        $counters.passed, ([int]$counters.failed + [int]$counters.error + [int]$counters.timeout + [int]$counters.aborted), $counters.total
    }
    else { 0, 0, 0 }
    New-LayerResult $Project.BaseName $passed $failed ([int]$total - [int]$passed - [int]$failed) $exitCode $failure
}

# The second implementation of YAML that the tests of documents read with, where npm is there. Without it, or without a
# network, they say that they were not run.
function Install-Reader {
    param([string] $Root)

    $folder = Join-Path $Root 'artifacts' 'readers'
    if ((Test-Path (Join-Path $folder 'node_modules' 'yaml')) -or -not (Get-Command npm -CommandType Application -ErrorAction Ignore)) {
        return
    }
    $null = New-Item $folder -ItemType Directory -Force
    npm install --prefix $folder --no-save --no-package-lock --no-audit --no-fund --silent 'yaml@2.9.1' | Out-Host
}

# Pester, in a PowerShell of its own. One test after the other, it is the last to end: all others step back for it.
function Start-Pester {
    param([string] $Root, [string] $ResultFolder)

    Start-Program ([Environment]::ProcessPath) (Join-Path $ResultFolder 'Pester.txt') (Get-NewPwshArgument '-File',
        (Join-Path $Root 'tests' 'Pester' 'Invoke-Pester.ps1'), '-ResultPath', (Join-Path $ResultFolder 'Pester.json'))
}

# What became of it; counted from the file it leaves.
function Complete-Pester {
    param([Diagnostics.Process] $Process, [string] $ResultFolder)

    $exitCode = Wait-Program $Process
    $result = Join-Path $ResultFolder 'Pester.json'
    $counts = if (Test-Path $result) { Get-Content $result -Raw | ConvertFrom-Json }
    else { [pscustomobject]@{ Passed = 0; Failed = 0; Skipped = 0 } }
    New-LayerResult Pester $counts.Passed $counts.Failed $counts.Skipped $exitCode ($counts | Select-Object -ExpandProperty Failure -ErrorAction Ignore)
}

# What 'dotnet format --verify-no-changes' finds beside white space and the order of usings, the analyzers of style and of
# code, is an error of the build that went before; running them again took longer than most layers.
function Start-Format {
    param([string] $Root, [string] $ResultFolder)

    Start-Program dotnet (Join-Path $ResultFolder 'format.txt') 'format', 'whitespace', (Join-Path $Root 'DigitalHub.PowerShell.sln'), '--no-restore', '--verify-no-changes' -StepBack
}

# What became of a program that is one test as a whole.
function Complete-Program {
    param([Diagnostics.Process] $Process, [string] $Name)

    $exitCode = Wait-Program $Process
    New-LayerResult $Name ([int]($exitCode -eq 0)) ([int]($exitCode -ne 0)) 0 $exitCode
}

# The benchmarks at a size at which they prove that they work, and no figures.
function Start-Benchmark {
    param([string] $Root, [string] $Configuration, [string] $ResultFolder)

    Start-Program dotnet (Join-Path $ResultFolder 'benchmarks.txt') 'run', '--no-build', '--configuration', $Configuration,
        '--project', (Join-Path $Root 'tests' 'Benchmarks'), '--', '--runs', '2000', '--bulk', '200', '--megabytes', '20', '--rounds', '1', '--bars', 'off' -StepBack
}

# All layers whose names match, a table of what became of them, what failed, and the sum as the last line. Ends the process on failure.
function Invoke-TestLayer {
    param([string] $Root, [string] $Configuration, [string[]] $Name)

    $resultFolder = Join-Path $Root 'artifacts' 'tests'
    if (Test-Path $resultFolder) {
        Remove-Item $resultFolder -Recurse -Force
    }
    $null = New-Item $resultFolder -ItemType Directory

    Install-Reader $Root
    # Each has a start and an end; all run beside each other.
    $layers = [ordered]@{ format = @({ Start-Format $Root $resultFolder }, { Complete-Program $args[0] format }) }
    foreach ($project in Get-ChildItem (Join-Path $Root 'tests') -Recurse -Filter *.csproj | Sort-Object Name) {
        if (Select-String -Path $project -Pattern 'Microsoft.NET.Test.Sdk' -SimpleMatch -Quiet) {
            $layers[$project.BaseName] = @(
                { Start-DotnetTest $project $Configuration $resultFolder }.GetNewClosure()
                { Complete-DotnetTest $args[0] $project $resultFolder }.GetNewClosure()
            )
        }
    }
    $layers['Pester'] = @({ Start-Pester $Root $resultFolder }, { Complete-Pester $args[0] $resultFolder })
    $layers['benchmarks'] = @({ Start-Benchmark $Root $Configuration $resultFolder }, { Complete-Program $args[0] benchmarks })

    $wanted = @($layers.Keys.Where({ $layer = $_; $Name.Where({ $layer -like $_ }) }))
    $started = @{}
    try {
        $begun = Get-Date
        foreach ($layer in $wanted) {
            $started[$layer] = & $layers[$layer][0]
        }
        $results = foreach ($layer in $wanted) {
            Write-Host "`n== $layer"
            $result = & $layers[$layer][1] $started[$layer]
            $result | Add-Member Seconds ([int]($started[$layer].ExitTime - $begun).TotalSeconds) -PassThru
        }
    }
    finally {
        $started.Values.Where({ -not $_.HasExited }).ForEach({ $_.Kill($true) })
    }
    if (-not $results) {
        throw "No layer of tests matches '$Name'. There are: $($layers.Keys -join ', ')."
    }

    $results | Format-Table Layer, Passed, Failed, Skipped, Seconds, Problem -AutoSize | Out-Host
    foreach ($failure in $results.Failure.Where({ $_ })) {
        # A log is often read from its end: what failed stands there again, each cut to a few lines.
        Write-Host "Failed: $(($failure -split '\r?\n' | Select-Object -First 8) -join "`n    ")"
    }
    $passed = ($results | Measure-Object Passed -Sum).Sum
    $failed = ($results | Measure-Object Failed -Sum).Sum
    Write-Host "$passed passed, $failed failed"
    if ($failed -gt 0) {
        exit 1
    }
}

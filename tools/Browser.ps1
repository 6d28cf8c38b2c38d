# A browser without a window, for what looks at reports: dot-sourced, defines functions only.

# Where there is none, Debian's is installed, if this user may and the network is there; nothing, if that does not help.
function Get-Browser {
    $browser = Find-Browser
    if (-not $browser) {
        Install-Browser
        $browser = Find-Browser
    }
    $browser
}

function Find-Browser {
    Get-Command chromium, chromium-browser, google-chrome, google-chrome-stable, msedge -CommandType Application -ErrorAction Ignore | Select-Object -First 1
}

function Install-Browser {
    if (-not $IsLinux -or @(Get-Command id, apt-get, timeout -CommandType Application -ErrorAction Ignore | Group-Object Name).Count -lt 3 -or (id -u) -ne 0) {
        return
    }
    $env:DEBIAN_FRONTEND = 'noninteractive'
    $options = '-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'DPkg::Lock::Timeout=60'
    timeout 60 apt-get @options update *> $null
    timeout 180 apt-get @options install -y --no-install-recommends chromium *> $null
}

# Opens a page and gives what the browser wrote and what its console said.
function Open-Page {
    param([System.Management.Automation.ApplicationInfo] $Browser, [string] $Page, [string[]] $Arguments, [string] $ProfileFolder)

    $log = New-TemporaryFile
    $all = @(
        '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage', '--hide-scrollbars', "--user-data-dir=$ProfileFolder"
        '--enable-logging=stderr', '--v=0'
        $Arguments
        "file://$Page"
    )
    $output = & $Browser.Source @all 2> $log
    [pscustomobject]@{ Output = $output -join "`n"; Console = @(Get-Content $log | Where-Object { $_ -match ':CONSOLE' }) }
    Remove-Item $log
}

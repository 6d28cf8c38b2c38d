# A report as its user meets it: written by one command, and opened in a browser.

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    . (Join-Path $Repository 'tools' 'Browser.ps1')

    $browser = Get-Browser

    # Says of a test that it can't run here; it then counts as skipped.
    function Skip-WithoutBrowser {
        if (-not $browser) {
            Set-ItResult -Skipped -Because 'there is no Chromium here and it could not be installed'
        }
    }

    function Invoke-Browser {
        param([string] $Page, [string[]] $Arguments)

        Open-Page $browser $Page $Arguments -ProfileFolder (Join-Path $TestDrive ([guid]::NewGuid()))
    }

    # A copy of the report with a script of the test's own, which the report itself would not let run; what it finds becomes
    # the text of an element.
    function Measure-Page {
        param([string] $Script, [string[]] $Arguments = @())

        $html = [IO.File]::ReadAllText($report) -replace '<meta http-equiv="Content-Security-Policy"[^>]*>'
        $copy = Join-Path $TestDrive "$([guid]::NewGuid()).html"
        [IO.File]::WriteAllText($copy, $html.Replace('</body>', "<pre id='found'></pre><script>document.getElementById('found').textContent = (() => { $Script })();</script></body>"))
        $dom = (Invoke-Browser $copy (@($Arguments) + '--dump-dom')).Output
        [Net.WebUtility]::HtmlDecode([regex]::Match($dom, '(?s)<pre id="found">(.*?)</pre>').Groups[1].Value)
    }

    $report = Join-Path $TestDrive 'week.html'
    $written = Invoke-Pwsh -Variable @{ Report = $report } {
        Import-Module $Module
        Connect-DhBackend -Local -InMemory
        Set-DhProject demo
        foreach ($i in 1..12) {
            $null = New-DhRun python+run -Id "run-$i" -Name "name-$(13 - $i)" -Label nightly
            foreach ($state in 'BUILT', 'READY', 'RUNNING', $($i % 4 ? 'COMPLETED' : 'ERROR')) { Update-DhRun "run-$i" -State $state }
            Add-DhRunMetric "run-$i" -Metric @{ loss = (1..20 | ForEach-Object { $i / $_ }) }
        }
        $null = New-DhRun python+job:run -Id long -Name ('a-very-long-name-' * 14)
        Update-DhRun run-4 -Status @{ message = 'OOMKilled <img src=x onerror="document.title=1">' }
        Get-DhRun | Export-DhReport $Report
        Get-DhRun -Name none | Export-DhReport "$Report.none"
        Test-Path "$Report.none"
        Get-DhRun | Export-DhReport $Report -PassThru | Format-Table Name -HideTableHeaders
        try { Get-DhRun | Export-DhReport $Report -NoClobber } catch { $_.FullyQualifiedErrorId -replace ',.*' }
        Get-DhRun | Export-DhReport "$Report.whatif" -WhatIf
        Test-Path "$Report.whatif"
    }
}

Describe 'A report' {
    It 'is written by one command, which says nothing' {
        $written.Errors | Should -BeNullOrEmpty
        $written.Output.Where{ $_ } | ForEach-Object Trim | Should -Be @(
            'False'
            'week.html'
            'FileExists'
            "What if: Performing the operation `"Export report`" on target `"report of 13 runs to '$report.whatif'`"."
            'False'
        )
        [IO.File]::ReadAllText($report) | Should -BeLike '<!DOCTYPE html>*13 runs of project demo*</html>*'
    }
}

Describe 'A report in a browser' {
    It 'opens without a word in the console, and its own script runs' {
        Skip-WithoutBrowser
        $page = Invoke-Browser $report '--dump-dom'
        $page.Console | Should -BeNullOrEmpty
        $page.Output | Should -Match '<th scope="col"><button type="button">Run</button></th>'
        $page.Output | Should -Match '<title>Runs of project demo</title>'
    }

    It 'can be read without its script' {
        Skip-WithoutBrowser
        $copy = Join-Path $TestDrive 'noscript.html'
        [IO.File]::WriteAllText($copy, ([IO.File]::ReadAllText($report) -replace "script-src 'sha256-[^']*'", "script-src 'none'"))
        $page = Invoke-Browser $copy '--dump-dom'
        $page.Output | Should -Not -Match '<button'
        $page.Output | Should -Match '<th scope="col">Run</th>'
        $page.Output | Should -Match 'name-12'
    }

    It 'sorts its tables with the keyboard, numbers as numbers, and says so' {
        Skip-WithoutBrowser
        $found = Measure-Page @'
            const table = [...document.querySelectorAll("table")].pop();
            const names = () => [...table.tBodies[0].rows].map(row => row.cells[0].dataset.v).filter(name => name.length < 20).join(" ");
            const button = table.querySelector("th button");
            button.focus();
            const focused = document.activeElement === button;
            button.click();
            const up = names() + "|" + table.querySelector("th").getAttribute("aria-sort") + "|" + document.getElementById("said").textContent;
            button.click();
            const values = [...document.querySelectorAll("table")].find(one => one.caption.textContent.startsWith("loss"));
            const first = values.querySelectorAll("th button")[3];
            first.click();
            const numbers = [...values.tBodies[0].rows].map(row => row.cells[3].textContent).join(" ");
            return [focused, up, names(), numbers].join("\n");
'@
        $found -split "`n" | Should -Be @(
            'true'
            'name-1 name-10 name-11 name-12 name-2 name-3 name-4 name-5 name-6 name-7 name-8 name-9|ascending|Sorted by Run, ascending.'
            'name-9 name-8 name-7 name-6 name-5 name-4 name-3 name-2 name-12 name-11 name-10 name-1'
            '1 2 3 4 5 6 7 8 9 10 11 12'
        )
    }

    It 'fits a window of <Width> pixels, and all that its charts say lies in them' -ForEach @{ Width = 1200 }, @{ Width = 500 } {
        Skip-WithoutBrowser
        $found = Measure-Page -Arguments "--window-size=$Width,900" @'
            const over = [...document.querySelectorAll("figure > svg")].flatMap(svg => {
                const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
                return [...svg.querySelectorAll("text")].filter(text => {
                    const box = text.getBBox();
                    return box.x < -3 || box.y < -3 || box.x + box.width > width + 3 || box.y + box.height > height + 3;
                }).map(text => text.textContent);
            });
            return [document.documentElement.scrollWidth <= innerWidth, document.querySelectorAll("figure > svg").length > 6, over.join(",")].join("|");
'@
        $found | Should -Be 'true|true|'
    }

    It 'is <Name> for a reader of <Name> pages, with text that can be read' -ForEach @{ Name = 'dark'; Scheme = 0 }, @{ Name = 'light'; Scheme = 1 } {
        Skip-WithoutBrowser
        # The contrast of WCAG, of text and of what is less important.
        $found = Measure-Page -Arguments "--blink-settings=preferredColorScheme=$Scheme" @'
            const light = color => {
                const [r, g, b] = color.match(/[0-9.]+/g).map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const page = light(getComputedStyle(document.body).backgroundColor);
            const contrast = color => { const other = light(color); return (Math.max(page, other) + 0.05) / (Math.min(page, other) + 0.05); };
            const of = (selector, what) => contrast(getComputedStyle(document.querySelector(selector))[what]);
            const colors = ["green", "red", "blue", "amber", "purple", "grey", "sky", "dark"].map(name => { document.body.style.outlineColor = `var(--c-${name})`; return contrast(getComputedStyle(document.body).outlineColor); });
            return [page < 0.1 ? "dark" : "light", of("h1", "color") > 7, of("caption", "color") > 4.5, of("nav a", "color") > 4.5, of("figure text", "fill") > 7, Math.min(...colors) >= 3].join(" ");
'@
        $found | Should -Be "$Name true true true true true"
    }

    It 'prints' {
        Skip-WithoutBrowser
        $pdf = Join-Path $TestDrive 'week.pdf'
        $null = Invoke-Browser $report '--no-pdf-header-footer', "--print-to-pdf=$pdf"
        [Text.Encoding]::ASCII.GetString([IO.File]::ReadAllBytes($pdf), 0, 5) | Should -Be '%PDF-'
        # White paper, whatever colours the reader's screen has, and what is folded away is there.
        $found = Measure-Page @'
            const rules = [...document.styleSheets[0].cssRules].filter(rule => rule.media);
            return rules.filter(rule => rule.media.mediaText.includes("dark")).every(rule => rule.media.mediaText.startsWith("screen")) + " " + rules.some(rule => rule.media.mediaText === "print" && rule.cssText.includes("details-content"));
'@
        $found | Should -Be 'true true'
    }

    It 'prints the headings of a table on each page that it goes on' {
        Skip-WithoutBrowser
        if (-not (Get-Command pdftotext -CommandType Application -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'there is no pdftotext here, which reads what was printed'
            return
        }
        # The table of runs alone, and many times as long.
        $html = [IO.File]::ReadAllText($report)
        $table = [regex]::Match($html, '(?s)<section aria-labelledby="runs">.*</section>').Value
        $rows = [regex]::Match($table, '(?s)<tbody>(.*)</tbody>').Groups[1].Value
        $copy, $pdf = (Join-Path $TestDrive 'long.html'), (Join-Path $TestDrive 'long.pdf')
        [IO.File]::WriteAllText($copy, [regex]::Replace($html, '(?s)<main>.*</main>', { "<main>$($table.Replace($rows, $rows * 12))</main>" }))
        $null = Invoke-Browser $copy '--no-pdf-header-footer', "--print-to-pdf=$pdf"
        $pages = (pdftotext -layout $pdf - | Out-String).Split("`f").Where{ $_ -match 'COMPLETED' }
        $pages.Count | Should -BeGreaterThan 2
        $pages | ForEach-Object { $_ | Should -Match 'Run +Kind +State +Created' }
    }

    It 'can be looked at' {
        Skip-WithoutBrowser
        $picture = Join-Path $TestDrive 'week.png'
        $null = Invoke-Browser $report '--window-size=1200,1500', "--screenshot=$picture"
        $bytes = [IO.File]::ReadAllBytes($picture)
        $bytes[1..3] | Should -Be ([byte[]][char[]]'PNG')
        # A page of one colour is a few kilobytes.
        $bytes.Length | Should -BeGreaterThan 30000
    }
}

Describe 'The pictures of the README' {
    It 'are made by a tool' {
        Skip-WithoutBrowser
        $folder = New-Item (Join-Path $TestDrive 'pictures') -ItemType Directory
        $said = Invoke-NewPwsh '-File', (Join-Path $Repository 'tools' 'Update-Images.ps1'), '-Destination', $folder 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        foreach ($name in 'report-light.png', 'report-dark.png') {
            $made, $kept = foreach ($place in $folder, (Join-Path $Repository 'docs' 'images')) {
                $bytes = [IO.File]::ReadAllBytes((Join-Path $place $name))
                [Convert]::ToHexString($bytes[0..23])
                $bytes.Length | Should -BeGreaterThan 30000
            }
            # What it is, and its width and height.
            $made | Should -Be $kept
        }
        (Get-FileHash (Join-Path $folder *.png)).Hash | Select-Object -Unique | Should -HaveCount 2
    }

    It 'need a browser, and the tool says so' -Skip:$IsWindows {
        # dotnet is found by its path; nothing else is, and so nothing can be installed.
        $empty = New-Item (Join-Path $TestDrive 'empty') -ItemType Directory
        $path = $env:PATH
        try {
            $env:PATH = $empty
            $said = Invoke-NewPwsh '-File', (Join-Path $Repository 'tools' 'Update-Images.ps1'), '-Destination', $empty 2>&1
            $LASTEXITCODE | Should -Be 1
        }
        finally {
            $env:PATH = $path
        }
        "$said" | Should -Match 'Chromium is not there'
        Get-ChildItem $empty | Should -BeNullOrEmpty
    }
}

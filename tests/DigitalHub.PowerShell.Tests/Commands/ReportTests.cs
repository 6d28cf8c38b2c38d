using System.Management.Automation;
using System.Text.RegularExpressions;
using DigitalHub.FakeCore.Faults;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Writing reports.</summary>
public sealed class ReportTests : IDisposable
{
    private const string Prepare =
        """
        $null = New-DhRun python+run -Id a -Name first
        $null = New-DhRun python+run -Id b -Name second
        foreach ($state in 'BUILT', 'READY', 'RUNNING', 'COMPLETED') { Update-DhRun a -State $state }
        foreach ($state in 'BUILT', 'ERROR') { Update-DhRun b -State $state -Status @{ message = 'OOMKilled <script>alert(1)</script>' } }
        $null = Add-DhRunMetric a loss 0.5, 0.25, 0.125
        $null = Add-DhRunMetric a accuracy 0.75 -SingleValue
        """;

    private readonly Shell _shell = Shell.Open();

    public ReportTests() => _shell.Run(Prepare);

    [Fact]
    public void Runs_become_one_file()
    {
        Assert.Empty(_shell.Run("Get-DhRun | Export-DhReport ./week.html"));

        var html = Text("week.html");
        Assert.Equal(["week.html"], Files());
        Assert.Contains("<title>Runs of project demo</title>", html, StringComparison.Ordinal);
        Assert.Contains("2 runs of project demo on backend local", html, StringComparison.Ordinal);
        Assert.Contains("OutOfMemory", html, StringComparison.Ordinal);
        Assert.Contains("Values of <bdi>loss</bdi>", html, StringComparison.Ordinal);
        Assert.Contains("Values of <bdi>accuracy</bdi>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
        Assert.NotEqual(0xEF, File.ReadAllBytes(Path.Combine(_shell.Folder, "week.html"))[0]);
    }

    [Theory]
    [InlineData("Export-DhReport a, b x.html", 2)]
    [InlineData("Export-DhReport x.html -Run a", 1)]
    [InlineData("'a', 'b' | Export-DhReport x.html", 2)]
    [InlineData("Get-DhRun | Export-DhReport -LiteralPath x.html", 2)]
    [InlineData("(Get-DhRun), 'a', (Get-DhRun b).Key | Export-DhReport x.html -Verbose 4> $null", 2)]
    [InlineData("Get-DhRun a | Export-DhReport ([IO.FileInfo]\"$PWD/x.html\")", 1)]
    public void Runs_are_given_in_every_way_and_count_once(string call, int count)
    {
        _shell.Run(call);

        Assert.Contains($"<dt>Runs</dt><dd>{count}</dd>", Text("x.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_is_text()
    {
        _shell.Run("Get-DhRun | Export-DhReport x.html -Title 'Week <b>47</b>'");

        Assert.Contains("<h1>Week &lt;b&gt;47&lt;/b&gt;</h1>", Text("x.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_are_chosen_by_name()
    {
        _shell.Run("Get-DhRun | Export-DhReport x.html -MetricName l*; Get-DhRun | Export-DhReport none.html -MetricName none; Get-DhRun | Export-DhReport few.html -MaxMetricRun 0");

        Assert.Contains("Values of <bdi>loss</bdi>", Text("x.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("accuracy", Text("x.html"), StringComparison.Ordinal);
        Assert.Contains("No run has metrics called none.", Text("none.html"), StringComparison.Ordinal);
        Assert.Contains("no backend was asked for others", Text("few.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("Values of", Text("few.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_limited_and_it_is_said()
    {
        _shell.Run("Get-DhRun | Export-DhReport x.html -MaxRow 1");

        Assert.Contains("The newest 1 of 2 runs; -MaxRow of Export-DhReport says how many are shown", Text("x.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_piped_makes_nothing()
    {
        Assert.Empty(_shell.Run("Get-DhRun -Name none | Export-DhReport x.html -PassThru"));
        Assert.Empty(Files());
    }

    [Fact]
    public void The_file_comes_out_as_the_shell_knows_it()
    {
        Assert.EndsWith("x.html", (string)_shell.Run("(Get-DhRun | Export-DhReport x.html -PassThru).PSPath").Single().BaseObject, StringComparison.Ordinal);
        Assert.IsType<FileInfo>(_shell.Run("Get-DhRun | Export-DhReport x.html -PassThru").Single().BaseObject);
    }

    [Fact]
    public void Without_consent_nothing_is_written()
    {
        Assert.Empty(_shell.Run("Get-DhRun | Export-DhReport x.html -WhatIf -PassThru"));
        Assert.Empty(Files());
    }

    [Fact]
    public void A_run_that_is_not_there_is_one_error_and_the_others_are_reported()
    {
        Assert.Equal("RunNotFound", _shell.Fail("Export-DhReport a, gone, b x.html").Id());
        Assert.Contains("<dt>Runs</dt><dd>2</dd>", Text("x.html"), StringComparison.Ordinal);

        Assert.Equal("RunNotFound", _shell.Fail("Export-DhReport a, gone y.html -ErrorAction Stop").Id());
        Assert.Equal(["x.html"], Files());
    }

    [Fact]
    public void A_file_is_replaced_unless_told_otherwise()
    {
        _shell.Run("Get-DhRun a | Export-DhReport x.html; Get-DhRun | Export-DhReport x.html");
        Assert.Contains("<dt>Runs</dt><dd>2</dd>", Text("x.html"), StringComparison.Ordinal);

        var error = _shell.Fail("Get-DhRun a | Export-DhReport x.html -NoClobber");
        Assert.Equal("FileExists", error.Id());
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);

        var file = new FileInfo(Path.Combine(_shell.Folder, "x.html")) { IsReadOnly = true };
        Assert.Equal("FileUnwritable", _shell.Fail("Get-DhRun a | Export-DhReport x.html").Id());
        Assert.Contains("<dt>Runs</dt><dd>2</dd>", Text("x.html"), StringComparison.Ordinal);

        _shell.Run("Get-DhRun a | Export-DhReport x.html -Force");
        Assert.Contains("<dt>Runs</dt><dd>1</dd>", Text("x.html"), StringComparison.Ordinal);
        file.Refresh();
        Assert.True(file.IsReadOnly);
    }

    [Theory]
    [InlineData("Export-DhReport a", "ValueInvalid")]
    [InlineData("Get-DhRun | Export-DhReport", "ValueInvalid")]
    [InlineData("Export-DhReport a x.html -LiteralPath y.html", "ValueInvalid")]
    [InlineData("Get-DhRun | Export-DhReport a -Path x.html", "ValueInvalid")]
    [InlineData("Export-DhReport a none/x.html", "PathNotFound")]
    [InlineData("Export-DhReport a none:/x.html", "PathNotFound")]
    [InlineData("Export-DhReport a .", "PathInvalid")]
    [InlineData("Export-DhReport a none/", "PathInvalid")]
    [InlineData("Export-DhReport a Env:/x.html", "PathInvalid")]
    [InlineData("Get-DhProject | Export-DhReport x.html", "ValueInvalid")]
    [InlineData("Export-DhReport x.html", "ValueInvalid")]
    public void Bad_calls_are_one_clear_error(string call, string id)
    {
        var error = _shell.Fail(call);

        Assert.Equal(id, error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Empty(Files());
    }

    [Fact]
    public void A_bad_place_is_known_before_runs_are_read()
    {
        // The pipeline ends with the first run.
        Assert.Equal("PathNotFound", _shell.Fail("& { Get-DhRun a; throw 'read on' } | Export-DhReport none/x.html").Id());
    }

    [Fact]
    public void Runs_of_a_session_that_ended_are_reported_without_asking()
    {
        var result = _shell.Try("$r = Get-DhRun; Disconnect-DhBackend; $r | Export-DhReport x.html");

        Assert.Empty(result.Errors);
        Assert.Contains("The metrics of 2 of the runs can't be read", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Contains("Of 2 runs the backend could not tell the metrics", Text("x.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_core_the_newest_are_asked_and_all_have_links()
    {
        await using var on = await CoreShell.OpenAsync(runs: 30);
        on.Shell.Run("$runs = Get-DhRun");
        on.Core.Requests.Clear();

        on.Shell.Run("$runs | Export-DhReport x.html -MaxMetricRun 12");

        Assert.Equal(12, on.Requests("GET"));
        var html = File.ReadAllText(Path.Combine(on.Shell.Folder, "x.html"));
        Assert.Contains("The backend was asked for the metrics of the newest 12 runs; of the other 18", html, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{on.Address}/console/-/demo/runs/run-000000/show\" rel=\"noopener noreferrer\">", html, StringComparison.Ordinal);
        Assert.All(Regex.Matches(html, "(src|href)=\"(?!#)([^\"]*)\"").Select(match => match.Groups[2].Value), address => Assert.StartsWith($"{on.Address}/console/", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_that_a_core_does_not_give_are_a_warning()
    {
        await using var on = await CoreShell.OpenAsync(runs: 3);
        on.Break(Fault.Status(400), "/metrics");

        var result = on.Shell.Try("Get-DhRun | Export-DhReport x.html -ErrorAction Stop");

        Assert.Empty(result.Errors);
        Assert.Contains("The metrics of 3 of the runs can't be read", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_shows_no_secret()
    {
        await using var on = await CoreShell.OpenAsync(CoreShell.Basic, 2, "-Credential $c");

        on.Shell.Run("Get-DhRun | Export-DhReport x.html");

        var html = File.ReadAllText(Path.Combine(on.Shell.Folder, "x.html"));
        Assert.Contains("2 runs of project demo", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String("admin:secret"u8), html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_there_stays_when_the_disk_is_full()
    {
        var disk = Path.Combine(_shell.Folder, "disk");
        Directory.CreateDirectory(disk);
        if (!OperatingSystem.IsLinux() || !SmallDisk.TryMount(disk, kilobytes: 16))
        {
            Console.WriteLine($"{nameof(ReportTests)}.{nameof(What_was_there_stays_when_the_disk_is_full)}: not run: this user can't mount a small disk.");
            return;
        }
        try
        {
            File.WriteAllText(Path.Combine(disk, "x.html"), "old");

            foreach (var file in (string[])["x.html", "y.html"])
            {
                var error = _shell.Fail($"Get-DhRun | Export-DhReport disk/{file} -Title ('x' * 100000)");
                Assert.Equal("FileUnwritable", error.Id());
                Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
            }

            Assert.Equal(["disk/x.html"], Files());
            Assert.Equal("old", Text("disk/x.html"));
        }
        finally
        {
            SmallDisk.Unmount(disk);
        }
    }

    public void Dispose() => _shell.Dispose();

    private string Text(string file) => File.ReadAllText(Path.Combine(_shell.Folder, file));

    private List<string> Files() =>
        [.. Directory.EnumerateFiles(_shell.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(_shell.Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}

using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Metrics of runs, and their pages in the console.</summary>
[Collection(nameof(Alone))]
public sealed class MetricTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(14)]
    [InlineData(13)]
    public async Task Numbers_are_added_and_read(int level)
    {
        await using var on = await CoreShell.OpenAsync(new() { Level = level }, 2);

        on.Shell.Run("Add-DhRunMetric run-000000 loss 0.5; Add-DhRunMetric run-000000 loss 0.25, '0.125'; Add-DhRunMetric run-000000 acc 0.9 -SingleValue");

        Assert.Equal(["acc||0.9", "loss|0|0.5", "loss|1|0.25", "loss|2|0.125"], Told(on.Shell, "Get-DhRunMetric run-000000"));
        Assert.Equal(["acc||0.9"], Told(on.Shell, "Get-DhRun -Sort Id | Get-DhRunMetric a*"));
        Assert.Equal(["acc||0.95"], Told(on.Shell, "Add-DhRunMetric run-000000 acc 0.95 -SingleValue -Replace -PassThru"));
        Assert.Equal(["x|0|1", "x|0|1"], Told(on.Shell, "Get-DhRun | Add-DhRunMetric x 1 -PassThru"));
        Assert.Equal("MetricExists", on.Shell.Fail("Add-DhRunMetric run-000000 acc 1 -SingleValue").Id());
        Assert.Equal("RunNotFound", on.Shell.Fail("Add-DhRunMetric none acc 1").Id());
        Assert.Equal("RunNotFound", on.Shell.Fail("Get-DhRunMetric none").Id());
        Assert.Empty(on.Shell.Run("Get-DhRunMetric run-000000 -Name none"));
    }

    // Requests go beside each other; those for one metric don't.
    [Fact]
    public async Task A_run_that_comes_twice_gets_both_numbers()
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);

        on.Shell.Run("'run-000000', 'run-000000', 'run-000000' | Add-DhRunMetric -Name loss -Value 1, 2");

        Assert.Equal(new object[] { 1.0, 2.0, 1.0, 2.0, 1.0, 2.0 }, on.Shell.Run("(Get-DhRunMetric run-000000).Value").Select(value => value.BaseObject));
    }

    [Theory]
    [InlineData("loss 'abc'")]
    [InlineData("loss ([double]::NaN)")]
    [InlineData("loss 'Infinity'")]
    [InlineData("loss ([double]::NegativeInfinity)")]
    [InlineData("loss $true")]
    [InlineData("loss 1, $null")]
    [InlineData("loss @{ a = 1 }")]
    [InlineData("loss ([datetime]::Now)")]
    [InlineData("loss 1, 2 -SingleValue")]
    [InlineData("loss")]
    [InlineData("-Metric @{}")]
    [InlineData("-Metric @{ loss = 'x' }")]
    [InlineData("loss 1 -Metric @{ acc = 1 }")]
    [InlineData("-Value 1")]
    public async Task What_is_no_number_is_refused_and_nothing_sent(string arguments)
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);

        var error = on.Shell.Fail($"Add-DhRunMetric run-000000 {arguments}");

        Assert.Equal("ValueInvalid", error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(0, on.Requests("PUT"));
    }

    [Theory]
    [InlineData("k8s")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("100%")]
    public async Task A_name_that_no_server_takes_is_refused(string name)
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);

        Assert.Equal("NameInvalid", on.Shell.Fail($"Add-DhRunMetric run-000000 '{name}' 1").Id());
        Assert.Equal(0, on.Requests("PUT"));
    }

    [Fact]
    public void A_name_with_half_a_character_is_refused_where_a_store_would_keep_another()
    {
        using var shell = Shell.Open();
        shell.Run("$null = New-DhRun python+run -Id a");

        foreach (var half in new[] { "D800", "DC01" })
        {
            Assert.Equal("ValueInvalid", shell.Fail($"Add-DhRunMetric a -Name \"m$([char]0x{half})\" -Value 1").Id());
        }
        Assert.Empty(shell.Run("Get-DhRunMetric a"));
    }

    [Fact]
    public async Task What_was_not_measured_is_said()
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);

        var error = on.Shell.Fail("Get-DhRunMetric run-000000 -Resource");

        Assert.Equal("ResourceUseUnavailable", error.Id());
        Assert.Contains("Error getting metrics", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_s_page_is_told_where_no_browser_can_be_opened()
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);
        var page = $"{on.Address}/console/-/demo/runs/run-000000/show";

        var result = on.Shell.Try("Show-DhRun run-000000");

        Assert.Empty(result.Output);
        Assert.Contains(page, Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(page, on.Shell.Run("Get-DhRun | Show-DhRun -PassThru 3> $null").Single().ToString());
        Assert.Equal("RunNotFound", on.Shell.Fail("Show-DhRun none").Id());
    }

    [Fact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public async Task A_run_s_page_is_opened_in_the_browser()
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);
        var opened = Path.Combine(on.Shell.Folder, "opened");
        var browser = Path.Combine(on.Shell.Folder, "xdg-open");
        await File.WriteAllTextAsync(browser, $"#!/bin/sh\nprintf %s \"$1\" > '{opened}.new' && mv '{opened}.new' '{opened}'\n");
        File.SetUnixFileMode(browser, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            on.Shell.Run($"$env:DISPLAY = ':1'; $env:PATH = '{on.Shell.Folder}:' + $env:PATH; $null = Show-DhRun run-000000");
            var clock = System.Diagnostics.Stopwatch.StartNew();
            while (!File.Exists(opened))
            {
                Assert.True(clock.Elapsed < Patience.Long, "No browser was opened.");
                await Task.Delay(5);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("DISPLAY", null);
            Environment.SetEnvironmentVariable("PATH", path);
        }

        Assert.Equal($"{on.Address}/console/-/demo/runs/run-000000/show", await File.ReadAllTextAsync(opened));
    }

    [Fact]
    public void A_local_store_has_no_console()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+run -Id r > $null");

        var error = shell.Fail("Get-DhRun r | Show-DhRun");

        Assert.Equal("NoConsole", error.Id());
        Assert.Contains("Get-DhRun r", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("ResourceUseUnavailable", shell.Fail("Get-DhRunMetric r -Resource").Id());
        Assert.Empty(shell.Run("Get-DhRunLog r"));
    }

    private static string[] Told(Shell shell, string script) =>
        [.. shell.Run(script).Select(value => FormattableString.Invariant($"{value.Properties["Name"].Value}|{value.Properties["Step"].Value}|{value.Properties["Value"].Value}"))];
}

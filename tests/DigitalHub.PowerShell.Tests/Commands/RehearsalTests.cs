using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Runs under rehearsal with the commands that follow, stop and remove them.</summary>
public sealed class RehearsalTests : IDisposable
{
    private readonly Shell _shell = Shell.Bare();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_run_is_waited_for_and_its_failure_tells_why_without_a_warning()
    {
        Rehearse("@{ Outcome = 'ERROR', 'COMPLETED'; After = 0.1; Message = 'OOMKilled'; Log = 'epoch 1', 'out of memory'; Status = @{ results = @{ acc = 0.9 } } }");

        var result = _shell.Try("New-DhRun python+run -Id a | Wait-DhRun -Timeout 60; New-DhRun python+run -Id b | Wait-DhRun -Timeout 60");

        Assert.Equal(["ERROR", "COMPLETED"], result.Output.Select(run => run.Properties["State"].Value));
        Assert.Empty(result.Warnings);
        var error = Assert.Single(result.Errors);
        Assert.Equal("RunFailed", error.Id());
        Assert.Contains("(OutOfMemory)", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("exit code 137", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("out of memory", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0.9, Assert.Single(_shell.Run("(Get-DhRun b).Results.acc")).BaseObject);
        Assert.Equal(["a"], Texts("(Get-DhRun -State ERROR -Reason OutOfMemory).Id"));
        Assert.Equal(["COMPLETED"], Texts("(Get-DhRun a | Copy-DhRun | Wait-DhRun -Timeout 60).State"));
    }

    [Fact]
    public void A_log_is_followed_to_its_end()
    {
        Rehearse("@{ After = 0.3; Log = 'one', 'two', \"three`nfour\"; Metric = @{ loss = 3, 2, 1; acc = 0.9 } }");

        var result = _shell.Try("New-DhRun python+run -Id a | Get-DhRunLog -Follow -PollInterval 0.1; Get-DhRunMetric a | ForEach-Object { \"$($_.Name) $($_.Step) $($_.Value)\" }");

        Assert.Equal(["one", "two", "three", "four", "acc  0.9", "loss 0 3", "loss 1 2", "loss 2 1"], result.Output.Select(line => line.ToString()));
        Assert.Empty(result.Warnings);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void A_service_is_ready_and_is_stopped_and_removed_as_on_a_core()
    {
        Rehearse("@{ Outcome = 'RUNNING'; After = 0.1; Status = @{ service = @{ url = 'http://service:8080' } } }");

        Assert.Equal(["http://service:8080"], Texts("(New-DhRun python+run -Id a | Wait-DhRun -For Ready -Timeout 60).Url"));
        Assert.Equal(["STOPPED"], Texts("(Stop-DhRun a -Wait -PassThru -Timeout 60).State"));
        Assert.Equal("NotStoppable", _shell.Fail("Stop-DhRun a").Id());
        Assert.Equal("TransitionRefused", _shell.Fail("Resume-DhRun a").Id());
        Assert.Empty(_shell.Run("New-DhRun python+run -Id b | Wait-DhRun -State RUNNING -Timeout 60 > $null; Remove-DhRun b -Wait -Timeout 60; Get-DhRun -Name b"));
    }

    [Fact]
    public void Turns_are_taken_in_the_order_of_the_pipeline()
    {
        Rehearse("@{ Outcome = @('ERROR') * 3 + 'COMPLETED'; After = 0 }");

        Assert.Equal(
            [.. Enumerable.Repeat("ERROR", 3), .. Enumerable.Repeat("COMPLETED", 9)],
            Texts("1..12 | New-DhRun -Kind python+run -Id { \"r$_\" } | ForEach-Object State"));
    }

    [Fact]
    public void What_fails_is_the_error_of_a_core_and_passes()
    {
        Rehearse("@{ Fault = @{ On = 'Create'; Error = 'ServerUnavailable'; Times = 2 } }, @{ Fault = @{ On = 'Get'; Error = 'ServerUnavailable'; Times = 2 } }, @{ After = 0 }");

        var result = _shell.Try("1..3 | New-DhRun -Kind python+run -Id { \"r$_\" } -ThrottleLimit 1");
        Assert.Equal(["ServerUnavailable", "ServerUnavailable"], result.Errors.Select(error => error.Id()));
        Assert.Equal("r3", Assert.Single(result.Output).Properties["Id"].Value);

        // A wait goes on while the server does not answer.
        result = _shell.Try("Wait-DhRun r3 -Timeout 60");
        Assert.Empty(result.Errors);
        Assert.Equal("COMPLETED", Assert.Single(result.Output).Properties["State"].Value);
        Assert.Contains("core.rehearsal", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_be_done_stores_nothing()
    {
        var file = System.IO.Path.Combine(_shell.Folder, "store.db");
        _shell.Run($"Connect-DhBackend -Local -Path '{file}' -Rehearsal @{{ Outcome = 'RUNNING'; After = 0.05 }}; Set-DhProject demo; New-DhRun python+run -Id a > $null; Disconnect-DhBackend");
        // It is due by then, and nobody has looked.
        Thread.Sleep(TimeSpan.FromSeconds(0.1));
        _shell.Run($"Connect-DhBackend -Local -Path '{file}'; Set-DhProject demo");
        var before = File.ReadAllBytes(file);
        // A run that is not RUNNING could not be stopped.
        Assert.Empty(_shell.Run("Stop-DhRun a -WhatIf; Remove-DhRun a -WhatIf"));
        Assert.Equal(["a"], Texts("$WhatIfPreference = $true; try { (Get-DhRun -State RUNNING).Id } finally { $WhatIfPreference = $false }"));
        Assert.Equal(before, File.ReadAllBytes(file));
        Assert.Equal(["RUNNING"], Texts("(Get-DhRun a).State"));
    }

    [Theory]
    [InlineData("@{ Outcom = 'ERROR' }", "Rule 1 of -Rehearsal: Outcom is unknown", "Was Outcome meant?")]
    [InlineData("@{ Name = 'x' }, @{ Outcome = 'DELETED' }", "Rule 2 of -Rehearsal: Outcome is 'DELETED'", "COMPLETED")]
    [InlineData("@{ After = { 2 } }", "Rule 1 of -Rehearsal.After", "")]
    [InlineData("@{ After = 'soon' }", "Rule 1 of -Rehearsal: After is 'soon'", "seconds")]
    [InlineData("@{ Message = [System.Net.NetworkCredential]::new('', 'geheim').SecurePassword }", "Rule 1 of -Rehearsal.Message", "secret")]
    [InlineData("@{ Fault = @{ On = 'Kreate' } }", "Rule 1 of -Rehearsal: Fault.On is 'Kreate'", "Was Create meant?")]
    [InlineData("'x'", "-Rehearsal was given", "dictionary")]
    [InlineData("$null", "-Rehearsal is null or empty", "")]
    [InlineData("@()", "-Rehearsal is null or empty", "")]
    public void A_rule_that_is_wrong_is_one_error_and_nothing_was_opened(string rules, string said, string advice)
    {
        var file = System.IO.Path.Combine(_shell.Folder, "none.db");
        _shell.Run("Connect-DhBackend -Local -InMemory; $before = Get-DhBackend");

        var error = _shell.Fail($"Connect-DhBackend -Local -Path '{file}' -Rehearsal {rules}");

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains(said, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(advice, error.ErrorDetails?.RecommendedAction ?? string.Empty, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(file));
        Assert.Equal(true, Assert.Single(_shell.Run("[object]::ReferenceEquals($before, (Get-DhBackend))")).BaseObject);
    }

    [Fact]
    public void A_rehearsal_belongs_to_the_local_store()
    {
        Assert.Equal("BackendNotConfigured", _shell.Fail("Connect-DhBackend -Rehearsal @{ After = 0 }").Id());
        Assert.Equal("ValueInvalid", _shell.Fail("Connect-DhBackend http://localhost:1 -Rehearsal @{ After = 0 }").Id());
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void Rules_mean_the_same_in_every_culture(string culture)
    {
        Rehearse("@{ outcome = 'pending', 'failIng'.Replace('failIng', 'error'); after = '0.0'; MESSAGE = 'InvalIdImageName'; SPEED = 1.5 }", $"[cultureinfo]::CurrentCulture = '{culture}'");

        Assert.Equal(["PENDING", "ImagePull", "ERROR", "ImagePull"], Texts("1..2 | New-DhRun -Kind python+run | ForEach-Object { $_.State; $_.Reason }"));
    }

    private void Rehearse(string rules, string before = "") => _shell.Run($"Set-StrictMode -Version Latest; $ErrorActionPreference = 'Continue'; {before}; Connect-DhBackend -Local -InMemory -Rehearsal @({rules}); Set-DhProject demo");

    private IEnumerable<string> Texts(string script) => _shell.Run(script).Select(item => item.ToString());
}

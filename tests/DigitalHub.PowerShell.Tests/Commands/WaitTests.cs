using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Waiting, stopping and resuming on the local store, where only a person moves runs on.</summary>
public sealed class WaitTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    public WaitTests() => _shell.Run("function Move-On($Id, $State) { foreach ($one in $State) { Update-DhRun $Id -State $one } }; New-DhRun python+run -Id a > $null");

    [Fact]
    public void Says_at_once_that_nothing_moves_the_run_and_how_it_is_moved()
    {
        _shell.Run("New-DhRun python+run -Id b > $null");

        var result = _shell.Try("Wait-DhRun a, b -Timeout 0");

        Assert.Equal("WaitTimeout", Assert.Single(result.Errors).Id());
        Assert.Contains("Update-DhRun a -State BUILT", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("BUILT, READY, RUNNING, COMPLETED", null)]
    [InlineData("ERROR", "RunFailed")]
    [InlineData("BUILT, READY, RUNNING, STOP, STOPPED", "RunStopped")]
    public void What_has_ended_comes_out_with_its_error_behind_it(string states, string? error)
    {
        _shell.Run($"Move-On a {states}");

        var result = _shell.Try("$r = Get-DhRun a; $r | Wait-DhRun");

        Assert.Equal(error is null ? [] : [error], result.Errors.Select(one => one.Id()));
        Assert.Equal("a", Assert.Single(result.Output).Properties["Id"].Value);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Waits_follow_one_another()
    {
        _shell.Run("Move-On a BUILT, READY, RUNNING");

        var result = _shell.Try("Wait-DhRun a -State RUNNING | ForEach-Object { Move-On a COMPLETED; $_ } | Wait-DhRun");

        Assert.Empty(result.Errors);
        Assert.Equal("COMPLETED", Assert.Single(result.Output).Properties["State"].Value);
    }

    [Fact]
    public void The_object_in_the_hand_stays_as_it_is()
    {
        var result = _shell.Run("$r = Get-DhRun a; $r.Labels += 'mine'; Move-On a BUILT, READY, RUNNING, COMPLETED; $w = $r | Wait-DhRun; $r.Labels; $r.State; $w.State");

        Assert.Equal(["mine", "CREATED", "COMPLETED"], result.Select(item => item.BaseObject));
    }

    [Theory]
    [InlineData("Wait-DhRun a -For Ready -State RUNNING")]
    [InlineData("Wait-DhRun a -For Lunch")]
    [InlineData("Wait-DhRun a -PollInterval 0")]
    [InlineData("Wait-DhRun")]
    [InlineData("Wait-DhRun a -State $null")]
    [InlineData("New-DhRun python+run -Timeout 5")]
    [InlineData("Stop-DhRun a -Timeout 5")]
    public void Calls_that_make_no_sense_are_refused(string script) => Assert.Equal("ValueInvalid", _shell.Fail(script).Id());

    [Fact]
    public void An_empty_pipeline_is_silence() => Assert.Empty(_shell.Run("Get-DhRun -Name none* | Wait-DhRun; Get-DhRun -Name none* | Stop-DhRun; Get-DhRun -Name none* | Resume-DhRun"));

    [Fact]
    public void A_state_that_is_not_known_is_told() =>
        Assert.Contains(_shell.Try("Wait-DhRun a -State wonderful -Timeout 0").Warnings, warning => warning.Contains("wonderful", StringComparison.Ordinal));

    [Fact]
    public void Nothing_is_shown_where_nobody_looks()
    {
        using var command = System.Management.Automation.PowerShell.Create(_shell.Runspace);
        command.AddScript("Wait-DhRun a -Timeout 0 -ErrorAction Ignore -WarningAction Ignore");
        command.Invoke();

        Assert.Empty(command.Streams.Progress);
    }

    [Fact]
    public void Stops_along_the_state_machine()
    {
        Assert.Equal("NotStoppable", _shell.Fail("Stop-DhRun a").Id());
        _shell.Run("Move-On a BUILT, READY, RUNNING; Stop-DhRun a -WhatIf");
        Assert.Equal("RUNNING", _shell.Run("(Get-DhRun a).State").Single().BaseObject);

        Assert.Equal("STOPPED", Assert.Single(_shell.Run("Stop-DhRun a -Wait -PassThru")).Properties["State"].Value);

        Assert.Equal(["STOPPED", "RUNNING"], _shell.Run("(Get-DhRun a).Status.transitions.status[0, 1]").Select(item => item.BaseObject));
        Assert.Equal("TransitionRefused", _shell.Fail("Resume-DhRun a").Id());
    }

    [Fact]
    public void A_backend_that_resumes_a_run_is_taken_at_its_word()
    {
        BackendProxy.Put(_shell, call => call.Name == "InvokeRunActionAsync" && call.Arguments.Contains("resume")
            ? BackendProxy.Stored("""{"id":"a","kind":"python+run","project":"demo","status":{"state":"RESUME"}}""")
            : call.Go());

        Assert.Empty(_shell.Run("Resume-DhRun a -Session $core"));
        Assert.Equal("RESUME", Assert.Single(_shell.Run("Resume-DhRun a -Session $core -PassThru")).Properties["State"].Value);
    }

    [Fact]
    public void Runs_are_found_by_why_they_failed()
    {
        _shell.Run("Update-DhRun a -State ERROR -Status @{ message = 'OOMKilled' }; New-DhRun python+run -Id b > $null; Update-DhRun b -State ERROR; New-DhRun python+run -Id c > $null");

        Assert.Equal(["a"], _shell.Run("(Get-DhRun -State ERROR -Reason outofmemory).Id").Select(id => id.BaseObject));
        Assert.Equal(["a", "b"], _shell.Run("(Get-DhRun -Reason OutOfMemory, Unknown -Sort Id).Id").Select(id => id.BaseObject));
        Assert.Contains("memory", (string)_shell.Run("(Get-DhRun a).ReasonText").Single().BaseObject, StringComparison.Ordinal);
        Assert.Contains("Evicted", Assert.Single(_shell.Try("Get-DhRun -Reason Eviction").Warnings), StringComparison.Ordinal);
        Assert.Contains("OutOfMemory", _shell.Complete("Get-DhRun -Reason Out"));
        Assert.Equal("ValueInvalid", _shell.Fail("Get-DhRun a -Reason Evicted").Id());
    }

    [Fact]
    public void Goals_are_completed() => Assert.Equal(["Ready"], _shell.Complete("Wait-DhRun a -For R"));

    [Fact]
    public void States_are_completed() => Assert.Contains("RUNNING", _shell.Complete("Wait-DhRun a -State R"));

    public void Dispose() => _shell.Dispose();
}

using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>What a backend has to say is written by the command on whose behalf it worked.</summary>
public sealed class NoticeTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    public NoticeTests() => _shell.Run("1..3 | New-DhRun python+run -Id { \"r$_\" } > $null");

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("Get-DhRun r1 -Session $core -Verbose", 1)]
    [InlineData("Get-DhRun r1, r2, r3 -Session $core -Verbose", 3)]
    [InlineData("Remove-DhRun r1, r2 -Session $core -Verbose -WhatIf", 2)]
    public void Is_written_whatever_the_thread(string script, int times)
    {
        BackendProxy.Put(_shell, call => call.Name == "GetRunAsync" ? call.GoAfter(() => Task.Run(async () =>
        {
            await Task.Delay(20);
            BackendProxy.Say("Verbose", "asked twice");
            BackendProxy.Say("Warning", "too new");
        })) : call.Go());

        var result = _shell.Try(script);

        Assert.Empty(result.Errors);
        Assert.Equal(times, result.Verbose.Count(text => text == "asked twice"));
        Assert.Equal(Enumerable.Repeat("too new", times), result.Warnings);
    }

    [Fact]
    public void Is_written_for_a_listing_before_the_runs_it_is_about()
    {
        BackendProxy.Put(_shell, call =>
        {
            if (call.Name == "ListRunsAsync") BackendProxy.Say("Warning", "filtered here");
            return call.Go();
        });

        Assert.Equal(["filtered here"], _shell.Try("Get-DhRun -Session $core").Warnings);
        var mixed = _shell.Run("Get-DhRun -Session $core 3>&1").Select(item => item.BaseObject).ToList();
        Assert.IsType<WarningRecord>(mixed[0]);
        Assert.Equal(4, mixed.Count);
    }

    [Fact]
    public async Task Is_written_while_the_command_waits()
    {
        BackendProxy.Put(_shell, call => call.Name == "GetRunAsync" ? call.GoAfter(async () =>
        {
            BackendProxy.Say("Warning", "still waiting");
            await Task.Delay(Timeout.Infinite, call.Token);
        }) : call.Go());
        using var command = System.Management.Automation.PowerShell.Create(_shell.Runspace);
        command.AddScript("Set-DhProject demo -Session $core; Get-DhRun r1 -Session $core");
        command.BeginInvoke();

        for (var i = 0; i < 2400 && command.Streams.Warning.Count == 0; i++) await Task.Delay(50);

        Assert.Equal("still waiting", Assert.Single(command.Streams.Warning).Message);
        Assert.Equal(PSInvocationState.Running, command.InvocationStateInfo.State);
        command.Stop();
        Assert.Empty(command.Streams.Error);
    }

    [Theory]
    [InlineData("Get-DhProject demo -Session $core -WarningAction Stop")]
    [InlineData("Get-DhRun r1, r2 -Session $core -WarningAction Stop")]
    public async Task A_warning_that_stops_ends_the_command_and_what_it_waits_for(string script)
    {
        var cancelled = new TaskCompletionSource();
        var prepared = false;
        BackendProxy.Put(_shell, call => prepared && (call.Name is "GetRunAsync" or "GetProjectAsync") ? call.GoAfter(async () =>
        {
            call.Token.Register(() => cancelled.TrySetResult());
            BackendProxy.Say("Warning", "too new");
            await Task.Delay(Timeout.Infinite, call.Token);
        }) : call.Go());
        prepared = true;

        var error = _shell.Fail(script);

        Assert.StartsWith("ActionPreferenceStop", error.FullyQualifiedErrorId);
        if (!script.Contains("r2", StringComparison.Ordinal)) await cancelled.Task.WaitAsync(Patience.Long);
    }

    [Fact]
    public void What_led_to_an_error_is_said_before_it()
    {
        BackendProxy.Put(_shell, call =>
        {
            if (call.Name == "GetProjectAsync") BackendProxy.Say("Warning", "asked three times");
            return call.Go();
        });

        var result = _shell.Try("Get-DhProject none -Session $core; Set-DhProject none -Session $core");

        Assert.Equal(2, result.Errors.Count);
        Assert.Equal(2, result.Warnings.Count);
    }

    [Fact]
    public void Nothing_said_later_is_taken_for_another_commands()
    {
        BackendProxy.Put(_shell, call => call.Go());
        _shell.Run("Get-DhRun -Session $core > $null");

        BackendProxy.Say("Warning", "to nobody");

        Assert.Empty(_shell.Try("Get-DhRun -Session $core > $null").Warnings);
    }
}

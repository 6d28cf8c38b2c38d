using System.Diagnostics;
using System.Management.Automation;
using DigitalHub.FakeCore.Faults;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Ctrl+C ends a command at once, and <c>-TimeoutSec</c> in time, whatever the core does.</summary>
public sealed class StoppingTests
{
    private static readonly string[] Waits =
    [
        "Get-DhRun",
        "Get-DhRun -Project *",
        "Get-DhRun -Label x",
        "Get-DhRun run-000000",
        "Get-DhRun -First 1 -IncludeTotalCount",
        "Remove-DhRun run-000000",
        "$runs | Remove-DhRun",
        "$runs | Remove-DhRun -Wait",
        "Wait-DhRun run-000000",
        "$runs | Wait-DhRun",
        "Watch-DhRun",
        "$runs | Watch-DhRun",
        "Stop-DhRun run-000000",
        "Resume-DhRun run-000000",
        "New-DhRun python+job:run -Task $t -Function $f -Wait",
        "New-DhRun python+job:run -Task $t -Function $f",
        "New-DhRun python+job:run -Task $t -Function $f -WhatIf",
        "Update-DhRun run-000000 -AddLabel x",
        "Set-DhProject other",
        "Get-DhProject",
        "New-DhProject other",
        "Update-DhProject demo -Description x",
        "Remove-DhProject demo -Cascade -Confirm:$false",
        "Connect-DhBackend $address -Credential $c",
        "Test-DhBackend",
    ];

    [Theory]
    [InlineData("headers")]
    [InlineData("body")]
    [InlineData("busy")]
    public async Task A_stopped_command_ends_at_once(string stall)
    {
        await using var on = await Prepared();
        foreach (var script in Waits)
        {
            var before = on.Core.Faults.Happened;
            on.Break(How(stall), "/api/");
            using var command = System.Management.Automation.PowerShell.Create(on.Shell.Runspace);
            command.AddScript(script);
            var running = command.BeginInvoke();
            var patience = Stopwatch.StartNew();
            while (on.Core.Faults.Happened == before && patience.Elapsed < Patience.Long) await Task.Delay(5);
            Assert.False(running.IsCompleted, $"{script} must be waiting for the core.");

            var clock = Stopwatch.StartNew();
            command.Stop();

            Assert.True(clock.Elapsed < Patience.Prompt, $"{script} took {clock.Elapsed}.");
            Assert.Equal(PSInvocationState.Stopped, command.InvocationStateInfo.State);
            Assert.Empty(command.Streams.Error);
            on.Core.Faults.Clear();
        }
        Assert.Single(on.Shell.Run("Get-DhProject demo"));
    }

    [Theory]
    [InlineData("Get-DhRun", "headers")]
    [InlineData("Get-DhRun", "body")]
    [InlineData("Get-DhRun", "busy")]
    [InlineData("Remove-DhRun run-000000", "headers")]
    public async Task A_core_that_does_not_answer_is_given_up_on_in_time(string script, string stall)
    {
        await using var on = await Prepared("-TimeoutSec 6");
        on.Break(How(stall), "/api/");

        var clock = Stopwatch.StartNew();
        var error = on.Shell.Fail(script);

        Assert.Equal(stall == "busy" ? "ServerUnavailable" : "RequestTimeout", error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.True(clock.Elapsed < Patience.Long, $"It took {clock.Elapsed}.");
    }

    private static async Task<CoreShell> Prepared(string connect = "")
    {
        // With authentication on, who we are is an answer that can stall.
        var on = await CoreShell.OpenAsync(CoreShell.Basic, 30, $"-Credential $c {connect}");
        on.Shell.Run($"$address = '{on.Address}'; $t = (Get-DhRun run-000000).Task; $f = (Get-DhRun run-000000).Function; $runs = Get-DhRun");
        return on;
    }

    // The last asks to be left alone for a while, and is waited for.
    private static Fault How(string stall) => stall switch
    {
        "headers" => Fault.StallHeaders(),
        "body" => Fault.StallBody(),
        _ => Fault.Status(503, TimeSpan.FromSeconds(3)),
    };
}

using System.Diagnostics;
using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Watching on a core that notifies.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task Notifications_come_out_and_their_loss_is_told()
    {
        await using var on = await CoreShell.OpenAsync(CoreShell.Basic, runs: 1, connect: "-Credential $c");
        using var watching = await Watching.BeginAsync(on.Shell, "Watch-DhRun -Verbose -First 3");
        Assert.True(watching.Said("by notifications"));

        on.Core.Seed("demo", 1, new() { Prefix = "one", States = ["CREATED"] });
        Assert.Equal(["CREATE one000000 CREATED"], await watching.SeenAsync(1));
        on.Core.DropNotifications();
        await Watching.UntilAsync(() => watching.Command.Streams.Warning.Count > 0);
        on.Core.Seed("demo", 1, new() { Prefix = "two", States = ["CREATED"] });
        Assert.Equal(["CREATE two000000 CREATED"], (await watching.SeenAsync(2))[1..]);
        await Watching.UntilAsync(() => on.Core.NotificationSubscriptions == 1);
        on.Core.Store.Remove(FakeCore.Model.EntityType.Run, "two000000");

        Assert.Equal(["DELETE two000000 CREATED -> DELETED"], (await watching.EndAsync())[2..]);
        Assert.Contains("interrupted", Assert.Single(watching.Command.Streams.Warning).Message, StringComparison.Ordinal);
        await Watching.UntilAsync(() => on.Core.NotificationConnections == 0);
    }

    [Fact]
    public async Task A_remote_run_is_seen_through_its_states()
    {
        await using var on = await CoreShell.OpenAsync(CoreShell.Basic, runs: 1, connect: "-Credential $c");
        using var watching = await Watching.BeginAsync(on.Shell, "Watch-DhRun -Own -Verbose -State READY, RUNNING, COMPLETED | ForEach-Object { \"$_\"; if ($_.State -eq 'COMPLETED') { break } }");
        var template = on.Core.Store.Find(FakeCore.Model.EntityType.Run, "run-000000")!["spec"]!.DeepClone().AsObject();
        template["local_execution"] = false;

        using var http = new HttpClient { BaseAddress = on.Core.Endpoint };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("admin:secret"u8));
        using var body = new StringContent(new System.Text.Json.Nodes.JsonObject { ["project"] = "demo", ["kind"] = "python+job:run", ["id"] = "r", ["spec"] = template }.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri("/api/v1/-/demo/runs", UriKind.Relative), body)).EnsureSuccessStatusCode();

        var seen = await watching.EndAsync();
        Assert.StartsWith("UPDATE r BUILT -> READY", seen[0], StringComparison.Ordinal);
        Assert.EndsWith("RUNNING -> COMPLETED", seen[^1], StringComparison.Ordinal);
        Assert.Empty(watching.Command.Streams.Warning);
    }

    [Fact]
    public async Task Own_without_a_user_is_refused()
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);
        Assert.Equal("ValueInvalid", on.Shell.Fail("Watch-DhRun -Own").Id());
    }

    [Theory]
    [InlineData("Watch-DhRun -Verbose")]
    [InlineData("Watch-DhRun -Verbose -Project * -Own")]
    [InlineData("Watch-DhRun run-000000 -Verbose")]
    public async Task Ctrl_C_ends_it_at_once(string script)
    {
        await using var on = await CoreShell.OpenAsync(CoreShell.Basic, runs: 1, connect: "-Credential $c");
        using var watching = await Watching.BeginAsync(on.Shell, script);
        Assert.True(watching.Said("by notifications"));

        var clock = Stopwatch.StartNew();
        watching.Command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"{script} took {clock.Elapsed}.");
        Assert.Equal(PSInvocationState.Stopped, watching.Command.InvocationStateInfo.State);
        await Watching.UntilAsync(() => on.Core.NotificationConnections == 0);
    }
}

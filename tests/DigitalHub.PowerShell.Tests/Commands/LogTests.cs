using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>The logs of runs on cores of all levels.</summary>
public sealed class LogTests
{
    /// <summary>How large the largest log is; raised by <c>DH_TEST_LOG_MEGABYTES</c>.</summary>
    private static int LogMegabytes => int.Parse(Environment.GetEnvironmentVariable("DH_TEST_LOG_MEGABYTES") ?? "10", CultureInfo.InvariantCulture);

    private const string Made = "New-DhRun python+job:run -Id r -Task (Get-DhRun run-000000).Task -Function (Get-DhRun run-000000).Function > $null";

    [Theory]
    [InlineData(15)]
    [InlineData(14)]
    [InlineData(13)]
    public async Task Lines_come_of_the_main_container_and_others_where_they_are_asked_for(int level)
    {
        await using var on = await CoreShell.OpenAsync(new() { Level = level }, 1);
        on.Core.Cluster.ShowLogs("run-000000", new("init-container-r", "p", "pip\n"), new("c-job-r", "p", "\u001b[32m 10%\r100%\u001b[0m\n2026-07-20T09:49:18Z done \u00e9\n"), new("side", "p", "x"));

        Assert.Equal(["100%", "2026-07-20T09:49:18Z done \u00e9", "x"], Texts(on, "Get-DhRunLog run-000000"));
        Assert.Equal(["pip"], Texts(on, "Get-DhRunLog run-000000 INIT-*"));
        Assert.Equal(["100%", "2026-07-20T09:49:18Z done \u00e9", "x", "pip"], Texts(on, "Get-DhRun run-000000 | Get-DhRunLog -AllContainers"));
        Assert.Equal(["2026-07-20T09:49:18Z done \u00e9", "x"], Texts(on, "Get-DhRunLog run-000000 -Tail 1"));
        Assert.Empty(Texts(on, "Get-DhRunLog run-000000 -Last 0"));
        Assert.Equal(["\u001b[32m 10%\r100%\u001b[0m\n2026-07-20T09:49:18Z done \u00e9\n", "x"], Texts(on, "Get-DhRunLog run-000000 -Raw"));
        Assert.Equal([$"{new DateTime(2026, 7, 20, 9, 49, 18, DateTimeKind.Utc).ToLocalTime():yyyy-MM-dd HH:mm:ss}.000 done \u00e9"], Texts(on, "Get-DhRunLog run-000000 -Tail 1 -Timestamp -Container c-*"));
        var line = on.Shell.Run("Get-DhRunLog run-000000 -AsObject")[1];
        Assert.Equal(["run-000000", "demo", "p", "c-job-r", "2026-07-20T09:49:18Z done \u00e9"], new[] { "Id", "Project", "Pod", "Container", "Line" }.Select(name => line.Properties[name].Value));
        Assert.Equal(new DateTime(2026, 7, 20, 9, 49, 18, DateTimeKind.Utc).ToLocalTime(), line.Properties["Time"].Value);
    }

    [Fact]
    public async Task Logs_of_many_runs_come_in_their_order_and_one_that_is_missing_is_one_error()
    {
        await using var on = await CoreShell.OpenAsync(runs: 3);
        foreach (var id in (string[])["run-000000", "run-000002"]) on.Core.Cluster.ShowLogs(id, new ContainerLog("c", "p", $"log of {id}\n"));

        var result = on.Shell.Try("'run-000002', 'none', 'run-000001', 'run-000000' | Get-DhRunLog -Verbose");

        Assert.Equal(["log of run-000002", "log of run-000000"], result.Output.Select(line => line.BaseObject));
        Assert.Equal("RunNotFound", Assert.Single(result.Errors).Id());
        Assert.Contains("Run 'run-000001' has no log.", result.Verbose);
        Assert.Equal(["run-000000"], Texts(on, "(Get-DhRun -Sort Id | Get-DhRunLog -AsObject | Where-Object Line -like '*0' | Get-DhRun).Id"));
    }

    [Fact]
    public async Task What_can_t_be_is_refused()
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);
        on.Core.Cluster.ShowLogs("run-000000", new ContainerLog("c-job", "p", "one\n"));

        var error = on.Shell.Fail("Get-DhRunLog run-000000 -Container nope");
        Assert.Equal("ContainerNotFound", error.Id());
        Assert.Contains("c-job", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        foreach (var arguments in (string[])["-Raw -Follow", "-Raw -Tail 1", "-Raw -AsObject", "-AsObject -Timestamp", "-Container c -AllContainers", "-Tail -1", "-Tail x", "-PollInterval 1", "-Follow -PollInterval 0", "-Container ["])
        {
            Assert.Equal("ValueInvalid", on.Shell.Fail($"Get-DhRunLog run-000000 {arguments}").Id());
        }
        Assert.Contains("-Timestamp", Assert.Single(on.Shell.Try("Get-DhRunLog run-000000 -Timestamp").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_a_core_cut_at_its_front_is_said_to_be()
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);
        on.Core.Cluster.ShowLogs("run-000000", new ContainerLog("c", "p", string.Concat(Enumerable.Repeat("0123456\n", 2_097_152 / 8))));

        Assert.Contains("beginning", Assert.Single(on.Shell.Try("Get-DhRunLog run-000000 > $null").Warnings), StringComparison.Ordinal);
        Assert.Empty(on.Shell.Try("Get-DhRunLog run-000000 -Tail 3").Warnings);
    }

    [Fact]
    public async Task A_large_log_comes_line_by_line()
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);
        var lines = LogMegabytes * 10_000;
        on.Core.Cluster.ShowLogs("run-000000", new ContainerLog("c", "p", string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", lines)) + "last"));

        Assert.Equal(lines + 1, on.Shell.Run("$n = 0; Get-DhRunLog run-000000 | ForEach-Object { $n++ }; $n").Single().BaseObject);
        Assert.Equal([new string('x', 99), "last"], Texts(on, "Get-DhRunLog run-000000 -Tail 2"));
        Assert.Single(on.Shell.Run("do { Get-DhRunLog run-000000 | ForEach-Object { $_; break } } while ($false)"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(14)]
    [InlineData(13)]
    public async Task A_log_is_followed_from_before_there_is_one_to_the_end_of_the_run(int level)
    {
        await using var on = await RunningAsync(level);
        using var follow = Follow(on, "Get-DhRunLog r -Follow -PollInterval 0.1");

        await follow.LookedAsync(2);
        on.Core.Cluster.ShowLogs("r", new ContainerLog("c", "p", "one\ntw"));
        await follow.SeenAsync(1);
        on.Core.Cluster.ShowLogs("r", new ContainerLog("c", "p", "one\ntwo\nthree\n"));
        await follow.SeenAsync(3);
        Assert.False(follow.Running.IsCompleted);
        on.Core.Cluster.ShowLogs("r", new ContainerLog("c", "p", "one\ntwo\nthree\nfour"));
        on.Core.Cluster.Finish("r");

        Assert.Equal(["one", "two", "three", "four"], await follow.EndAsync());
        Assert.Empty(follow.Command.Streams.Error);
    }

    [Fact]
    public async Task Several_runs_are_followed_at_once()
    {
        await using var on = await RunningAsync(15);
        on.Shell.Run("Copy-DhRun r -DestinationId s > $null");
        using var follow = Follow(on, "'r', 's' | Get-DhRunLog -Wait -PollInterval 0.1 -AsObject");

        on.Core.Cluster.ShowLogs("s", new ContainerLog("c", "p", "of s\n"));
        await follow.SeenAsync(1);
        on.Core.Cluster.ShowLogs("r", new ContainerLog("c", "p", "of r\n"));
        await follow.SeenAsync(2);
        foreach (var id in (string[])["r", "s"]) on.Core.Cluster.Finish(id);

        var lines = await follow.EndAsync(line => $"{line.Properties["Id"].Value}: {line.Properties["Line"].Value}");
        Assert.Equal(["s: of s", "r: of r"], lines);
    }

    [Fact]
    public async Task A_run_that_vanishes_while_it_is_followed_is_an_error()
    {
        await using var on = await RunningAsync(15);
        on.Core.Cluster.ShowLogs("r", new ContainerLog("c", "p", "one\ntw"));
        using var follow = Follow(on, "Get-DhRunLog r -Follow -PollInterval 0.1");
        await follow.SeenAsync(1);

        on.Core.Store.Remove(FakeCore.Model.EntityType.Run, "r");

        Assert.Equal(["one", "tw"], await follow.EndAsync());
        Assert.Equal("RunGone", Assert.Single(follow.Command.Streams.Error).Id());
    }

    [Fact]
    public async Task A_server_that_fails_for_a_while_does_not_end_it()
    {
        await using var on = await RunningAsync(15);
        on.Core.Cluster.ShowLogs("r", new ContainerLog("c", "p", "one\n"));
        using var follow = Follow(on, "Get-DhRunLog r -Follow -PollInterval 0.1");
        await follow.SeenAsync(1);

        on.Break(Fault.Status(500), "/runs/r", times: 3);
        on.Core.Cluster.ShowLogs("r", new ContainerLog("c", "p", "one\ntwo\n"));
        await follow.SeenAsync(2);
        on.Core.Cluster.Finish("r");

        Assert.Equal(["one", "two"], await follow.EndAsync());
        Assert.Empty(follow.Command.Streams.Error);
        Assert.Equal(3, on.Core.Faults.Happened);
    }

    [Theory]
    [InlineData("Get-DhRunLog r -Follow", "")]
    [InlineData("Get-DhRunLog r -Follow -PollInterval 3600", "")]
    [InlineData("Get-DhRunLog r -Follow", "headers")]
    [InlineData("Get-DhRunLog r", "body")]
    [InlineData("Get-DhRunMetric r", "headers")]
    [InlineData("Get-DhRunMetric r -Resource", "headers")]
    [InlineData("Add-DhRunMetric r loss 1", "headers")]
    [InlineData("Show-DhRun r", "headers")]
    public async Task Ctrl_C_ends_it_at_once(string script, string stall)
    {
        await using var on = await RunningAsync(15);
        on.Core.Requests.Clear();
        if (stall.Length > 0) on.Break(stall == "body" ? Fault.StallBody() : Fault.StallHeaders(), "/runs/r");
        using var follow = Follow(on, script);
        await follow.LookedAsync(stall.Length > 0 ? 1 : 2, "/runs/r");

        var clock = Stopwatch.StartNew();
        follow.Command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"{script} took {clock.Elapsed}.");
        Assert.Equal(PSInvocationState.Stopped, follow.Command.InvocationStateInfo.State);
        on.Core.Faults.Clear();
        Assert.Single(on.Shell.Run("Get-DhRun r"));
    }

    [Fact]
    public async Task Who_wants_no_more_lines_ends_the_following()
    {
        await using var on = await RunningAsync(15);
        on.Core.Cluster.ShowLogs("r", new ContainerLog("c", "p", "one\ntwo\n"));

        Assert.Equal(["one"], Texts(on, "do { Get-DhRunLog r -Follow | ForEach-Object { $_; break } } while ($false)"));
    }

    [Fact]
    public async Task Names_of_containers_and_metrics_are_completed()
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);
        on.Core.Cluster.ShowLogs("run-000000", new ContainerLog("init-container-r", "p", "x"), new ContainerLog("c-job-r", "p", "x"));
        on.Shell.Run("Add-DhRunMetric run-000000 -Metric @{ loss = 1; acc = 2 }");

        Assert.Equal(["c-job-r", "init-container-r"], on.Shell.Complete("Get-DhRunLog run-000000 -Container "));
        Assert.Equal(["loss"], on.Shell.Complete("Get-DhRunMetric run-000000 -Name l"));
        Assert.Empty(on.Shell.Complete("Get-DhRunMetric none -Name "));
    }

    private static string[] Texts(CoreShell on, string script) => [.. on.Shell.Run(script).Select(line => (string)line.BaseObject)];

    // A run at work, which only moves on when it is told to.
    private static async Task<CoreShell> RunningAsync(int level)
    {
        var on = await CoreShell.OpenAsync(new() { Level = level, Kubernetes = new KubernetesOptions { Manual = true } }, 1);
        on.Core.Cluster.PlanWhere(_ => true, new RunPlan(new PlanStep { State = "PENDING" }, new PlanStep { State = "RUNNING" }, new PlanStep { State = "COMPLETED" }));
        on.Shell.Run(Made);
        on.Core.Cluster.Step("r");
        on.Core.Cluster.Step("r");
        on.Core.Requests.Clear();
        return on;
    }

    private static Following Follow(CoreShell on, string script) => new(on, script);

    private sealed class Following : IDisposable
    {
        private readonly CoreShell _on;

        public Following(CoreShell on, string script)
        {
            _on = on;
            Command = System.Management.Automation.PowerShell.Create(on.Shell.Runspace);
            Command.AddScript(script);
            Running = Command.BeginInvoke<object, PSObject>(null, Output);
        }

        public System.Management.Automation.PowerShell Command { get; }

        public PSDataCollection<PSObject> Output { get; } = [];

        public IAsyncResult Running { get; }

        public Task SeenAsync(int lines) => UntilAsync(() => Output.Count >= lines);

        public Task LookedAsync(int times, string path = "/logs") => UntilAsync(() => _on.Requests("GET", path) >= times);

        public async Task<List<string>> EndAsync(Func<PSObject, string>? told = null)
        {
            await UntilAsync(() => Running.IsCompleted);
            Command.EndInvoke(Running);
            return [.. Output.Select(told ?? (line => (string)line.BaseObject))];
        }

        public void Dispose()
        {
            Command.Stop();
            Command.Dispose();
            Output.Dispose();
        }

        private static async Task UntilAsync(Func<bool> happened)
        {
            var clock = Stopwatch.StartNew();
            while (!happened())
            {
                Assert.True(clock.Elapsed < Patience.Long, "It takes too long.");
                await Task.Delay(5);
            }
        }
    }
}

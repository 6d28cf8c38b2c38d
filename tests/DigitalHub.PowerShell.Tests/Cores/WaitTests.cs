using System.Diagnostics;
using System.Management.Automation;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Model;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Waiting for runs of a core, creating with a limit on what is unfinished, stopping and resuming.</summary>
public sealed class WaitTests
{
    private const string Job = "New-DhRun python+job:run -Task $t -Function $f";

    [Fact]
    public async Task A_run_that_completes_comes_out_completed()
    {
        await using var on = await Prepared(manual: false);

        var result = on.Shell.Try($"{Job} | Wait-DhRun -Timeout 120");

        Assert.Empty(result.Errors);
        Assert.Equal("COMPLETED", Assert.Single(result.Output).Properties["State"].Value);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task What_has_ended_is_told_with_one_request()
    {
        await using var on = await Prepared();
        on.Core.Requests.Clear();

        Assert.Single(on.Shell.Run("Wait-DhRun run-000000 -Timeout 60"));

        Assert.Equal(1, on.Core.Requests.Count);
    }

    [Theory]
    [InlineData("Wait-DhRun r1 -Timeout 120", "")]
    [InlineData("New-DhRun python+job:run -Task $t -Function $f -Id r2 -Wait -Timeout 120", "r2")]
    public async Task A_failure_tells_the_true_reason(string script, string made)
    {
        await using var on = await Prepared(manual: false);
        on.Core.Cluster.PlanWhere(_ => true, RunPlan.Failing());
        if (made.Length == 0) on.Shell.Run($"{Job} -Id r1 > $null");

        var result = on.Shell.Try(script);

        var error = Assert.Single(result.Errors);
        Assert.Equal(("RunFailed", ErrorCategory.OperationStopped), (error.Id(), error.CategoryInfo.Category));
        Assert.Equal("ERROR", PSObject.AsPSObject(error.TargetObject).Properties["State"].Value);
        foreach (var fact in (string[])["OutOfMemory", "exit code 137", "Container 'c-pythonjob-r", "backoff limit", "The end of its log:\n  started\n  failed"])
        {
            Assert.Contains(fact, error.Exception.Message, StringComparison.Ordinal);
        }
        Assert.Contains("memory", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("OutOfMemory", Assert.Single(result.Output).Properties["Reason"].Value);
    }

    [Fact]
    public async Task Each_comes_out_as_it_ends_and_the_errors_follow()
    {
        await using var on = await Prepared();
        on.Core.Cluster.Plan("bad", RunPlan.Failing());
        on.Shell.Run($"$runs = 'good', 'bad', 'gone', 'slow' | {Job} -Id {{ $_ }}");
        using var waiting = new Waiting(on.Shell, "$runs | Wait-DhRun -ErrorAction SilentlyContinue -ErrorVariable problems; $problems.ForEach({ $_.FullyQualifiedErrorId })");

        on.Core.Cluster.Finish("bad");
        await waiting.Until("bad");
        on.Core.Store.Remove(EntityType.Run, "gone");
        on.Core.Cluster.Finish("good");
        await waiting.Until("good");
        on.Core.Cluster.Finish("slow");

        Assert.Equal(["bad", "good", "slow", "RunFailed", "RunGone"], (await waiting.EndAsync()).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public async Task Error_action_stop_loses_no_run_that_comes_out()
    {
        await using var on = await Prepared(manual: false);
        on.Core.Cluster.Plan("bad", RunPlan.Failing());

        var result = on.Shell.Run($"$seen = @(); try {{ 'bad', 'good' | {Job} -Id {{ $_ }} | Wait-DhRun -Timeout 120 -ErrorAction Stop | ForEach-Object {{ $seen += $_.Id }} }} catch {{ $_.Exception.ErrorId }}; $seen");

        Assert.Equal("RunFailed", result[0].BaseObject);
        Assert.Equal(["bad", "good"], result.Skip(1).Select(id => (string)id.BaseObject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_first_is_enough_for_any()
    {
        await using var on = await Prepared();
        on.Shell.Run($"'a', 'b' | {Job} -Id {{ $_ }} > $null");
        using var waiting = new Waiting(on.Shell, "Wait-DhRun a, b -Any");

        on.Core.Cluster.Finish("b");

        Assert.Equal(["b"], await waiting.EndAsync());
        Assert.Equal("READY", State(on, "a"));
    }

    [Fact]
    public async Task A_timeout_leaves_the_runs_alone_and_has_them_as_its_target()
    {
        await using var on = await Prepared();
        on.Core.Cluster.Plan("stuck", RunPlan.Unschedulable);
        on.Shell.Run($"'stuck', 'b', 'c' | {Job} -Id {{ $_ }} > $null");
        on.Core.Cluster.StepAll();
        on.Core.Cluster.Finish("c");
        on.Core.Requests.Clear();

        var result = on.Shell.Try("Get-DhRun -Name stuck, b, c | Wait-DhRun -Timeout 0");

        var error = Assert.Single(result.Errors);
        Assert.Equal(("WaitTimeout", ErrorCategory.OperationTimeout), (error.Id(), error.CategoryInfo.Category));
        Assert.Equal(["b", "stuck"], ((object[])error.TargetObject).Select(run => PSObject.AsPSObject(run).Properties["Id"].Value).Cast<string>().Order(StringComparer.Ordinal));
        Assert.Contains("Insufficient cpu", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("c", Assert.Single(result.Output).Properties["Id"].Value);
        Assert.Equal(0, on.Requests("POST") + on.Requests("DELETE"));
    }

    [Fact]
    public async Task A_service_comes_out_when_it_can_be_used()
    {
        await using var on = await Prepared(manual: false);
        on.Core.Cluster.PlanWhere(_ => true, RunPlan.Service);

        var run = Assert.Single(on.Shell.Run($"{Job} | Wait-DhRun -For ready -Timeout 120"));

        Assert.Equal("RUNNING", run.Properties["State"].Value);
        Assert.Contains(":8080", (string)run.Properties["Url"].Value, StringComparison.Ordinal);
        var end = on.Shell.Try("Get-DhRun -State RUNNING | Wait-DhRun -Timeout 0");
        Assert.Equal("WaitTimeout", Assert.Single(end.Errors).Id());
        Assert.Contains("-For Ready", Assert.Single(end.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_never_gets_ready_and_states_may_be_missed()
    {
        await using var on = await Prepared();

        Assert.Equal("StateMissed", on.Shell.Fail("Wait-DhRun run-000000 -For Ready").Id());
        Assert.Equal("StateMissed", on.Shell.Fail("Wait-DhRun run-000000 -State STOPPED").Id());
        Assert.Single(on.Shell.Run("Wait-DhRun run-000000 -State running, completed"));
    }

    [Fact]
    public async Task Failures_of_the_server_do_not_end_a_wait()
    {
        await using var on = await Prepared();
        on.Shell.Run($"{Job} -Id a > $null");
        using var waiting = new Waiting(on.Shell, "Wait-DhRun a -PollInterval 0.1");
        on.Break(Fault.Status(500), "/runs/a$", "GET", times: 3);
        await Eventually(() => on.Core.Faults.Happened == 3);

        on.Core.Cluster.Finish("a");

        Assert.Equal(["a"], await waiting.EndAsync());
        Assert.Contains("goes on", Assert.Single(waiting.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "RUNNING")]
    [InlineData("-StopOnCancel", "STOP")]
    public async Task Ctrl_c_leaves_the_runs_or_stops_them(string option, string state)
    {
        await using var on = await Prepared();
        on.Shell.Run($"{Job} -Id a > $null");
        while (State(on, "a") != "RUNNING") on.Core.Cluster.Step("a");
        on.Core.Requests.Clear();
        using var waiting = new Waiting(on.Shell, $"Wait-DhRun a {option}");
        await Eventually(() => on.Requests("GET", "/runs/a$") > 0);

        var clock = Stopwatch.StartNew();
        waiting.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"It took {clock.Elapsed}.");
        await Eventually(() => State(on, "a") == state);
        Assert.Equal(option.Length == 0 ? 0 : 1, on.Requests("POST"));
    }

    [Fact]
    public async Task A_mistyped_id_is_told_at_once_and_again_in_the_end()
    {
        await using var on = await Prepared();
        on.Shell.Run($"{Job} -Id a > $null");

        var result = on.Shell.Try("Wait-DhRun none, a -Timeout 0");

        Assert.Contains(result.Warnings, warning => warning.Contains("'none'", StringComparison.Ordinal));
        Assert.Equal(["RunNotFound", "WaitTimeout"], result.Errors.Select(error => error.Id()));
    }

    [Fact]
    public async Task Bars_are_shown_where_somebody_looks()
    {
        var screen = new SeeingHost();
        await using var on = await Prepared(host: screen);
        on.Shell.Run($"'a', 'b' | {Job} -Id {{ $_ }} > $null");
        using var waiting = new Waiting(on.Shell, "Wait-DhRun a, b");
        await Eventually(() => screen.Progress.Any(record => record.Activity == "b" && record.StatusDescription.StartsWith("READY", StringComparison.Ordinal)));
        on.Core.Cluster.Finish("a");
        await Eventually(() => screen.Progress.Any(record => record.StatusDescription.StartsWith("1 of 2", StringComparison.Ordinal)));
        on.Core.Cluster.Finish("b");
        await waiting.EndAsync();

        Assert.Contains(screen.Progress, record => record is { Activity: "Waiting for runs", RecordType: ProgressRecordType.Completed });
        Assert.All(screen.Progress.GroupBy(record => record.ActivityId), bar => Assert.Equal(ProgressRecordType.Completed, bar.Last().RecordType));
    }

    [Fact]
    public async Task No_more_are_unfinished_than_wanted()
    {
        await using var on = await Prepared();
        using var creating = new Waiting(on.Shell, $"1..6 | {Job} -Id {{ \"m$_\" }} -MaxActive 2");
        string[] ids = ["m1", "m2", "m3", "m4", "m5", "m6"];
        for (var ended = 0; ended < 4; ended++)
        {
            await Eventually(() => ids.Count(id => State(on, id) is not null) == ended + 2);
            Assert.Equal(2, ids.Count(id => State(on, id) is not (null or "COMPLETED")));
            on.Core.Cluster.Finish(ids[ended]);
        }

        Assert.Equal(ids, await creating.EndAsync());
        Assert.Equal(["READY", "READY"], ids[4..].Select(id => State(on, id)));
    }

    [Fact]
    public async Task With_a_wait_each_comes_out_as_it_ends_and_what_fails_frees_its_place()
    {
        await using var on = await Prepared(manual: false);
        on.Core.Cluster.Plan("m2", RunPlan.Failing());

        var result = on.Shell.Try($"1..5 | {Job} -Id {{ \"m$_\" }} -MaxActive 2 -Wait -Timeout 300");

        Assert.Equal(["RunFailed"], result.Errors.Select(error => error.Id()));
        Assert.Equal(["m1 COMPLETED", "m2 ERROR", "m3 COMPLETED", "m4 COMPLETED", "m5 COMPLETED"], result.Output.Select(run => $"{run.Properties["Id"].Value} {run.Properties["State"].Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_sweep_that_was_interrupted_goes_on_with_no_more_unfinished_than_wanted()
    {
        await using var on = await Prepared();
        on.Shell.Run($"1..2 | {Job} -Id {{ \"m$_\" }} -Ensure > $null");
        on.Core.Cluster.Finish("m1");

        using var again = new Waiting(on.Shell, $"1..5 | {Job} -Id {{ \"m$_\" }} -Ensure -MaxActive 2 -Wait");
        string[] ids = ["m1", "m2", "m3", "m4", "m5"];
        for (var ended = 1; ended < 5; ended++)
        {
            // What is there already and has not ended takes a place as well.
            await Eventually(() => ids.Count(id => State(on, id) is not null) == Math.Min(ended + 2, 5));
            Assert.Equal(Math.Min(2, 5 - ended), ids.Count(id => State(on, id) is not (null or "COMPLETED")));
            on.Core.Cluster.Finish(ids[ended]);
        }

        Assert.Equal(ids, (await again.EndAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(5, on.Core.Requests.Matching("POST", "/runs$").Count(request => request.Status == 200));
    }

    [Fact]
    public async Task What_can_not_be_created_takes_no_place()
    {
        await using var on = await Prepared();

        var result = on.Shell.Try($"'run-000000', 'run-000001', 'x' | {Job} -Id {{ $_ }} -MaxActive 1 -Timeout 300");

        Assert.Equal(["RunExists", "RunExists"], result.Errors.Select(error => error.Id()));
        Assert.Equal("x", Assert.Single(result.Output).Properties["Id"].Value);
    }

    [Fact]
    public async Task A_timeout_ends_a_creation_that_has_no_room()
    {
        await using var on = await Prepared();

        var result = on.Shell.Try($"1..3 | {Job} -Id {{ \"m$_\" }} -MaxActive 1 -Timeout 0");

        var error = Assert.Single(result.Errors);
        Assert.Equal("WaitTimeout", error.Id());
        Assert.Equal("m1", PSObject.AsPSObject(Assert.Single((object[])error.TargetObject)).Properties["Id"].Value);
        Assert.Null(State(on, "m2"));
        Assert.Equal("READY", State(on, "m1"));
    }

    [Fact]
    public async Task A_second_stop_is_not_sent()
    {
        await using var on = await Prepared();
        on.Shell.Run($"{Job} -Id a > $null");
        while (State(on, "a") != "RUNNING") on.Core.Cluster.Step("a");
        on.Shell.Run("$a = Get-DhRun a");

        Assert.Empty(on.Shell.Run("$a | Stop-DhRun; $a | Stop-DhRun; Stop-DhRun a"));

        Assert.Equal("STOP", State(on, "a"));
        Assert.Equal(1, on.Requests("POST", "/stop$"));
        Assert.Equal("STOP", Assert.Single(on.Shell.Run("Stop-DhRun a -PassThru")).Properties["State"].Value);
    }

    [Fact]
    public async Task Many_are_stopped_and_waited_for()
    {
        await using var on = await Prepared(manual: false);
        on.Core.Cluster.PlanWhere(_ => true, RunPlan.Service);

        var stopped = on.Shell.Run($"1..5 | {Job} | Wait-DhRun -State RUNNING -Timeout 120 | Stop-DhRun -Wait -Timeout 120 -PassThru");

        Assert.Equal(5, stopped.Count);
        Assert.All(stopped, run => Assert.Equal("STOPPED", run.Properties["State"].Value));
    }

    [Fact]
    public async Task What_can_not_be_stopped_is_told_with_what_can_be_done()
    {
        await using var on = await Prepared();
        on.Shell.Run($"{Job} -Id a > $null; $a = Get-DhRun a");

        foreach (var script in (string[])["Stop-DhRun a", "$a | Stop-DhRun", "Stop-DhRun a -WhatIf"])
        {
            var error = on.Shell.Fail(script);
            Assert.Equal(("NotStoppable", ErrorCategory.InvalidOperation), (error.Id(), error.CategoryInfo.Category));
            Assert.Contains("READY", error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("Remove-DhRun a", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
        on.Core.Cluster.Finish("a");
        Assert.Empty(on.Shell.Run("$a | Stop-DhRun; $a | Stop-DhRun -WhatIf"));
        Assert.Equal("NotStoppable", on.Shell.Fail("Stop-DhRun a").Id());
        Assert.Equal(0, on.Requests("POST", "/stop$"));
    }

    [Fact]
    public async Task A_core_that_can_not_resume_leaves_the_run_as_it_is()
    {
        await using var on = await Prepared(manual: false);
        on.Core.Cluster.PlanWhere(_ => true, RunPlan.Service);
        on.Shell.Run($"{Job} -Id a | Wait-DhRun -For Ready -Timeout 120 | Stop-DhRun -Wait");

        var error = on.Shell.Fail("Resume-DhRun a");

        Assert.Equal("TransitionRefused", error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal("STOPPED", State(on, "a"));
    }

    private static string? State(CoreShell on, string id) => (string?)on.Core.Store.Find(EntityType.Run, id)?["status"]!["state"];

    private static async Task Eventually(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Patience.Long, "It never came.");
            await Task.Delay(5);
        }
    }

    private static async Task<CoreShell> Prepared(bool manual = true, System.Management.Automation.Host.PSHost? host = null)
    {
        var on = await CoreShell.OpenAsync(new FakeCoreOptions { Kubernetes = new KubernetesOptions { Manual = manual } }, 2, seed: new DigitalHub.FakeCore.Store.SeedOptions { States = ["COMPLETED"] }, host: host);
        on.Shell.Run("$t = (Get-DhRun run-000000).Task; $f = (Get-DhRun run-000000).Function");
        on.Core.Requests.Clear();
        return on;
    }

    /// <summary>A script that waits while the test does something else.</summary>
    private sealed class Waiting : IDisposable
    {
        private readonly System.Management.Automation.PowerShell _command;
        private readonly PSDataCollection<PSObject> _output = [];
        private readonly IAsyncResult _running;

        public Waiting(Shell shell, string script)
        {
            _command = System.Management.Automation.PowerShell.Create(shell.Runspace);
            _command.AddScript(script);
            _running = _command.BeginInvoke<PSObject, PSObject>(null, _output);
        }

        public IEnumerable<string> Warnings => _command.Streams.Warning.Select(record => record.Message);

        public Task Until(string id) => Eventually(() => Lines().Contains(id));

        public async Task<string[]> EndAsync()
        {
            await Eventually(() => _running.IsCompleted);
            _command.EndInvoke(_running);
            Assert.Empty(_command.Streams.Error);
            return [.. Lines()];
        }

        public void Stop() => _command.Stop();

        public void Dispose() => _command.Dispose();

        private IEnumerable<string> Lines() => _output.Select(item => item.Properties["Id"]?.Value as string ?? item.ToString());
    }
}

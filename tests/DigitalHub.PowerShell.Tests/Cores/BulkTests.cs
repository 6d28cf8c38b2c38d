using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Model;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Many runs at once on a core (design section 8): order, throttling, errors that stop, questions.</summary>
public sealed class BulkTests
{
    private const int Many = 10_000;

    [Theory]
    [InlineData(15)]
    [InlineData(13)]
    public async Task Ten_thousand_runs_are_removed_through_the_pipeline(int level)
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Level = level }, Many);

        Assert.Empty(on.Shell.Run("Get-DhRun | Remove-DhRun -Wait"));

        Assert.Empty(on.Shell.Run("Get-DhRun"));
        Assert.Equal(Many, on.Requests("DELETE"));
        Assert.Equal(Many, on.Core.Requests.Matching("DELETE").Select(request => request.Target).Distinct().Count());
    }

    [Fact]
    public async Task Runs_that_a_core_removes_later_are_asked_for_once_and_waited_for()
    {
        await using var on = await CoreShell.OpenAsync(
            new FakeCoreOptions { Kubernetes = new KubernetesOptions { DeleteAfter = TimeSpan.FromMilliseconds(200) } },
            500,
            seed: new() { Local = false });

        on.Shell.Run("Get-DhRun | Remove-DhRun -Wait -Timeout 100");

        Assert.Empty(on.Shell.Run("Get-DhRun"));
        Assert.Equal(500, on.Requests("DELETE"));
    }

    [Fact]
    public async Task What_is_removed_twice_over_is_asked_for_once()
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Kubernetes = new KubernetesOptions { Manual = true } }, 30, seed: new() { Local = false });

        on.Shell.Run("$runs = Get-DhRun; $runs | Remove-DhRun; $runs | Remove-DhRun; $runs.Id | Remove-DhRun; Get-DhRun | Remove-DhRun");

        Assert.Equal(30, on.Requests("DELETE"));
        Assert.Equal(["DELETING"], on.Shell.Run("Get-DhRun | ForEach-Object State").Select(state => state.BaseObject).Distinct());
    }

    [Theory]
    [InlineData("$run, $run, $run | Remove-DhRun")]
    [InlineData("'run-000001', 'run-000001', 'run-000001' | Remove-DhRun")]
    [InlineData("Remove-DhRun (@(Get-DhRun) + @($run))")]
    public async Task What_a_list_has_twice_is_not_removed_by_force(string script)
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Kubernetes = new KubernetesOptions { Manual = true } }, 3, seed: new() { Local = false });
        on.Shell.Run("$run = Get-DhRun run-000001");

        Assert.Empty(on.Shell.Try(script).Errors);

        Assert.Single(on.Core.Requests.Matching("DELETE"), request => request.Target.EndsWith("/run-000001", StringComparison.Ordinal));
        Assert.Equal("DELETING", on.Shell.Run("(Get-DhRun run-000001).State").Single().BaseObject);
    }

    [Theory]
    [InlineData("$run, $run, $run | Stop-DhRun")]
    [InlineData("'run-000001', 'run-000001', 'run-000001' | Stop-DhRun")]
    public async Task What_a_list_has_twice_is_not_stopped_by_force(string script)
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Kubernetes = new KubernetesOptions { Manual = true } }, 3, seed: new() { Local = false, States = ["RUNNING"] });
        on.Shell.Run("$run = Get-DhRun run-000001");
        on.Core.Requests.Clear();

        Assert.Empty(on.Shell.Try(script).Errors);

        Assert.Equal(1, on.Requests("POST"));
        Assert.Equal("STOP", on.Shell.Run("(Get-DhRun run-000001).State").Single().BaseObject);
    }

    [Fact]
    public async Task A_longer_wait_than_any_timer_takes_is_none_too_long()
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Kubernetes = new KubernetesOptions { DeleteAfter = TimeSpan.FromMilliseconds(200) } }, 3, seed: new() { Local = false });

        var result = on.Shell.Try("Get-DhRun | Remove-DhRun -Wait -Timeout 60.00:00:00");

        Assert.Empty(result.Errors);
        Assert.Empty(on.Shell.Run("Get-DhRun"));
    }

    [Fact]
    public async Task A_run_that_somebody_else_is_removing_is_not_forced_by_its_name()
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Kubernetes = new KubernetesOptions { Manual = true } }, 3, seed: new() { Local = false });
        using (var other = new HttpClient()) (await other.DeleteAsync(new Uri(on.Core.Endpoint, "/api/v1/-/demo/runs/run-000001"))).EnsureSuccessStatusCode();
        on.Core.Requests.Clear();

        Assert.Equal("DELETING", on.Shell.Run("Remove-DhRun run-000001 -PassThru").Single().Properties["State"].Value);
        Assert.Equal(0, on.Requests("DELETE"));

        on.Shell.Run("Remove-DhRun run-000001 -Force; Remove-DhRun run-000002");
        Assert.Equal(2, on.Requests("DELETE"));
        Assert.Equal("RunNotFound", on.Shell.Fail("Get-DhRun run-000001").Id());
    }

    [Fact]
    public async Task Ten_thousand_ids_of_which_some_are_gone_give_the_others_in_order()
    {
        await using var on = await CoreShell.OpenAsync(runs: Many);
        on.Shell.Run("$ids = (Get-DhRun -Sort Created).Id");
        for (var i = 0; i < Many; i += 7) on.Core.Store.Remove(EntityType.Run, $"run-{i:D6}");

        var result = on.Shell.Try("$ids | Get-DhRun -ThrottleLimit 16");

        Assert.Equal(Enumerable.Range(0, Many).Where(i => i % 7 != 0).Select(i => $"run-{i:D6}"), result.Output.Select(run => (string)run.Properties["Id"].Value));
        Assert.Equal(Enumerable.Range(0, Many).Where(i => i % 7 == 0).Select(i => $"run-{i:D6}"), result.Errors.Select(error => $"{error.TargetObject}"));
        Assert.All(result.Errors, error => Assert.Equal("RunNotFound", error.Id()));
    }

    [Theory]
    [InlineData("", 8)]
    [InlineData("-ThrottleLimit 3", 3)]
    [InlineData("-ThrottleLimit 1", 1)]
    public async Task As_many_requests_are_under_way_as_the_limit_allows_and_order_is_kept(string limit, int most)
    {
        await using var on = await CoreShell.OpenAsync(runs: 40);
        on.Shell.Run("$ids = (Get-DhRun -Sort Created).Id");
        on.Core.Requests.Clear();
        on.Break(Fault.StallHeaders(TimeSpan.FromMilliseconds(100)), "/runs/run-");

        var got = on.Shell.Run($"$ids | Get-DhRun {limit} | ForEach-Object Id").Select(id => (string)id.BaseObject);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"run-{i:D6}"), got);
        Assert.InRange(on.Core.Requests.PeakConcurrency, Math.Min(2, most), most);
    }

    [Theory]
    [InlineData("-ErrorAction Stop")]
    [InlineData("-ErrorAction Stop -ThrottleLimit 32")]
    public async Task Under_error_action_stop_nothing_starts_after_the_first_error(string arguments)
    {
        await using var on = await CoreShell.OpenAsync(runs: 20);
        on.Break(Fault.Status(400), "run-000003$", "DELETE");

        var result = on.Shell.Try($"Get-DhRun -Sort Created | Remove-DhRun {arguments}");

        Assert.Equal("RequestRefused", Assert.Single(result.Errors).Id());
        Assert.Equal(4, on.Requests("DELETE"));
        Assert.Equal(17, on.Shell.Run("Get-DhRun").Count);
    }

    [Fact]
    public async Task One_that_fails_of_many_stops_no_other()
    {
        await using var on = await CoreShell.OpenAsync(runs: 20);
        on.Break(Fault.Status(400), "run-00000[37]$", "DELETE");

        var result = on.Shell.Try("Get-DhRun | Remove-DhRun");

        Assert.Equal(2, result.Errors.Count);
        Assert.Equal(["run-000007", "run-000003"], on.Shell.Run("(Get-DhRun).Id").Select(id => (string)id.BaseObject));
    }

    [Fact]
    public async Task Each_question_is_answered_before_anything_more_is_done()
    {
        CoreShell? on = null;
        List<(string Question, int Removed)> asked = [];
        var host = new AnsweringHost(question =>
        {
            asked.Add((question, on!.Requests("DELETE")));
            // Yes, no, yes, no to all.
            return asked.Count switch { 2 => 2, 4 => 3, _ => 0 };
        });
        await using (on = await CoreShell.OpenAsync(runs: 10, host: host))
        {
            on.Shell.Run("Get-DhRun -Sort Created | Remove-DhRun -Confirm");

            Assert.Equal([0, 1, 1, 2], asked.Select(question => question.Removed));
            Assert.Contains("run-000000", asked[0].Question, StringComparison.Ordinal);
            Assert.Contains("demo", asked[0].Question, StringComparison.Ordinal);
            Assert.Equal(8, on.Shell.Run("Get-DhRun").Count);
        }
    }

    [Fact]
    public async Task A_pipeline_that_ends_early_starts_nothing_more_and_says_what_is_under_way()
    {
        await using var on = await CoreShell.OpenAsync(runs: 200);
        on.Break(Fault.StallHeaders(TimeSpan.FromMilliseconds(50)), "/runs/run-", "DELETE");

        var result = on.Shell.Try("Get-DhRun | Remove-DhRun -PassThru -ThrottleLimit 4 -Verbose | ForEach-Object { throw 'enough' }");

        Assert.Contains(result.Verbose, text => text.StartsWith("Still under way when the pipeline ended", StringComparison.Ordinal));
        Assert.InRange(on.Requests("DELETE"), 1, 16);
    }
}

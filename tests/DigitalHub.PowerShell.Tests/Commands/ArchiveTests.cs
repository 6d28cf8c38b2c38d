using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using System.Text;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Model;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Runs that are put into an archive before they are removed.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ArchiveTests : IDisposable
{
    private readonly Shell _shell = Shell.Bare();
    private FakeCoreServer? _core;

    private FakeCoreServer Core => _core!;

    private string File => Path.Combine(_shell.Folder, "2026.db");

    public void Dispose()
    {
        _shell.Dispose();
        _core?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    [Theory]
    [InlineData(15)]
    [InlineData(14)]
    [InlineData(13)]
    public async Task Runs_go_into_the_file_with_all_that_belongs_to_them_and_are_removed(int level)
    {
        var ids = await ConnectAsync(5, new() { Level = level }, new() { Labels = ["nightly"], States = ["COMPLETED", "ERROR"] });
        Core.Cluster.ShowLogs(ids[0], new ContainerLog("c1", "p", "first \u00e9\n"), new ContainerLog("c2", "p", string.Empty));
        await MetricAsync(ids[0], "loss", "[0.5, 0.25]");
        var before = Text($"Get-DhRun {ids[0]} | Export-DhRun -AsString");

        _shell.Run("Get-DhRun -State COMPLETED -CreatedBefore ([datetime]::Now.AddHours(1)) | Remove-DhRun -Archive ./2026.db");

        Assert.Equal(2, Core.Store.Count(EntityType.Run, "demo") - (level == 13 ? 3 : 0));
        if (level == 13) Assert.All([ids[0], ids[2], ids[4]], id => Assert.Equal("DELETING", (string?)Core.Store.Find(EntityType.Run, id)!["status"]!["state"]));
        Assert.Equal(["2026.db"], Directory.GetFiles(_shell.Folder).Select(Path.GetFileName));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));

        // Without a server, and with filters that a core lacks.
        await Core.DisposeAsync();
        _core = null;
        _shell.Run("Connect-DhBackend -Local -Path ./2026.db; Set-DhProject demo");
        Assert.Equal([ids[4], ids[2], ids[0]], Texts("(Get-DhRun -Label nightly).Id"));
        Assert.Equal([ids[0]], Texts($"(Get-DhRun -Query {ids[0]} -State COMPLETED -Function hello -AnyLabel nightly, none).Id"));
        Assert.Equal(before, Text($"Get-DhRun {ids[0]} | Export-DhRun -AsString"));
        Assert.Equal(["spec.n"], Texts($"(Compare-DhRun {ids[0]} (New-DhRun python+job:run -Spec @{{ n = 1 }}) -Property spec.n).Path"));
        var session = _shell.Run("Get-DhBackend").Single().BaseObject;
        Assert.Equal(["p/c1: first \u00e9\n", "p/c2: "], await SessionClient.LogsAsync(session, "demo", ids[0]));
        Assert.Equal(["loss=0.5 0.25"], await SessionClient.MetricsAsync(session, "demo", ids[0]));
        Assert.Empty(await SessionClient.LogsAsync(session, "demo", ids[2]));
    }

    // What a copy of the files holds is what a crash at this moment would leave.
    [Fact]
    public async Task When_a_removal_is_asked_for_the_run_is_on_the_disk()
    {
        var copies = new ConcurrentDictionary<string, string>();
        using var folder = new TemporaryFolder();
        using var second = new ManualResetEventSlim();
        var arrived = 0;
        var together = false;
        var ids = await ConnectAsync(30, new()
        {
            OnRequest = (method, target) =>
            {
                if (method != "DELETE") return;
                if (Interlocked.Increment(ref arrived) == 1) together = second.Wait(TimeSpan.FromSeconds(30));
                else second.Set();

                var id = target.Split('/')[^1];
                var copy = Path.Combine(folder.Path, $"{id}.db");
                using var cp = Process.Start("sh", ["-c", $"cp '{File}' '{copy}'; cp '{File}-wal' '{copy}-wal'"]);
                cp.WaitForExit();
                copies[id] = copy;
            },
        });
        foreach (var id in ids) Core.Cluster.ShowLogs(id, new ContainerLog("c", "p", $"log of {id}"));

        _shell.Run("Get-DhRun | Remove-DhRun -Archive 2026.db");

        Assert.Equal(0, Core.Store.Count(EntityType.Run, "demo"));
        Assert.True(together);
        Assert.Equal(ids.Order(), copies.Keys.Order());
        foreach (var (id, copy) in copies)
        {
            var session = _shell.Run($"$s = Connect-DhBackend -Local -Path '{copy}' -NoDefault; $s").Single().BaseObject;
            Assert.Equal([id], Texts($"(Get-DhRun {id} -Project demo -Session $s).Id"));
            Assert.Equal([$"p/c: log of {id}"], await SessionClient.LogsAsync(session, "demo", id));
            _shell.Run("Disconnect-DhBackend $s");
        }
    }

    [Theory]
    [InlineData("/logs$", 500, "ServerError")]
    [InlineData("/metrics$", 500, "ServerError")]
    [InlineData("/logs$", 403, "AuthenticationFailed")]
    public async Task A_run_that_cannot_be_read_whole_is_not_removed(string part, int status, string id)
    {
        var ids = await ConnectAsync(5);
        Core.Faults.Add(Fault.Status(status) with { Path = ids[2] + part, Times = 20 });

        var error = _shell.Fail("Get-DhRun | Remove-DhRun -Archive 2026.db");

        Assert.Equal(id, error.Id());
        Assert.Equal(ids[2], ((dynamic)error.TargetObject).Id);
        Assert.Equal(1, Core.Store.Count(EntityType.Run, "demo"));
        Assert.NotNull(Core.Store.Find(EntityType.Run, ids[2]));
        Assert.Equal(4, Archived().Count);
        Assert.DoesNotContain(ids[2], Archived());
    }

    [Fact]
    public async Task A_core_without_logs_has_none()
    {
        var ids = await ConnectAsync(2);
        Core.Faults.Add(Fault.Status(404) with { Path = "/(logs|metrics)$", Times = 20 });

        _shell.Run("Get-DhRun | Remove-DhRun -Archive 2026.db");

        Assert.Equal(ids, Archived());
        Assert.Equal(0, Core.Store.Count(EntityType.Run, "demo"));
    }

    [Fact]
    public async Task A_removal_that_failed_can_be_repeated()
    {
        var ids = await ConnectAsync(3);
        Core.Faults.Add(Fault.Status(500) with { Method = "DELETE", Times = 3 });
        Assert.Equal(3, _shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db").Errors.Count(error => error.Id() == "ServerError"));
        Assert.Equal(3, Core.Store.Count(EntityType.Run, "demo"));
        Assert.Equal(ids, Archived());

        _shell.Run("Get-DhRun | Remove-DhRun -Archive 2026.db");

        Assert.Equal(0, Core.Store.Count(EntityType.Run, "demo"));
        Assert.Equal(ids, Archived());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-WhatIf")]
    public async Task A_run_that_was_changed_since_it_was_archived_is_not_removed(string whatIf)
    {
        var ids = await ConnectAsync(2);
        Core.Faults.Add(Fault.Status(500) with { Method = "DELETE", Path = ids[0] });
        _shell.Fail($"Remove-DhRun {ids[0]} -Archive 2026.db");
        _shell.Run($"Update-DhRun {ids[0]} -AddLabel later");
        Core.Requests.Clear();

        var error = _shell.Fail($"Get-DhRun | Remove-DhRun -Archive 2026.db {whatIf}");

        Assert.Equal("RunExists", error.Id());
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Contains(File, error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Empty(Core.Requests.Matching("DELETE", ids[0]));
        Assert.NotNull(Core.Store.Find(EntityType.Run, ids[0]));
        Assert.Empty(Texts($"$s = Connect-DhBackend -Local -Path 2026.db -NoDefault; (Get-DhRun {ids[0]} -Project demo -Session $s).Labels; Disconnect-DhBackend $s"));
        _shell.Run($"Remove-DhRun {ids[0]} -Archive other.db");
        Assert.Null(Core.Store.Find(EntityType.Run, ids[0]));
    }

    [Fact]
    public async Task What_if_makes_no_file_and_asks_for_no_removal()
    {
        await ConnectAsync(2);
        var result = _shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db -WhatIf; Get-DhRun | Remove-DhRun -Archive later/2026.db -WhatIf");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_shell.Folder));
        Assert.Empty(Core.Requests.Matching("DELETE"));

        var said = _shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db -Verbose").Verbose;
        Assert.Equal(2, said.Count(text => text.Contains($"\"Archive in '{File}' and remove run\"", StringComparison.Ordinal)));
        Assert.Equal(2, said.Count(text => text.StartsWith("Archived run demo/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Remove-DhRun r1 -Archive ./store.db")]
    [InlineData("Get-DhRun | Remove-DhRun -Archive link.db")]
    [InlineData("Get-DhRun r1, r2 | Remove-DhRun -Archive sub/../store.db -WhatIf")]
    [InlineData("Get-DhRun | Remove-DhRun -Archive hard.db")]
    public void The_store_that_runs_come_from_is_no_archive_for_them(string script)
    {
        _shell.Run("Connect-DhBackend -Local -Path store.db; Set-DhProject demo; 1..2 | New-DhRun python+run -Id { \"r$_\" } > $null");
        System.IO.File.CreateSymbolicLink(Path.Combine(_shell.Folder, "link.db"), Path.Combine(_shell.Folder, "store.db"));
        Directory.CreateDirectory(Path.Combine(_shell.Folder, "sub"));
        if (script.Contains("hard", StringComparison.Ordinal))
        {
            _shell.Run("Disconnect-DhBackend");
            using var ln = Process.Start("ln", [Path.Combine(_shell.Folder, "store.db"), Path.Combine(_shell.Folder, "hard.db")]);
            ln.WaitForExit();
            _shell.Run("Connect-DhBackend -Local -Path store.db; Set-DhProject demo");
        }

        var errors = _shell.Try(script).Errors;

        Assert.Equal(script.StartsWith("Remove", StringComparison.Ordinal) ? 1 : 2, errors.Count);
        Assert.All(errors, error =>
        {
            Assert.Equal("ValueInvalid", error.Id());
            Assert.Contains("-Archive", error.ErrorDetails.Message, StringComparison.Ordinal);
        });
        Assert.Equal(["r2", "r1"], Texts("(Get-DhRun).Id"));
    }

    [Fact]
    public void One_store_is_an_archive_for_another()
    {
        _shell.Run(
            """
            Connect-DhBackend -Local -Path store.db
            Set-DhProject demo
            1..40 | New-DhRun python+run -Id { "r$_" } -Label { "l$_" } > $null
            Get-DhRun | Remove-DhRun -Archive 2026.db
            """);

        Assert.Empty(_shell.Run("Get-DhRun"));
        Assert.Equal(40, Archived().Count);
        Assert.Equal(["r7"], Texts("$s = Connect-DhBackend -Local -Path 2026.db -NoDefault; (Get-DhRun -Label l7 -Project demo -Session $s).Id; Disconnect-DhBackend $s"));
    }

    [Theory]
    [InlineData("foreign", "StoreInvalid")]
    [InlineData("folder", "StoreInvalid")]
    [InlineData("drive", "PathNotFound")]
    [InlineData("provider", "PathInvalid")]
    public async Task What_is_no_archive_is_refused_before_anything_is_removed(string what, string id)
    {
        await ConnectAsync(3);
        if (what == "foreign") await System.IO.File.WriteAllTextAsync(File, new string('x', 5000));
        if (what == "folder") Directory.CreateDirectory(File);
        Core.Requests.Clear();

        foreach (var whatIf in (string[])["", "-WhatIf"])
        {
            var error = _shell.Fail($"Get-DhRun | Remove-DhRun -Archive {what switch { "drive" => "nowhere:/a.db", "provider" => "variable:a", _ => "2026.db" }} {whatIf}");
            Assert.Equal(id, error.Id());
        }

        Assert.Empty(Core.Requests.Matching("DELETE"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_each_runs_error_and_nothing_is_removed()
    {
        await ConnectAsync(3);
        await System.IO.File.WriteAllTextAsync(Path.Combine(_shell.Folder, "file"), "text");

        var errors = _shell.Try("Get-DhRun | Remove-DhRun -Archive file/2026.db").Errors;

        Assert.Equal(3, errors.Count);
        Assert.All(errors, error => Assert.StartsWith("Store", error.Id(), StringComparison.Ordinal));
        Assert.Empty(Core.Requests.Matching("DELETE"));
        Assert.Single(_shell.Try("Get-DhRun | Remove-DhRun -Archive file/2026.db -ErrorAction Stop").Errors);
        Assert.Empty(Core.Requests.Matching("DELETE"));
    }

    [Fact]
    public async Task Nothing_piped_makes_nothing()
    {
        await ConnectAsync(1);

        _shell.Run("Get-DhRun -Name none | Remove-DhRun -Archive 2026.db");

        Assert.Empty(Directory.GetFileSystemEntries(_shell.Folder));
    }

    [Fact]
    public async Task A_run_that_vanished_meanwhile_is_passed_over()
    {
        var ids = await ConnectAsync(2);
        _shell.Run("$runs = Get-DhRun");
        Core.Store.Remove(EntityType.Run, ids[0]);

        _shell.Run("$runs | Remove-DhRun -Archive 2026.db");

        Assert.Equal([ids[1]], Archived());
        Assert.Equal("RunNotFound", _shell.Fail($"Remove-DhRun {ids[0]} -Archive 2026.db").Id());
    }

    [Fact]
    public async Task Ctrl_C_ends_at_once_and_what_was_removed_is_in_the_archive()
    {
        var ids = await ConnectAsync(60);
        Core.Faults.Add(Fault.StallHeaders() with { Method = "DELETE", After = 20, Times = 100 });
        using var command = System.Management.Automation.PowerShell.Create(_shell.Runspace);
        command.AddScript("Get-DhRun | Remove-DhRun -Archive 2026.db");
        var running = command.BeginInvoke();
        for (var i = 0; i < 500 && Core.Requests.CountOf("DELETE") < 25; i++) await Task.Delay(20);
        Assert.False(running.IsCompleted);

        var clock = Stopwatch.StartNew();
        command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"It took {clock.Elapsed}.");
        Assert.Empty(command.Streams.Error);
        var gone = ids.Where(id => Core.Store.Find(EntityType.Run, id) is null).ToList();
        Assert.InRange(gone.Count, 1, 59);
        var archived = Archived();
        Assert.All(gone, id => Assert.Contains(id, archived));
        // The rest goes on from there.
        Core.Faults.Clear();
        _shell.Run("Get-DhRun | Remove-DhRun -Archive 2026.db");
        Assert.Equal(ids, Archived());
    }

    [Fact]
    public async Task A_run_at_work_is_warned_of()
    {
        var ids = await ConnectAsync(1, new() { Kubernetes = new KubernetesOptions { Manual = true } }, new() { States = ["RUNNING"], Local = false });

        var warnings = _shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db").Warnings;

        Assert.Contains("RUNNING", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(ids, Archived());
        // On its way out now, and in the archive as it was: it counts as archived.
        Assert.Equal("DELETING", (string?)Core.Store.Find(EntityType.Run, ids[0])!["status"]!["state"]);
        Core.Requests.Clear();
        Assert.Contains(_shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db -Verbose").Verbose, text => text.Contains("is promised to go", StringComparison.Ordinal));
        Assert.Empty(Core.Requests.Matching("DELETE"));
        Assert.Equal(["RUNNING"], Texts("$s = Connect-DhBackend -Local -Path 2026.db -NoDefault; (Get-DhRun -Project demo -Session $s).State; Disconnect-DhBackend $s"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(14)]
    [InlineData(13)]
    public async Task What_comes_between_archive_and_removal_on_a_core_is_archived_too(int level)
    {
        var isFirst = 1;
        var ids = await ConnectAsync(1, new() { Level = level, OnRequest = Between(() => Interlocked.Exchange(ref isFirst, 0) == 1, Change) }, new() { States = ["CREATED"] });

        var warnings = _shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db").Warnings;

        Assert.Equal(ids, Archived());
        Assert.Equal(["CREATED", "late", "11"], Texts($"$s = Connect-DhBackend -Local -Path 2026.db -NoDefault; $r = Get-DhRun {ids[0]} -Project demo -Session $s; $r.State; $r.Labels; $r.Status.results.n; Disconnect-DhBackend $s"));
        // Only 13 leaves it there, so that its metrics can be looked at again; that its state is another, older ones need not tell.
        if (level == 15) Assert.Contains("The metrics of run", Assert.Single(warnings), StringComparison.Ordinal);
        if (level == 14) Assert.Contains("The state and metrics of run", Assert.Single(warnings), StringComparison.Ordinal);
        if (level == 13) Assert.Contains("The state of run", Assert.Single(warnings), StringComparison.Ordinal);

        void Change(string id)
        {
            var run = Core.Store.Find(EntityType.Run, id)!;
            run["metadata"]!["labels"] = new System.Text.Json.Nodes.JsonArray("late");
            run["status"]!["results"] = new System.Text.Json.Nodes.JsonObject { ["n"] = 11 };
            Core.Store.Remove(EntityType.Run, id);
            Core.Store.Add(EntityType.Run, run);
        }
    }

    [Fact]
    public async Task A_metric_that_comes_between_archive_and_removal_is_archived_while_the_core_has_it()
    {
        var ids = await ConnectAsync(
            1,
            new() { Kubernetes = new KubernetesOptions { Manual = true }, OnRequest = Between(() => true, id => MetricAsync(id, "loss", "[1, 2, 3]").GetAwaiter().GetResult()) },
            new() { Local = false });
        await MetricAsync(ids[0], "loss", "[1, 2]");

        Assert.Empty(_shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db").Warnings);

        Assert.Equal(["loss=1 2 3"], await SessionClient.MetricsAsync(_shell.Run("$s = Connect-DhBackend -Local -Path 2026.db -NoDefault; $s").Single().BaseObject, "demo", ids[0]));
        Assert.Equal(["COMPLETED"], Texts("(Get-DhRun -Project demo -Session $s).State"));
    }

    [Fact]
    public async Task Metrics_that_cannot_be_looked_at_again_are_warned_of_and_the_run_is_on_its_way_out()
    {
        var ids = await ConnectAsync(1, new() { Kubernetes = new KubernetesOptions { Manual = true } }, new() { Local = false });
        Core.Faults.Add(Fault.Status(500) with { Path = "/metrics$", After = 1, Times = 20 });

        var result = _shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db");

        Assert.Empty(result.Errors);
        Assert.Contains("The metrics of run", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("DELETING", (string?)Core.Store.Find(EntityType.Run, ids[0])!["status"]!["state"]);
        Assert.Equal(ids, Archived());
    }

    [Fact]
    public async Task What_came_last_and_finds_no_place_in_the_archive_is_warned_of()
    {
        var ids = await ConnectAsync(
            1,
            new()
            {
                Kubernetes = new KubernetesOptions { Manual = true },
                OnRequest = Between(() => true, id =>
                {
                    MetricAsync(id, "loss", "[1]").GetAwaiter().GetResult();
                    // Somebody changes it in the archive at that very moment.
                    using var other = Shell.Bare();
                    other.Run($"$s = Connect-DhBackend -Local -Path '{File}' -NoDefault; Update-DhRun {id} -Project demo -Session $s -AddLabel own; Disconnect-DhBackend $s");
                }),
            },
            new() { Local = false });

        var result = _shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db");

        Assert.Empty(result.Errors);
        Assert.Contains("was changed while", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("DELETING", (string?)Core.Store.Find(EntityType.Run, ids[0])!["status"]!["state"]);
        Assert.Equal(["own"], Texts("$s = Connect-DhBackend -Local -Path 2026.db -NoDefault; (Get-DhRun -Project demo -Session $s).Labels; Disconnect-DhBackend $s"));
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 5)]
    public async Task A_run_that_nobody_changes_costs_one_request_more_where_the_core_still_has_it(bool local, int requests)
    {
        await ConnectAsync(1, new() { Kubernetes = new KubernetesOptions { Manual = true } }, new() { Local = local });
        _shell.Run("$runs = Get-DhRun");
        Core.Requests.Clear();

        Assert.Empty(_shell.Try("$runs | Remove-DhRun -Archive 2026.db").Warnings);

        Assert.Equal(requests, Core.Requests.Count);
    }

    [Fact]
    public async Task A_local_run_at_work_that_is_gone_at_once_is_warned_of()
    {
        var ids = await ConnectAsync(1, null, new() { States = ["RUNNING"] });

        Assert.Contains("The metrics of run", Assert.Single(_shell.Try("Get-DhRun | Remove-DhRun -Archive 2026.db").Warnings), StringComparison.Ordinal);
        Assert.Equal(ids, Archived());
    }

    [Fact]
    public async Task What_comes_between_archive_and_removal_in_a_local_store_keeps_the_run_until_it_is_archived()
    {
        using var other = Local();
        var round = 0;
        BackendProxy.Put(_shell, call =>
        {
            if (call.Name == "DeleteReadRunAsync")
            {
                var script = ++round switch
                {
                    1 => "Add-DhRunMetric r1 loss 2, 3",
                    2 => "Update-DhRun r1 -Status @{ results = @{ n = 11 } }",
                    3 => "Update-DhRun r1 -State COMPLETED",
                    _ => null,
                };
                if (script is not null) other.Run(script);
            }
            return call.Go();
        });

        var result = _shell.Try("Remove-DhRun r1 -Session $core -Archive 2026.db");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(4, round);
        Assert.Empty(other.Run("Get-DhRun"));
        var session = _shell.Run("$s = Connect-DhBackend -Local -Path 2026.db -NoDefault; $s").Single().BaseObject;
        Assert.Equal(["loss=1 2 3"], await SessionClient.MetricsAsync(session, "demo", "r1"));
        Assert.Equal(["COMPLETED", "11"], Texts("$r = Get-DhRun r1 -Project demo -Session $s; $r.State; $r.Status.results.n"));
    }

    [Fact]
    public async Task A_run_that_is_never_left_alone_is_not_removed()
    {
        using var other = Local();
        var round = 0;
        BackendProxy.Put(_shell, call =>
        {
            if (call.Name == "DeleteReadRunAsync") other.Run($"Add-DhRunMetric r1 loss {++round}");
            return call.Go();
        });

        var error = _shell.Fail("Remove-DhRun r1 -Session $core -Archive 2026.db");

        Assert.Equal("RunChanged", error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(100, round);
        Assert.Equal("r1", other.Run("(Get-DhRun).Id").Single().BaseObject);
        var session = _shell.Run("$s = Connect-DhBackend -Local -Path 2026.db -NoDefault; $s").Single().BaseObject;
        Assert.Equal([$"loss=1 {string.Join(' ', Enumerable.Range(1, 99))}"], await SessionClient.MetricsAsync(session, "demo", "r1"));
    }

    [Fact]
    public void Ctrl_C_ends_the_tries()
    {
        using var other = Local();
        using var tried = new ManualResetEventSlim();
        var round = 0;
        BackendProxy.Put(_shell, call =>
        {
            if (call.Name == "DeleteReadRunAsync")
            {
                other.Run($"Add-DhRunMetric r1 loss {++round}");
                if (round == 3)
                {
                    tried.Set();
                    call.Token.WaitHandle.WaitOne(Patience.Long);
                }
            }
            return call.Go();
        });
        using var command = System.Management.Automation.PowerShell.Create(_shell.Runspace);
        command.AddScript("Remove-DhRun r1 -Session $core -Archive 2026.db");
        command.BeginInvoke();
        Assert.True(tried.Wait(Patience.Long));

        command.Stop();

        Assert.Equal(3, round);
        Assert.Empty(command.Streams.Error);
        Assert.Equal("r1", other.Run("(Get-DhRun).Id").Single().BaseObject);
    }

    [Fact]
    public void A_run_that_somebody_else_begins_to_remove_meanwhile_is_warned_of()
    {
        using var other = Local();
        var round = 0;
        BackendProxy.Put(_shell, call =>
        {
            if (call.Name == "DeleteReadRunAsync" && ++round == 1) other.Run($"Add-DhRunMetric r1 loss 2; $like = Connect-DhBackend -Local -Path '{_shell.Folder}/store.db' -LikeCore 13 -NoDefault; Remove-DhRun r1 -Project demo -Session $like");
            return call.Go();
        });

        Assert.Contains("was changed while", Assert.Single(_shell.Try("Get-DhRun -Session $core | Remove-DhRun -Archive 2026.db").Warnings), StringComparison.Ordinal);
        Assert.Equal(2, round);
        Assert.Equal(["r1"], Archived());
    }

    // Two shells on one store that has a run at work.
    private Shell Local()
    {
        var other = Shell.Bare();
        var store = Path.Combine(_shell.Folder, "store.db");
        _shell.Run($"Connect-DhBackend -Local -Path '{store}'; Set-DhProject demo; New-DhRun python+run -Id r1 -LocalExecution > $null; 'BUILT', 'READY', 'RUNNING' | ForEach-Object {{ Update-DhRun r1 -State $_ }}; Add-DhRunMetric r1 loss 1");
        other.Run($"Connect-DhBackend -Local -Path '{store}'; Set-DhProject demo");
        return other;
    }

    private static Action<string, string> Between(Func<bool> when, Action<string> act) => (method, target) =>
    {
        if (method == "DELETE" && when()) act(target.Split('/')[^1]);
    };

    private async Task<IReadOnlyList<string>> ConnectAsync(int runs, FakeCoreOptions? options = null, FakeCore.Store.SeedOptions? seed = null)
    {
        _core = await FakeCoreServer.StartAsync(options ?? new());
        var ids = Core.Seed("demo", runs, seed);
        _shell.Run($"Connect-DhBackend {Core.Endpoint.AbsoluteUri} -TimeoutSec 5; Set-DhProject demo");
        return ids;
    }

    private async Task MetricAsync(string id, string name, string json)
    {
        using var client = new HttpClient { BaseAddress = Core.Endpoint };
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        (await client.PutAsync(new Uri($"api/v1/-/demo/runs/{id}/metrics/{name}", UriKind.Relative), body)).EnsureSuccessStatusCode();
    }

    private List<string> Archived() =>
        Texts("$s = Connect-DhBackend -Local -Path 2026.db -NoDefault; (Get-DhRun -Project demo -Session $s -Sort Id).Id; Disconnect-DhBackend $s");

    private List<string> Texts(string script) => [.. _shell.Run(script).Where(value => value is not null).Select(value => value.ToString())];

    private string Text(string script) => string.Join('\n', Texts(script));
}

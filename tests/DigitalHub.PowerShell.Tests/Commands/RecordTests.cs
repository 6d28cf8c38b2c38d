using System.Management.Automation;
using System.Text;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Model;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Runs that are brought back, or moved, under their old id.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly Shell _shell = Shell.Bare();
    private FakeCoreServer? _core;

    private FakeCoreServer Core => _core!;

    public void Dispose()
    {
        _shell.Dispose();
        _core?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    [Fact]
    public async Task Runs_come_back_from_an_archive_as_records()
    {
        var ids = await ArchiveAsync(new() { Kubernetes = new KubernetesOptions { Manual = true } });
        Core.Requests.Clear();

        var result = _shell.Try("$back = Get-DhRun -Project demo -Session $archive -Sort Id | Copy-DhRun -AsRecord -DestinationSession $core; $back.Id");

        Assert.Empty(result.Errors);
        Assert.Equal(ids, result.Output.Select(id => (string)id.BaseObject));
        // Once for all of them, and before anything is done.
        var warning = Assert.Single(result.Warnings);
        Assert.Contains("logs", warning, StringComparison.Ordinal);
        Assert.Contains("created", warning, StringComparison.Ordinal);
        Assert.Equal(["COMPLETED", "COMPLETED", "COMPLETED"], Texts("$back.State"));
        Assert.Equal(["kept", "True", "nightly"], Texts($"$r = Get-DhRun {ids[0]} -Session $core -Project demo; $r.Results.note; $r.Spec.local_execution; $r.Labels"));
        Assert.Equal(["2020-01-01T01:00:00Z", "2020-01-01T00:00:00Z"], Texts("$r.Status.transitions.time"));
        Assert.Equal(["loss=0.5 0.25"], await SessionClient.MetricsAsync(Session("core"), "demo", ids[0]));
        Assert.Empty(await SessionClient.LogsAsync(Session("core"), "demo", ids[0]));
        Assert.All(ids, id => Assert.False(Core.Advance(id)));
        Assert.Equal(3, Texts("(Get-DhRun -Project demo -Session $archive).Id").Count);
        Assert.Equal("RunExists", _shell.Fail($"Copy-DhRun {ids[0]} -Project demo -Session $archive -AsRecord -DestinationSession $core").Id());
    }

    [Theory]
    [InlineData(15, "0.15.0", "")]
    [InlineData(15, "0.15.0", "-WhatIf")]
    [InlineData(14, null, "")]
    [InlineData(13, null, "-WhatIf")]
    public async Task A_core_that_could_start_them_gets_none(int level, string? version, string whatIf)
    {
        var ids = await ArchiveAsync(new() { Level = level, Version = version });
        Core.Requests.Clear();

        var error = _shell.Fail($"Copy-DhRun {ids[0]} -Project demo -Session $archive -AsRecord -DestinationSession $core {whatIf}");

        Assert.Equal("RecordUnsupported", error.Id());
        Assert.Equal(ErrorCategory.InvalidOperation, error.CategoryInfo.Category);
        Assert.Contains("0.15.1", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(Core.Requests.All, request => request.Method is "POST" or "PUT");
    }

    [Fact]
    public async Task What_if_sends_nothing_that_changes_anything_and_finds_what_is_wrong()
    {
        var ids = await ArchiveAsync();
        Core.Requests.Clear();

        var result = _shell.Try($"Copy-DhRun {ids[0]} -Project demo -Session $archive -AsRecord -DestinationSession $core -WhatIf");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Single(result.Warnings);
        Assert.DoesNotContain(Core.Requests.All, request => request.Method is "POST" or "PUT");
        Assert.Contains(_shell.Try($"Copy-DhRun {ids[0]} -Project demo -Session $archive -AsRecord -DestinationSession $core -Verbose").Verbose, text => text.Contains("\"Copy run as record\"", StringComparison.Ordinal));
        Assert.Equal("RunExists", _shell.Fail($"Copy-DhRun {ids[0]} -Project demo -Session $archive -AsRecord -DestinationSession $core -WhatIf").Id());
        Assert.Equal("ProjectNotFound", _shell.Fail($"Copy-DhRun {ids[1]} -Project demo -Session $archive -AsRecord -DestinationSession $core -DestinationProject none -Task python+job://none/t -Function python://none/f:1 -WhatIf").Id());
    }

    [Fact]
    public async Task What_fails_on_the_way_is_that_runs_error_and_says_how_far_it_came()
    {
        var ids = await ArchiveAsync();
        Core.Faults.Add(Fault.Status(500) with { Method = "PUT", Path = $"/runs/{ids[1]}$", After = 2 });

        var result = _shell.Try("Get-DhRun -Project demo -Session $archive -Sort Id | Copy-DhRun -AsRecord -DestinationSession $core");

        var error = Assert.Single(result.Errors);
        Assert.Equal("RecordIncomplete", error.Id());
        Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
        Assert.Equal(ids[1], ((dynamic)error.TargetObject).Id);
        Assert.Contains("READY", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Count);
        // As the error says: remove it and copy once more.
        _shell.Run($"Remove-DhRun {ids[1]} -Session $core -Project demo; Copy-DhRun {ids[1]} -Project demo -Session $archive -AsRecord -DestinationSession $core 3> $null");
        Assert.Equal(["COMPLETED"], Texts($"(Get-DhRun {ids[1]} -Session $core -Project demo).State"));
    }

    [Fact]
    public async Task References_that_lead_nowhere_on_the_core_are_an_error_unless_others_are_given()
    {
        var ids = await ArchiveAsync();
        var task = Texts($"(Get-DhRun {ids[0]} -Project demo -Session $archive).Task")[0];
        Core.Store.Remove(EntityType.Task, task.Split('/')[^1]);
        Core.Seed("other", 1, new() { Prefix = "o-" });
        _shell.Run("New-DhProject empty -Session $core > $null");
        var other = Texts("$o = Get-DhRun o-000000 -Project other -Session $core; $o.Task; $o.Function");

        Assert.Equal("ReferenceNotFound", Fails(ids[0], string.Empty));
        Assert.Equal("ReferenceNotFound", Fails(ids[0], "-DestinationProject empty"));
        Assert.Equal("ProjectMismatch", Fails(ids[0], $"-Task {other[0]}"));
        Assert.Null(Core.Store.Find(EntityType.Run, ids[0]));

        Assert.Equal(
            ["other", ids[0], "COMPLETED", .. other],
            Texts($"$r = Copy-DhRun {ids[0]} -Project demo -Session $archive -AsRecord -DestinationSession $core -DestinationProject other -Task {other[0]} -Function {other[1]} 3> $null; $r.Project; $r.Id; $r.State; $r.Task; $r.Function"));

        string Fails(string id, string with) => _shell.Fail($"Copy-DhRun {id} -Project demo -Session $archive -AsRecord -DestinationSession $core {with} 3> $null").Id();
    }

    [Fact]
    public async Task A_local_store_keeps_the_run_to_the_letter()
    {
        var ids = await ArchiveAsync();
        _shell.Run("$there = Connect-DhBackend -Local -InMemory -NoDefault; New-DhProject demo -Session $there > $null; New-DhProject other -Session $there > $null");

        var result = _shell.Try($"$r = Copy-DhRun {ids[0]} -Project demo -Session $archive -AsRecord -DestinationSession $there; $r.Key");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(Text($"Export-DhRun {ids[0]} -AsString -Project demo -Session $archive"), Text($"Export-DhRun {ids[0]} -AsString -Project demo -Session $there"));
        Assert.Equal(["p/c: text of the log\n"], await SessionClient.LogsAsync(Session("there"), "demo", ids[0]));
        Assert.Equal(["loss=0.5 0.25"], await SessionClient.MetricsAsync(Session("there"), "demo", ids[0]));
        Assert.Equal("RunExists", _shell.Fail($"Copy-DhRun {ids[0]} -Project demo -Session $archive -AsRecord -DestinationSession $there").Id());

        // Into another project its references are re-pointed, and nothing else changes.
        Assert.Equal(
            ["other", $"store://other/run/python+job:run/{ids[1]}:{ids[1]}", "other", "True", "True", "COMPLETED"],
            Texts($"$r = Copy-DhRun {ids[1]} -Project demo -Session $archive -AsRecord -DestinationSession $there -DestinationProject other; $r.Project; $r.Key; $r.Metadata.project; $r.Task -like 'python+job://other/*'; $r.Function -like 'python://other/hello:*'; $r.State"));
    }

    [Theory]
    [InlineData("-DestinationId x")]
    [InlineData("-Name x")]
    [InlineData("-Label x")]
    [InlineData("-AddLabel x")]
    [InlineData("-Spec @{ a = 1 }")]
    [InlineData("-Metadata @{ a = 1 } -Replace")]
    [InlineData("-LocalExecution")]
    [InlineData("-LocalExecution:$false")]
    public void What_would_make_another_run_of_it_is_refused(string parameter)
    {
        _shell.Run("Connect-DhBackend -Local -InMemory; Set-DhProject demo; New-DhRun python+run -Id a > $null; $there = Connect-DhBackend -Local -InMemory -NoDefault");

        var error = _shell.Fail($"Copy-DhRun a -AsRecord -DestinationSession $there {parameter}");

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains(parameter.Split(' ', ':')[0], error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Theory]
    [InlineData("Copy-DhRun gone -AsRecord -DestinationSession $there", "RunNotFound")]
    [InlineData("Copy-DhRun a -AsRecord", "RunExists")]
    [InlineData("Copy-DhRun a -AsRecord -WhatIf", "RunExists")]
    [InlineData("Copy-DhRun a -AsRecord -DestinationSession $there", "ProjectNotFound")]
    [InlineData("Copy-DhRun a -AsRecord -DestinationSession $there -WhatIf", "ProjectNotFound")]
    [InlineData("Copy-DhRun a -AsRecord -DestinationProject 'No Project'", "ProjectInvalid")]
    [InlineData("Copy-DhRun a -AsRecord -DestinationSession $there -Task nonsense", "ValueInvalid")]
    public void Bad_calls_are_one_clear_error(string call, string id)
    {
        _shell.Run("Connect-DhBackend -Local -InMemory; Set-DhProject demo; New-DhRun python+run -Id a > $null; $there = Connect-DhBackend -Local -InMemory -NoDefault");

        var error = _shell.Fail(call);

        Assert.Equal(id, error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Empty(_shell.Run("Get-DhProject -Session $there"));
    }

    // What is in the hand may have been edited; a record is what the backend has.
    [Fact]
    public void A_record_is_the_run_as_its_backend_has_it() =>
        Assert.Equal(
            ["1"],
            Texts(
                """
                Connect-DhBackend -Local -InMemory; Set-DhProject demo
                New-DhRun python+run -Id a -Spec @{ n = 1 } > $null
                $there = Connect-DhBackend -Local -InMemory -NoDefault; New-DhProject demo -Session $there > $null
                $r = Get-DhRun a; $r.Spec.n = 2
                ($r | Copy-DhRun -AsRecord -DestinationSession $there).Spec.n
                """));

    /// <summary>Three runs of a core with logs, metrics and a past, that are now in an archive and no longer on the core.</summary>
    private async Task<IReadOnlyList<string>> ArchiveAsync(FakeCoreOptions? options = null)
    {
        _core = await FakeCoreServer.StartAsync(options ?? new());
        var ids = Core.Seed("demo", 3, new() { Labels = ["nightly"] });
        foreach (var id in ids)
        {
            Core.Cluster.Show(id, System.Text.Json.Nodes.JsonNode.Parse("""{"results":{"note":"kept"},"transitions":[{"status":"COMPLETED","time":"2020-01-01T01:00:00Z"},{"status":"RUNNING","time":"2020-01-01T00:00:00Z"}]}""")!.AsObject());
            Core.Cluster.ShowLogs(id, new ContainerLog("c", "p", "text of the log\n"));
            using var client = new HttpClient { BaseAddress = Core.Endpoint };
            using var body = new StringContent("[0.5, 0.25]", Encoding.UTF8, "application/json");
            (await client.PutAsync(new Uri($"api/v1/-/demo/runs/{id}/metrics/loss", UriKind.Relative), body)).EnsureSuccessStatusCode();
        }
        _shell.Run(
            $"""
            $core = Connect-DhBackend {Core.Endpoint.AbsoluteUri} -TimeoutSec 5 -NoDefault
            Get-DhRun -Session $core -Project demo | Remove-DhRun -Archive 2026.db
            $archive = Connect-DhBackend -Local -Path 2026.db -NoDefault
            """);
        foreach (var id in ids) Core.Store.Remove(EntityType.Run, id);
        return ids;
    }

    private object Session(string name) => ((PSObject)_shell.Runspace.SessionStateProxy.GetVariable(name)).BaseObject;

    private List<string> Texts(string script) => [.. _shell.Run(script).Where(value => value is not null).Select(value => value.ToString())];

    private string Text(string script) => string.Join('\n', Texts(script));
}

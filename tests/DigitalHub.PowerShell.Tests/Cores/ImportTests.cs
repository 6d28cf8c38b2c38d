using System.Collections.Concurrent;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Importing into cores of every level: kinds that they lack or call otherwise, and what is said before it is done.</summary>
public sealed class ImportTests
{
    [Theory]
    [InlineData(13, "nosuch+run", "python")]
    [InlineData(13, "nosuch+job:run", "python")]
    [InlineData(14, "nosuch+job:run", "python")]
    [InlineData(14, "dbt+run", "dbt+transform:run")]
    [InlineData(15, "nosuch+job:run", "python")]
    [InlineData(15, "dbt+run", "dbt+transform:run")]
    public async Task A_kind_that_the_core_lacks_is_one_error_with_those_that_it_has(int level, string kind, string listed)
    {
        await using var on = await Prepared(level);
        await File.WriteAllTextAsync(Path.Combine(on.Shell.Folder, "two.yaml"), on.Shell.Run($"\"kind: {kind}`nid: a`nspec: {{ task: '$t', function: '$f' }}`n---`nkind: python+job:run`nid: b`nspec: {{ task: '$t', function: '$f', local_execution: true }}\"").Single().BaseObject.ToString());

        foreach (var (arguments, made) in new[] { ("-WhatIf", 0), ("-Update -WhatIf", 0), ("", 1), ("-Update", 1) })
        {
            var result = on.Shell.Try($"Import-DhRun two.yaml {arguments}");

            var error = Assert.Single(result.Errors);
            Assert.Equal("KindNotFound", error.Id());
            Assert.Contains("two.yaml:1", error.ErrorDetails.Message, StringComparison.Ordinal);
            Assert.Contains($"'{kind}'", error.ErrorDetails.Message, StringComparison.Ordinal);
            Assert.Contains(listed, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Equal(made, result.Output.Count);
        }
        Assert.Equal(3, on.Shell.Run("Get-DhRun").Count);
    }

    [Theory]
    [InlineData(13, "python+job:run", "python+run")]
    [InlineData(13, "python+run", "python+run")]
    [InlineData(14, "python+run", "python+job:run")]
    [InlineData(15, "python+run", "python+job:run")]
    [InlineData(15, "python+job:run", "python+job:run")]
    public async Task What_if_names_the_kind_that_is_made(int level, string kind, string made)
    {
        var host = new AnsweringHost(_ => 0);
        await using var on = await Prepared(level, host);
        on.Shell.Run($"$doc = @{{ kind = '{kind}'; id = 'new'; spec = @{{ task = $t; function = $f }} }}; $record = @{{ kind = '{kind}'; id = 'new'; spec = @{{ task = $t; function = $f; local_execution = $true }} }}; $old = Get-DhRun run-000000");

        foreach (var (call, verb, target) in new[]
        {
            ("$doc | Import-DhRun", "Import and start run", "run 'new' of kind"),
            ("$doc | Import-DhRun -Update", "Import and start run", "run 'new' of kind"),
            ("$doc | Import-DhRun -LocalExecution", "Import run as a record only", "run 'new' of kind"),
            ("$record | Import-DhRun", "Import run as a record only", "run 'new' of kind"),
            ("$record | Import-DhRun -Start", "Import and start run", "run 'new' of kind"),
            ($"New-DhRun {kind} -Id new -Task $t -Function $f", "Create and start run", "run 'new' of kind"),
            ("$old | Copy-DhRun -DestinationId new -LocalExecution:$false", "Copy and start run", "to run 'new' of kind"),
            ("Copy-DhRun run-000000 -DestinationId new -LocalExecution", "Copy run as a record only", "to run 'new' of kind"),
        })
        {
            host.Shown();
            on.Shell.Run($"{call} -WhatIf");
            var line = Assert.Single(host.Shown());
            Assert.StartsWith($"What if: Performing the operation \"{verb}\" on target \"", line, StringComparison.Ordinal);
            Assert.Contains($"{target} '{made}' in project 'demo' on ", line, StringComparison.Ordinal);
        }
        Assert.Equal(0, on.Requests("POST"));
        Assert.Equal(made, on.Shell.Run("($record | Import-DhRun).Kind").Single().BaseObject);
    }

    [Theory]
    [InlineData("Copy-DhRun run-000000 -DestinationId new -LocalExecution:$false -Confirm", "Copy and start run", "to run 'new' of kind 'python+job:run' in project 'demo'")]
    [InlineData("Copy-DhRun run-000000 -LocalExecution -Confirm", "Copy run as a record only", "to a new run of kind 'python+job:run' in project 'demo'")]
    [InlineData("Copy-DhRun run-000000 -DestinationSession $local -Confirm", "Copy run", "to a new run of kind 'python+job:run' in project 'demo'")]
    [InlineData("Copy-DhRun run-000000 -AsRecord -DestinationSession $local -Confirm", "Copy run as record", "to run 'run-000000' of kind 'python+job:run' in project 'demo'")]
    public async Task Who_is_asked_reads_what_is_copied_also_by_its_id(string call, string verb, string target)
    {
        var asked = new ConcurrentQueue<string>();
        var host = new AnsweringHost(question =>
        {
            asked.Enqueue(question);
            return 2;
        });
        await using var on = await Prepared(15, host);
        on.Shell.Run("$local = Connect-DhBackend -Local -InMemory -NoDefault; $null = New-DhProject demo -Session $local");
        on.Core.Requests.Clear();

        on.Shell.Run(call);

        var question = Assert.Single(asked);
        Assert.Contains($"\"{verb}\" on target \"run 'run-000000' in project 'demo' on ", question, StringComparison.Ordinal);
        Assert.Contains(target, question, StringComparison.Ordinal);
        Assert.Equal(0, on.Requests("POST"));
        Assert.Empty(on.Shell.Run("Get-DhRun -Session $local -Project demo"));
        Assert.Equal("RunNotFound", on.Shell.Fail(call.Replace("run-000000", "none", StringComparison.Ordinal)).Id());
        Assert.Single(asked);
    }

    [Theory]
    [InlineData(13, "python+job:run")]
    [InlineData(14, "python+run")]
    [InlineData(15, "python+run")]
    public async Task A_document_of_the_other_generation_is_its_run_also_the_second_time(int level, string kind)
    {
        await using var on = await Prepared(level);
        on.Shell.Run($"$null = @{{ kind = '{kind}'; id = 'r'; metadata = @{{ labels = @('x') }}; spec = @{{ task = $t; function = $f; local_execution = $true }} }} | Import-DhRun; $text = (Export-DhRun r -AsString) -replace '(?m)^kind: .*$', 'kind: {kind}'");
        on.Core.Requests.Clear();

        Assert.Empty(on.Shell.Try("Import-DhRun -Content $text -Update -WhatIf").Errors);
        Assert.Equal("r", on.Shell.Run("(Import-DhRun -Content $text -Update).Id").Single().BaseObject);
        Assert.Equal(0, on.Requests("PUT"));
        Assert.Equal("x y", on.Shell.Run("(Import-DhRun -Content ($text -replace '- x', \"- x`n    - y\") -Update).Labels -join ' '").Single().BaseObject);
        Assert.Equal(1, on.Requests("PUT"));
        Assert.Equal(0, on.Requests("POST"));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task What_was_exported_of_a_core_goes_back_into_it_and_into_a_store(int level)
    {
        await using var on = await Prepared(level);
        on.Shell.Run("$old = Get-DhRun run-000001; $old | Export-DhRun -Path old.yaml; Remove-DhRun run-000001 -Wait");

        dynamic again = on.Shell.Run("Import-DhRun old.yaml -LocalExecution -WarningAction SilentlyContinue").Single().BaseObject;
        Assert.Equal("run-000001", (string)again.Id);
        Assert.Empty(on.Shell.Run("Compare-DhRun $old (Get-DhRun run-000001) | Where-Object Path -notmatch '^(metadata\\.(version|created|updated|name)|name|user|key|status|metadata\\.(created|updated)_by)'"));

        on.Shell.Run("$local = Connect-DhBackend -Local -InMemory -NoDefault; $null = Set-DhProject demo -Session $local");
        Assert.Equal(["run-000001", true], on.Shell.Run("$kept = Import-DhRun old.yaml -Session $local; $kept.Id; $kept.Kind -eq $old.Kind").Select(value => value.BaseObject));
    }

    private static async Task<CoreShell> Prepared(int level, AnsweringHost? host = null)
    {
        var on = await CoreShell.OpenAsync(new FakeCoreOptions { Level = level, Kubernetes = new KubernetesOptions() }, runs: 2, host: host);
        on.Shell.Run("$t = (Get-DhRun run-000000).Task; $f = (Get-DhRun run-000000).Function");
        on.Core.Requests.Clear();
        return on;
    }
}

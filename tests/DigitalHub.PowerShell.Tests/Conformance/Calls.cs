using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>
/// Valid calls of every command, in the world that <see cref="Prepare"/> makes: what must hold for all commands is tried
/// with each of them. A call ends with the command it is for, so that a parameter can be appended, and each call of a
/// command that supports ShouldProcess changes something.
/// </summary>
internal static class Calls
{
    /// <summary>The current project, with three runs, and another one with two; each with a function of two versions, a workflow and a task.</summary>
    public const string Prepare =
        """
        New-DhProject spare -Description spare > $null
        foreach ($project in 'demo', 'spare') {
            'one', 'two' | ForEach-Object { New-DhFunction train python -Project $project -Id "$project-train$($_ -replace 'one')" -Handler $_ -Label listed > $null }
            'one', 'two' | ForEach-Object { New-DhWorkflow nightly hera -Project $project -Id "$project-nightly$($_ -replace 'one')" -Handler $_ -Label listed > $null }
            New-DhTask job -Function train -Project $project -Id "$project-job" > $null
            1..2 | New-DhRun -Kind python+run -Project $project -Id { "$project-$_" } -Label listed > $null
        }
        New-DhRun -Kind python+job:run -Project demo -Id single > $null
        foreach ($state in 'BUILT', 'READY', 'RUNNING') { Update-DhRun spare-2 -Project spare -State $state }
        """;

    private static readonly string Sample = $"'{Path.Combine(BuiltModule.Repository, "tests", "data", "clients", "sdk-export.yaml")}'";

    private const string Stage = "[DigitalHub.PowerShell.Tests.Hosting.Stage]";

    private const string Logged = $"{Stage}::Log((Get-DhRun single), 'logged', \"one`ntwo`n\")";

    private const string LikeCore = $"$like = {Stage}::Core((Get-DhRun single))";

    private static readonly Dictionary<string, string[]> Table = new()
    {
        ["Connect-DhBackend"] =
        [
            "Connect-DhBackend -Local -InMemory",
            "Connect-DhBackend -Local -InMemory -PassThru",
            "Connect-DhBackend -Local -InMemory -NoDefault",
        ],
        ["Disconnect-DhBackend"] =
        [
            "Disconnect-DhBackend",
            "Disconnect-DhBackend (Get-DhBackend)",
        ],
        ["Get-DhBackend"] = ["Get-DhBackend"],
        ["Test-DhBackend"] =
        [
            "Test-DhBackend",
            "Test-DhBackend -Session (Get-DhBackend)",
            "Connect-DhBackend -Local -InMemory; $closed = Get-DhBackend; Disconnect-DhBackend; Test-DhBackend $closed",
        ],
        ["Get-DhKind"] =
        [
            "Get-DhKind",
            "Get-DhKind python+job:run",
            "Get-DhKind python* -Entity run, task -Runtime p* -Action job, serve",
            "Get-DhKind none*",
            "Get-DhKind -Entity function | Get-DhKind",
        ],
        ["Get-DhProject"] =
        [
            "Get-DhProject",
            "Get-DhProject demo",
            "Get-DhProject -Name demo, spare",
            "Get-DhProject s*",
            "Get-DhProject none*",
            "Get-DhProject -CurrentOnly",
            "Get-DhProject -First 1 -Skip 1 -IncludeTotalCount",
            "Get-DhProject | Get-DhProject",
        ],
        ["New-DhProject"] =
        [
            "New-DhProject fresh",
            "New-DhProject fresh -Description fresh -Label a, b -Spec @{ a = 1 } -Metadata @{ b = 2 }",
        ],
        ["Set-DhProject"] =
        [
            "Set-DhProject spare",
            "Set-DhProject fresh -PassThru",
            "Get-DhProject spare | Set-DhProject -PassThru",
            "Set-DhProject fresh -Create",
        ],
        ["Update-DhProject"] =
        [
            "Update-DhProject demo -Description changed",
            "Update-DhProject demo, spare -AddLabel new -RemoveLabel old -Force -PassThru",
            "Update-DhProject demo -Spec @{ a = 1 } -Metadata @{ b = 2 } -Replace -PassThru",
            "Get-DhProject | Update-DhProject -Description changed -PassThru",
        ],
        ["Remove-DhProject"] =
        [
            "Remove-DhProject spare -Cascade -Confirm:$false",
            "Get-DhProject | Remove-DhProject -Cascade -Confirm:$false",
        ],
        ["Get-DhFunction"] =
        [
            "Get-DhFunction",
            "Get-DhFunction train",
            "Get-DhFunction -Id demo-train",
            "Get-DhFunction store://demo/function/python/train:demo-train",
            "Get-DhFunction train -AllVersions -Kind python -User * -Label listed",
            "Get-DhFunction tr*, none*",
            "Get-DhFunction -Project *",
            "Get-DhFunction -First 1 -Skip 1 -IncludeTotalCount -AllVersions",
            "Get-DhProject | Get-DhFunction",
            "Get-DhFunction | Get-DhFunction",
        ],
        ["New-DhFunction"] =
        [
            "New-DhFunction fresh python",
            "New-DhFunction fresh python -Id fresh -SourceCode 'def main(): pass' -Handler main -Description fresh -Label a, b -Spec @{ a = 1 } -Metadata @{ b = 2 }",
            $"New-DhFunction fresh python -SourcePath {Sample}",
            "New-DhFunction train python -Source git+https://example.org/code -Handler code:main",
            "Get-DhProject spare | New-DhFunction fresh python",
        ],
        ["Update-DhFunction"] =
        [
            "Update-DhFunction train -Description changed",
            "Update-DhFunction -Id demo-train -AddLabel new -RemoveLabel listed -Force -PassThru",
            "Update-DhFunction train -Metadata @{ a = 1 } -Replace -PassThru",
            "Get-DhFunction | Update-DhFunction -AddLabel new -PassThru",
        ],
        ["Remove-DhFunction"] =
        [
            "Remove-DhFunction train",
            "Remove-DhFunction -Id demo-train -Cascade",
            "Remove-DhFunction train -AllVersions -Confirm:$false",
            "Get-DhFunction | Remove-DhFunction",
        ],
        ["Get-DhWorkflow"] =
        [
            "Get-DhWorkflow",
            "Get-DhWorkflow nightly",
            "Get-DhWorkflow -Id demo-nightly",
            "Get-DhWorkflow store://demo/workflow/hera/nightly:demo-nightly",
            "Get-DhWorkflow nightly -AllVersions -Kind hera -User * -Label listed",
            "Get-DhWorkflow ni*, none*",
            "Get-DhWorkflow -Project *",
            "Get-DhWorkflow -First 1 -Skip 1 -IncludeTotalCount -AllVersions",
            "Get-DhProject | Get-DhWorkflow",
            "Get-DhWorkflow | Get-DhWorkflow",
        ],
        ["New-DhWorkflow"] =
        [
            "New-DhWorkflow fresh hera",
            "New-DhWorkflow fresh hera -Id fresh -SourceCode 'def main(): pass' -Handler main -Description fresh -Label a, b -Spec @{ a = 1 } -Metadata @{ b = 2 }",
            $"New-DhWorkflow fresh hera -SourcePath {Sample}",
            "New-DhWorkflow nightly hera -Source git+https://example.org/code -Handler code:main",
            "Get-DhProject spare | New-DhWorkflow fresh hera",
        ],
        ["Update-DhWorkflow"] =
        [
            "Update-DhWorkflow nightly -Description changed",
            "Update-DhWorkflow -Id demo-nightly -AddLabel new -RemoveLabel listed -Force -PassThru",
            "Update-DhWorkflow nightly -Metadata @{ a = 1 } -Replace -PassThru",
            "Get-DhWorkflow | Update-DhWorkflow -AddLabel new -PassThru",
        ],
        ["Remove-DhWorkflow"] =
        [
            "Remove-DhWorkflow nightly",
            "Remove-DhWorkflow -Id demo-nightly -Cascade",
            "Remove-DhWorkflow nightly -AllVersions -Confirm:$false",
            "Get-DhWorkflow | Remove-DhWorkflow",
        ],
        ["Import-DhFunction"] =
        [
            "Import-DhFunction -Content '{ kind: python, name: fresh, id: fresh, spec: { python_version: PYTHON3_10, source: { base64: eA== } } }' -Strict",
            "Import-DhFunction -Content '{ kind: python, project: demo, name: train, id: demo-train, metadata: { description: changed } }' -Update",
            "@{ kind = 'python'; name = 'fresh'; project = 'demo' } | Import-DhFunction -DestinationProject spare",
            "Get-DhFunction train | Import-DhFunction -NewId",
        ],
        ["Export-DhFunction"] =
        [
            "Export-DhFunction train function.yaml",
            "Export-DhFunction train -AsString",
            "Export-DhFunction -Id demo-train -LiteralPath function.txt -Format Json -Append -Force -PassThru",
            "Get-DhFunction -AllVersions | Export-DhFunction -Path out/ -NameTemplate '{name}-{id}.json' -PassThru",
        ],
        ["Import-DhWorkflow"] =
        [
            "Import-DhWorkflow -Content '{ kind: hera, name: fresh, id: fresh, spec: { source: { base64: eA== } } }' -Strict",
            "Import-DhWorkflow -Content '{ kind: hera, project: demo, name: nightly, id: demo-nightly, metadata: { description: changed } }' -Update",
            "@{ kind = 'hera'; name = 'fresh'; project = 'demo' } | Import-DhWorkflow -DestinationProject spare",
            "Get-DhWorkflow nightly | Import-DhWorkflow -NewId",
        ],
        ["Export-DhWorkflow"] =
        [
            "Export-DhWorkflow nightly workflow.yaml",
            "Export-DhWorkflow nightly -AsString",
            "Export-DhWorkflow -Id demo-nightly -LiteralPath workflow.txt -Format Json -Append -Force -PassThru",
            "Get-DhWorkflow -AllVersions | Export-DhWorkflow -Path out/ -NameTemplate '{name}-{id}.json' -PassThru",
        ],
        ["Get-DhTask"] =
        [
            "Get-DhTask",
            "Get-DhTask demo-job",
            "Get-DhTask -Function train -Kind python+* -Action job",
            "Get-DhTask -Workflow nightly",
            "Get-DhTask -Project *",
            "Get-DhTask -First 1 -Skip 1 -IncludeTotalCount",
            "Get-DhFunction | Get-DhTask",
            "Get-DhTask | Get-DhTask",
        ],
        ["New-DhTask"] =
        [
            "New-DhTask serve -Function train",
            "New-DhTask -Kind python+build -Function train -Id fresh -Spec @{ profile = 'small' }",
            "New-DhTask pipeline -Workflow nightly",
            "Get-DhFunction | New-DhTask build",
        ],
        ["Update-DhTask"] =
        [
            "Update-DhTask demo-job -Spec @{ profile = 'small' }",
            "Update-DhTask demo-job -Spec @{ profile = 'small' } -Replace -Force -PassThru",
            "$t = Get-DhTask demo-job; $t.Spec.profile = 'small'; $t | Update-DhTask",
        ],
        ["Remove-DhTask"] =
        [
            "Remove-DhTask demo-job",
            "Remove-DhTask demo-job -Cascade",
            "Get-DhTask | Remove-DhTask",
        ],
        ["Get-DhRun"] =
        [
            "Get-DhRun",
            "Get-DhRun single",
            "Get-DhRun single, demo-1",
            "Get-DhRun store://demo/run/python+job:run/single",
            "Get-DhRun -Label listed -State CREATED -Kind python* -Sort Id -Descending",
            "Get-DhRun -Name none",
            "Get-DhRun -Project *",
            "Get-DhRun -First 1 -Skip 1 -IncludeTotalCount",
            "Get-DhProject | Get-DhRun",
            "Get-DhRun | Get-DhRun",
        ],
        ["Get-DhRunLog"] =
        [
            $"{Logged}; Get-DhRunLog logged",
            $"{Logged}; Get-DhRunLog logged -Container c-* -Tail 1 -AsObject",
            $"{Logged}; Get-DhRunLog logged -AllContainers -Timestamp 3> $null",
            $"{Logged}; Get-DhRunLog logged -Raw",
            $"{Logged}; Get-DhRun logged | Get-DhRunLog -Follow -PollInterval 0.1",
            "Get-DhRun -Label listed | Get-DhRunLog",
        ],
        ["Get-DhRunMetric"] =
        [
            "Add-DhRunMetric single -Metric @{ loss = 0.5, 0.25; acc = 0.9 }; Get-DhRunMetric single",
            "Add-DhRunMetric single loss 0.5; Get-DhRunMetric single l*, none",
            "Get-DhRun | Get-DhRunMetric loss",
        ],
        ["Add-DhRunMetric"] =
        [
            "Add-DhRunMetric single loss 0.5",
            "Add-DhRunMetric single, demo-1 -Metric @{ loss = 0.5; acc = 0.9 } -SingleValue -Replace -PassThru",
            "Get-DhRun -Label listed | Add-DhRunMetric loss 0.5 -PassThru",
        ],
        ["Show-DhRun"] =
        [
            $"{LikeCore}; Show-DhRun single -Project demo -Session $like 3> $null",
            $"{LikeCore}; Show-DhRun single, demo-1 -Project demo -Session $like -PassThru 3> $null",
        ],
        ["New-DhRun"] =
        [
            "New-DhRun -Kind python+run",
            "New-DhRun python+job:run -Id fresh -Name fresh -Label a, b -Function python://demo/train:1 -Task python+job://demo/t -LocalExecution -Spec @{ a = 1 } -Metadata @{ b = 2 }",
            "1..3 | New-DhRun python+run",
            "1..3 | New-DhRun python+run -Id { \"ensured-$_\" } -Ensure",
            "Get-DhProject spare | New-DhRun python+run",
            "New-DhRun -Function train -Action job -Parameters @{ n = 3 } -Resources @{ mem = '4Gi' }",
            "New-DhRun -Workflow nightly",
            "Get-DhFunction train | New-DhRun -Action serve",
        ],
        ["Test-DhRun"] =
        [
            "Test-DhRun -Kind python+run",
            "Test-DhRun python+job:run -Id fresh -Name fresh -Label a, b -Function python://demo/train:1 -Task python+job://demo/t -LocalExecution -Spec @{ a = 1 } -Metadata @{ b = 2 } -Ensure",
            "Test-DhRun -Function train -Action job",
            "1..3 | Test-DhRun python+run",
            "Get-DhProject spare | Test-DhRun python+run",
        ],
        ["Import-DhRun"] =
        [
            $"Import-DhRun {Sample}",
            $"Import-DhRun -LiteralPath {Sample} -NewId -DestinationProject spare",
            $"[IO.FileInfo]{Sample} | Import-DhRun",
            "@{ kind = 'python+run'; id = 'fresh' } | Import-DhRun",
            "Get-DhRun single | Import-DhRun -NewId",
            "Import-DhRun -Content 'kind: python+run' -Strict",
            "Import-DhRun -Content '{ kind: python+job:run, project: demo, id: single, name: renamed }' -Update",
            "Get-DhRun single | Import-DhRun -NewId -Start",
            "Get-DhRun single | Import-DhRun -NewId -LocalExecution",
        ],
        ["Export-DhReport"] =
        [
            "Export-DhReport single report.html",
            "Export-DhReport single, demo-1 -LiteralPath report.html -Title Report -MetricName l*, acc -MaxRow 10 -MaxMetricRun 1 -Force -NoClobber -PassThru",
            "Get-DhRun | Export-DhReport report.html -PassThru",
        ],
        ["Export-DhRun"] =
        [
            "Export-DhRun single run.yaml",
            "Export-DhRun single -AsString",
            "Export-DhRun single, demo-1 -LiteralPath runs.txt -Format Json -Append -Force -PassThru",
            "Get-DhRun | Export-DhRun -Path out/ -NameTemplate '{name}-{id}.json' -PassThru",
        ],
        ["Copy-DhRun"] =
        [
            "Copy-DhRun single",
            "Copy-DhRun single -DestinationId fresh -Name fresh -Label a -AddLabel b -Function python://demo/train:1 -Task python+job://demo/t -Spec @{ a = 1 } -Metadata @{ b = 2 } -Replace -LocalExecution",
            "Get-DhRun -Label listed | Copy-DhRun -DestinationProject spare",
        ],
        ["Compare-DhRun"] =
        [
            "Compare-DhRun single demo-1",
            "Compare-DhRun single, demo-1 demo-2 -IncludeEqual -Property spec, kind",
            "Get-DhRun | Compare-DhRun -ReferenceRun single",
        ],
        ["Update-DhRun"] =
        [
            "Update-DhRun single -Name renamed",
            "Update-DhRun single, demo-1 -AddLabel new -RemoveLabel listed -Metadata @{ a = 1 } -Status @{ results = @{ acc = 0.5 } } -Force -PassThru",
            "Update-DhRun single -Spec @{ a = 1 } -Replace -PassThru",
            "Get-DhRun -Label listed | Update-DhRun -State BUILT -PassThru",
            "$r = Get-DhRun single; $r.Labels += 'kept'; $r | Update-DhRun",
        ],
        ["Wait-DhRun"] =
        [
            "Wait-DhRun single -State CREATED",
            "Wait-DhRun spare-2, spare-2 -Project spare -State running, completed -Any -Timeout 5 -PollInterval 0.5 -StopOnCancel",
            "Get-DhRun -Label listed | Wait-DhRun -State CREATED",
        ],
        ["Watch-DhRun"] =
        [
            "Watch-DhRun -Timeout 0",
            "Watch-DhRun -Timeout 0 -Own -State RUNNING -Name d* -Kind python* -Function train -PollInterval 0.1",
            "$r = Get-DhRun demo-1; Update-DhRun demo-1 -State BUILT; $r | Watch-DhRun -First 1",
            "$r = Get-DhRun -Label listed; Update-DhRun demo-1 -AddLabel new; Update-DhRun demo-2 -State ERROR; $r | Watch-DhRun -Timeout 0",
        ],
        ["Stop-DhRun"] =
        [
            "Stop-DhRun spare-2 -Project spare",
            "Get-DhRun -Project spare -State RUNNING | Stop-DhRun -Wait -Timeout 5 -PassThru",
        ],
        // No run of the local store can be resumed, so that no call changes anything.
        ["Resume-DhRun"] = [],
        ["Remove-DhRun"] =
        [
            "Remove-DhRun single",
            "Remove-DhRun single, demo-1 -PassThru",
            "Get-DhRun -Label listed | Remove-DhRun -PassThru",
            "Get-DhRun -Label listed | Remove-DhRun -Wait -Timeout 5 -Force",
            "Get-DhRun -Label listed | Remove-DhRun -Archive \"./$([guid]::NewGuid()).db\" -PassThru",
        ],
    };

    public static IEnumerable<string> Commands => Table.Keys;

    /// <summary>Each command with each of its calls; a command that has none, with null.</summary>
    public static TheoryData<string, string?> All => Of(_ => true);

    /// <summary>Those that change something; with -AsString an export gives out text instead.</summary>
    public static TheoryData<string, string?> Changing => Of(command => command.Parameters.ContainsKey("WhatIf"), call => !call.Contains("-AsString", StringComparison.Ordinal));

    public static TheoryData<string, string?> InProjects => Of(command => command.Parameters.ContainsKey("Project"));

    public static TheoryData<string, string?> OutsideProjects => Of(command => !command.Parameters.ContainsKey("Project"));

    /// <exception cref="Xunit.Sdk.XunitException">There is none.</exception>
    public static IReadOnlyList<string> For(string command)
    {
        Assert.True(Table.TryGetValue(command, out var calls), $"{command} needs valid calls in {nameof(Calls)}.");
        return calls;
    }

    private static TheoryData<string, string?> Of(Func<CmdletInfo, bool> which, Func<string, bool>? whichCalls = null)
    {
        var all = new TheoryData<string, string?>();
        foreach (var command in AllCommands.Infos.Where(which))
        {
            foreach (var call in Table.GetValueOrDefault(command.Name)?.Where(whichCalls ?? (_ => true)) ?? [null!]) all.Add(command.Name, call);
        }
        return all;
    }
}

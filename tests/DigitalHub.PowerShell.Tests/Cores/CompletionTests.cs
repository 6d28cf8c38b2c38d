using System.Management.Automation;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Store;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Tab asks a core, briefly.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("Get-DhRun run-", "run-000002", "run-000001", "run-000000")]
    [InlineData("Get-DhRun -Project de", "demo")]
    [InlineData("Set-DhProject de", "demo")]
    [InlineData("Get-DhFunction -Name tr", "train")]
    [InlineData("Remove-DhFunction -Id tr", "train-1")]
    [InlineData("Get-DhWorkflow ni", "nightly")]
    [InlineData("New-DhTask job -Function tr", "train")]
    [InlineData("New-DhTask job -Function python://demo/tr", "python://demo/train:train-1")]
    [InlineData("New-DhRun -Task python+job://demo/the", "python+job://demo/the-task")]
    [InlineData("Get-DhTask the", "the-task")]
    [InlineData("New-DhTask job -ResourceProfile g", "gpu")]
    [InlineData("Get-DhFunction -Label ni", "'night shift'")]
    [InlineData("New-DhRun quantum+j", "quantum+job:run")]
    [InlineData("New-DhFunction x quan", "quantum")]
    [InlineData("Get-DhKind -Runtime quan", "quantum")]
    public async Task Offers_what_a_core_has(string line, params string[] expected)
    {
        await using var core = await CoreShell.OpenAsync(new FakeCore.FakeCoreOptions { OwnRuntime = "quantum" });
        core.Shell.Run(
            """
            New-DhFunction train python -Id train-1 -PythonVersion PYTHON3_12 -SourceCode x -Label 'night shift' > $null
            New-DhWorkflow nightly hera -SourceCode x > $null
            New-DhTask job -Function train -Id the-task -ResourceProfile gpu > $null
            """);
        // A process of its own has shown nothing yet.
        core.Core.Seed("demo", 3);
        core.Shell.Run($"Disconnect-DhBackend; Connect-DhBackend {core.Address}; Set-DhProject demo");

        Assert.Equal(expected, core.Shell.Complete(line));
    }

    [Fact]
    public async Task Tells_kind_state_and_age_of_a_run()
    {
        await using var core = await CoreShell.OpenAsync(runs: 1);

        using var engine = System.Management.Automation.PowerShell.Create(core.Shell.Runspace);
        var match = CommandCompletion.CompleteInput("Get-DhRun ", "Get-DhRun ".Length, null, engine).CompletionMatches.Single();

        Assert.Matches("^[^ ]+ python\\+job:run [A-Z]+, \\d+ (second|minute|hour|day)s? old$", match.ToolTip);
    }

    [Fact]
    public async Task Offers_the_newest_of_many_runs_whatever_was_typed()
    {
        await using var core = await CoreShell.OpenAsync(runs: 5000);

        Assert.Equal(Enumerable.Range(4900, 100).Reverse().Select(number => $"run-{number:d6}"), core.Shell.Complete("Get-DhRun "));
        Assert.Equal(Enumerable.Range(4900, 100).Reverse().Select(number => $"run-{number:d6}"), core.Shell.Complete("Get-DhRun run-"));
        Assert.Equal(["run-000007"], core.Shell.Complete("Remove-DhRun run-000007"));
        // Where nothing was typed, one page is enough.
        Assert.Equal(1, core.Requests("GET", "/runs\\?.*size=100(&|$)"));
    }

    [Fact]
    public async Task Asks_once_for_several_key_presses_and_again_after_a_command()
    {
        await using var core = await CoreShell.OpenAsync(runs: 2);
        core.Shell.Complete("Get-DhRun ");
        Assert.Equal(["run-000001", "run-000000"], core.Shell.Complete("Get-DhRun "));
        Assert.Equal(1, core.Requests("GET", "/demo/runs"));

        core.Shell.Run("Remove-DhRun run-000001 -Wait");
        Assert.Equal(["run-000000"], core.Shell.Complete("Get-DhRun "));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_core_that_refuses_is_no_error(int status)
    {
        await using var core = await CoreShell.OpenAsync(runs: 2);
        core.Break(Fault.Status(status), "/api/v1");

        Assert.Empty(core.Shell.Complete("Get-DhRun run-"));
        Assert.Contains("python+job:run", core.Shell.Complete("New-DhRun python+"));
        Assert.Empty(core.Shell.Run("$Error"));
    }

    [Fact]
    public async Task A_project_that_is_given_counts()
    {
        await using var core = await CoreShell.OpenAsync(runs: 1);
        core.Core.Seed("second", 1, new SeedOptions { Prefix = "other-" });

        Assert.Equal(["other-000000"], core.Shell.Complete("Get-DhRun -Project second -Run "));
        Assert.Equal(["other-000000"], core.Shell.Complete("Get-DhRun -Project * -Run oth"));
        Assert.Equal(["other-000000"], core.Shell.Complete("$p = Get-DhProject second; Get-DhRun -Project second -Run o"));
    }
}

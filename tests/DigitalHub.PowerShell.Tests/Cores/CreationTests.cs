using DigitalHub.FakeCore.Faults;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Creating runs on a core.</summary>
public sealed class CreationTests
{
    [Theory]
    [InlineData("New-DhRun python+job:run", "TaskRequired", "hello")]
    [InlineData("New-DhRun python+job:run -Spec @{ task = $t }", "TaskRequired", "-Function")]
    [InlineData("New-DhRun -Task python+job://demo/none", "ReferenceNotFound", "reference")]
    [InlineData("New-DhRun -Task none", "TaskNotFound", "Get-DhTask")]
    [InlineData("New-DhRun python+job:run -Task python+job://demo/none -Function $f", "ReferenceNotFound", "reference")]
    [InlineData("New-DhRun dbt+run -Task $t -Function $f", "KindNotFound", "dbt+transform:run")]
    [InlineData("New-DhRun python+job:run -Task $t -Function $f -Id run-000000", "RunExists", "")]
    [InlineData("New-DhRun python+job:run -Task $t -Function $f -Project none", "ProjectMismatch", "")]
    [InlineData("@{ kind = 'python+job:run' } | Import-DhRun", "TaskRequired", "-Task")]
    public async Task WhatIf_meets_what_the_core_would_refuse(string script, string id, string action)
    {
        await using var on = await Prepared();

        foreach (var whatIf in new[] { " -WhatIf", string.Empty })
        {
            var error = on.Shell.Fail(script + whatIf);
            Assert.Equal(id, error.Id());
            Assert.Contains(action, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
        Assert.Equal(3, on.Shell.Run("Get-DhRun").Count);
    }

    [Theory]
    [InlineData("New-DhRun python+job:run -Task $t -Function $f")]
    [InlineData("New-DhRun python+run -Task $t -Function $f")]
    [InlineData("New-DhRun python+job:run -Task $t -LocalExecution")]
    public async Task WhatIf_creates_nothing(string script)
    {
        await using var on = await Prepared();

        on.Shell.Run($"{script} -WhatIf");
        Assert.Equal(0, on.Requests("POST"));

        Assert.Single(on.Shell.Run(script));
        Assert.Equal(1, on.Requests("POST"));
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("acted")]
    [InlineData("half")]
    [InlineData("502")]
    public async Task A_hundred_runs_are_created_once_whatever_becomes_of_the_answers(string how)
    {
        await using var on = await Prepared();
        var fault = how switch { "reset" => Fault.Reset(), "acted" => Fault.ResetAfterActing(), "half" => Fault.HalfBody(), _ => Fault.Status(502) with { Html = "<html>Bad gateway</html>" } };
        on.Break(fault with { After = 5 }, "/runs$", "POST", times: 3);

        var created = on.Shell.Run("1..100 | New-DhRun python+job:run -Task $t -LocalExecution");

        Assert.Equal(100, created.Select(run => run.Properties["Id"].Value).Distinct().Count());
        Assert.Equal(103, on.Shell.Run("Get-DhRun").Count);
    }

    private static async Task<CoreShell> Prepared()
    {
        var on = await CoreShell.OpenAsync(runs: 3);
        on.Shell.Run("$t = (Get-DhRun run-000000).Task; $f = (Get-DhRun run-000000).Function");
        on.Core.Requests.Clear();
        return on;
    }
}

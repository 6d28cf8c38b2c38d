using DigitalHub.FakeCore.Faults;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Tab does without a core that does not answer.</summary>
[Collection(nameof(Alone))]
public sealed class CompletionStallTests
{
    // The core never answers: what returns has given up by itself.
    [Fact]
    public async Task A_core_that_stalls_keeps_nobody_waiting()
    {
        using var patience = new CompletionPatience();
        await using var core = await CoreShell.OpenAsync(runs: 2);
        core.Break(Fault.StallHeaders(), "/runs|/schemas|/functions|/tasks|/projects");

        Assert.Empty(core.Shell.Complete("Get-DhRun run-"));
        Assert.Empty(core.Shell.Complete("Get-DhFunction f"));
        Assert.Contains("python+job:run", core.Shell.Complete("New-DhRun python+"));
        Assert.Contains("demo", core.Shell.Complete("Set-DhProject d"));
    }

    [Fact]
    public async Task What_was_shown_is_offered_where_a_core_stalls()
    {
        using var patience = new CompletionPatience();
        await using var core = await CoreShell.OpenAsync(runs: 2);
        core.Shell.Run("Get-DhRun > $null");
        core.Break(Fault.StallHeaders(), "/runs");

        Assert.Equal(["run-000001", "run-000000"], core.Shell.Complete("Get-DhRun run-"));
    }
}

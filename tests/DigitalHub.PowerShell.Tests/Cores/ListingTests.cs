using DigitalHub.FakeCore;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Lists on a core: which requests they take, and what is said of them.</summary>
public sealed class ListingTests
{
    private const string AsAlice = "-Credential ([pscredential]::new('alice', $c.Password))";

    [Fact]
    public async Task An_administrator_lists_all_projects_in_one_stream()
    {
        await using var on = await CoreShell.OpenAsync(CoreShell.Basic, 3, "-Credential $c");
        Fill(on);

        Assert.Equal(Expected("demo", "second", "third"), Ids(on, "Get-DhRun -Project *"));

        Assert.Equal(0, on.Requests("GET", "/api/v1/-/"));
        Assert.Equal(1, on.Requests("GET", "/api/v1/runs"));
    }

    [Fact]
    public async Task Others_list_the_projects_that_they_may_read()
    {
        await using var on = await CoreShell.OpenAsync(
            CoreShell.Basic with { Users = [new("alice", "secret") { Authorities = ["demo:ROLE_USER", "second:ROLE_USER", "gone:ROLE_USER"] }] },
            3,
            AsAlice);
        Fill(on);

        var result = on.Shell.Try("Get-DhRun -Project * -Verbose | ForEach-Object Id");

        Assert.Empty(result.Errors);
        Assert.Equal(Expected("demo", "second"), result.Output.Select(id => (string)id.BaseObject));
        Assert.Equal(0, on.Requests("GET", "/api/v1/-/third/"));
        Assert.Equal(Expected("demo", "second").Take(2), Ids(on, "Get-DhRun -Project * -First 2"));
        Assert.Equal("AccessDenied", on.Shell.Fail("Get-DhRun -Project third").Id());
        Assert.Equal("ProjectNotFound", on.Shell.Fail("Get-DhRun -Project nowhere").Id());
    }

    [Theory]
    [InlineData(15, "-State COMPLETED -User anonymous", "state=COMPLETED&user=anonymous", null)]
    [InlineData(15, "-Kind python+job:run", "kind=python%2Bjob%3Arun", null)]
    [InlineData(15, "-Label x -State COMPLETED", "state=COMPLETED", "The server filters by state; label is filtered here")]
    [InlineData(15, "-State COMPLETED, ERROR", "", "The server filters by nothing; state is filtered here")]
    [InlineData(15, "-Name run-* -User anonymous", "user=anonymous", "The server filters by user; name is filtered here")]
    [InlineData(15, "-CreatedAfter 2020-01-01", "", "created is filtered here")]
    [InlineData(14, "-CreatedAfter 2020-01-01", "", "created is filtered here")]
    [InlineData(15, "-UpdatedBefore 2040-01-01", "", "updated is filtered here")]
    [InlineData(13, "-State COMPLETED", "state=COMPLETED", "state is filtered here")]
    [InlineData(13, "-Kind python+run", "kind=python%2Brun", null)]
    public async Task Verbose_tells_which_filters_are_worked_out_here(int level, string filters, string sent, string? said)
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Level = level }, 5, seed: new() { Labels = ["x"] });

        var result = on.Shell.Try($"Get-DhRun {filters} -Verbose");

        Assert.Empty(result.Errors);
        Assert.Equal(5, result.Output.Count);
        Assert.Contains(on.Core.Requests.Matching("GET", "/runs\\?"), request => request.Target.Contains(sent, StringComparison.Ordinal));
        if (said is null) Assert.DoesNotContain(result.Verbose, text => text.Contains("filtered here", StringComparison.Ordinal));
        else Assert.Contains(said, Assert.Single(result.Verbose, text => text.Contains("filtered here", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_run_takes_one_request()
    {
        await using var on = await CoreShell.OpenAsync(runs: 3000);

        Assert.Equal(["run-002999"], Ids(on, "Get-DhRun -First 1"));

        Assert.Equal(["/api/v1/-/demo/runs?page=0&size=1&sort=created%2Cdesc&sort=id%2Cdesc"], on.Core.Requests.All.Select(request => request.Target));
    }

    [Fact]
    public async Task Runs_that_come_and_go_meanwhile_disturb_no_other()
    {
        await using var on = await CoreShell.OpenAsync(runs: 5000);

        var ids = Ids(on, "$task = (Get-DhRun -First 1).Task; $n = 0; Get-DhRun | ForEach-Object { $_.Id; if (++$n % 50 -eq 0) { New-DhRun python+job:run -Task $task -LocalExecution > $null; Remove-DhRun $_ } }");

        Assert.Equal(Enumerable.Range(0, 5000).Reverse().Select(i => $"run-{i:D6}"), ids);
    }

    [Fact]
    public async Task A_newer_core_is_one_warning()
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Level = 16 }, 3);

        var connecting = on.Shell.Try($"Connect-DhBackend {on.Address}");
        Assert.Empty(connecting.Errors);
        Assert.Contains("16", Assert.Single(connecting.Warnings), StringComparison.Ordinal);

        on.Shell.Run("Set-DhProject demo");
        var working = on.Shell.Try("Get-DhRun; Get-DhProject; Get-DhRun -Label x; Get-DhRun run-000000; Get-DhRun | Remove-DhRun");
        Assert.Empty(working.Errors);
        Assert.Empty(working.Warnings);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task A_core_that_is_known_is_no_warning(int level)
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Level = level }, 3);

        var result = on.Shell.Try($"Connect-DhBackend {on.Address} -PassThru; Set-DhProject demo; Get-DhRun");

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal(level, result.Output[0].Properties["ApiLevel"].Value);
    }

    private static void Fill(CoreShell on)
    {
        on.Core.Seed("second", 2, new() { Prefix = "second-", Start = DateTimeOffset.UtcNow.AddDays(-1) });
        on.Core.Seed("third", 2, new() { Prefix = "third-", Start = DateTimeOffset.UtcNow.AddDays(-2) });
        on.Core.Requests.Clear();
    }

    private static IEnumerable<string> Expected(params string[] projects) => new[] { "run-000002", "run-000001", "run-000000", "second-000001", "second-000000", "third-000001", "third-000000" }
        .Where(id => projects.Contains(id.Split('-')[0] is "run" ? "demo" : id.Split('-')[0]));

    private static IEnumerable<string> Ids(CoreShell on, string script) => on.Shell.Run($"{script} | ForEach-Object {{ if ($_ -is [string]) {{ $_ }} else {{ $_.Id }} }}").Select(id => (string)id.BaseObject);
}

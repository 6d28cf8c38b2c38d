using DigitalHub.FakeCore;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>With -Ensure a second run of the same script is safe.</summary>
public sealed class EnsureTests
{
    private const string Prepared = "$t = (Get-DhRun run-000000).Task; $f = (Get-DhRun run-000000).Function";

    private const string Sweep = "1..20 | New-DhRun python+job:run -Task $t -Function $f -Id { \"s7-$_\" } -Parameters { @{ seed = $_ } } -Ensure";

    public static TheoryData<int> Levels => [13, 14, 15];

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task A_sweep_is_made_once_and_a_second_time_given_out(int level)
    {
        await using var on = await OpenAsync(level);

        var first = Ids(on.Shell.Run(Sweep));
        // Some are looked for before the first was created, and no more.
        Assert.Equal(20, on.Requests("POST"));
        Assert.True(on.Requests("GET", "/runs/") <= 20);
        Assert.Equal(Enumerable.Range(1, 20).Select(seed => $"s7-{seed}"), first);

        on.Core.Requests.Clear();
        Assert.Equal(first, Ids(on.Shell.Run(Sweep)));
        Assert.Equal(0, on.Requests("POST"));
        Assert.Equal(20, on.Requests("GET", "/runs/"));
        Assert.Equal(21, on.Shell.Run("Get-DhRun").Count);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task A_sweep_that_was_interrupted_is_completed(int level)
    {
        await using var on = await OpenAsync(level);
        on.Shell.Run($"{Sweep} | Out-Null; 5, 6, 19 | ForEach-Object {{ Remove-DhRun \"s7-$_\" -Force; Remove-DhRun \"s7-$_\" -Force -ErrorAction SilentlyContinue }}");
        on.Core.Requests.Clear();

        Assert.Equal(20, on.Shell.Run(Sweep).Count);
        Assert.Equal(3, on.Core.Requests.Matching("POST").Count(request => request.Status == 200));
        Assert.Equal(21, on.Shell.Run("Get-DhRun").Count);
    }

    [Fact]
    public async Task By_function_and_action_a_run_that_is_there_costs_one_request()
    {
        await using var on = await OpenAsync(15);
        const string Call = "1..10 | New-DhRun -Function hello -Action job -Id { \"n-$_\" } -Parameters { @{ seed = $_ } } -Ensure";
        on.Shell.Run(Call);
        on.Core.Requests.Clear();

        Assert.Equal(10, on.Shell.Run(Call).Count);

        Assert.Equal(0, on.Requests("POST"));
        Assert.Equal(10, on.Requests("GET", "/runs/"));
        // The function's newest version, once.
        Assert.True(on.Requests("GET") <= 12);
        Assert.Contains("function", on.Shell.Fail("New-DhFunction hello python -Handler other -SourceCode y -Spec @{ python_version = 'PYTHON3_10' } | Out-Null; New-DhRun -Function hello -Action job -Id n-1 -Parameters @{ seed = 1 } -Ensure").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-DhRun python+job:run -Id s7-1 -Parameters @{ seed = 2 } -Ensure @p", "spec.parameters.seed is 1 there, and 2 was given")]
    [InlineData("New-DhRun python+serve:run -Id s7-1 -Parameters @{ seed = 1 } -Ensure @p", "of another kind")]
    [InlineData("New-DhRun python+job:run -Id s7-1 -Parameters @{ seed = 1 } -ResourceProfile small -Ensure @p", "spec.profile is nothing there, and small was given")]
    [InlineData("New-DhRun python+job:run -Id plain -Ensure @p", "not created with -Ensure")]
    [InlineData("New-DhRun python+job:run -Id s7-1 -Parameters @{ seed = 2 } -Ensure @p -WhatIf", "spec.parameters.seed is 1 there")]
    [InlineData("Test-DhRun python+job:run -Id s7-1 -Parameters @{ seed = 2 } -Ensure @p", "spec.parameters.seed is 1 there")]
    public async Task Another_run_of_the_id_is_an_error_that_says_what_differs(string script, string what)
    {
        const string Prepare = "New-DhRun python+job:run -Id s7-1 -Parameters @{ seed = 1 } -Ensure @p | Out-Null; New-DhRun python+job:run -Id plain @p | Out-Null";
        await using var on = await OpenAsync(15);
        on.Shell.Run($"$p = @{{ Task = $t; Function = $f }}; {Prepare}");
        using var local = Shell.Open();
        local.Run($"$p = @{{ Task = 'python+job://demo/t' }}; {Prepare}");

        foreach (var shell in new[] { on.Shell, local })
        {
            var error = shell.Fail(script);
            Assert.Equal("RunExists", error.Id());
            Assert.Contains(what, error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("Remove-DhRun", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void On_a_local_store_nothing_is_said_to_differ_that_nobody_gave()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+job:run -Id a -Parameters @{ seed = 1 } -Ensure > $null");

        var error = shell.Fail("New-DhRun python+job:run -Id a -Parameters @{ seed = 2 } -Ensure");

        Assert.EndsWith("from something else: spec.parameters.seed is 1 there, and 2 was given.", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_local_store_the_same_is_the_same_whatever_the_order_and_the_spelling()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+job:run -Id a -Parameters ([ordered]@{ x = 1; y = 2.0 }) -Label first -Ensure | Out-Null; Update-DhRun a -State BUILT");

        dynamic again = shell.Run("New-DhRun python+job:run -Id a -Parameters ([ordered]@{ y = 2; x = 1.0 }) -Label second -Name other -Ensure").Single().BaseObject;

        Assert.Equal(("BUILT", "first"), ((string)again.State, ((string[])again.Labels)[0]));
        Assert.Single(shell.Run("Get-DhRun"));
        // What stands twice in a grid is one run.
        Assert.Equal(2, shell.Run("'b', 'b' | New-DhRun python+job:run -Id { $_ } -Ensure").Count);
        Assert.Equal(2, shell.Run("Get-DhRun").Count);
    }

    [Fact]
    public async Task Two_at_once_make_each_run_once()
    {
        using var folder = new TemporaryFolder();
        using var one = Shell.Bare();
        using var two = Shell.Bare();
        foreach (var shell in new[] { one, two }) shell.Run($"Connect-DhBackend -Local -Path '{Path.Combine(folder.Path, "store.db")}'; Set-DhProject demo");
        const string Call = "1..200 | New-DhRun python+job:run -Id { \"s-$_\" } -Parameters { @{ seed = $_ } } -Ensure";

        var both = await Task.WhenAll(new[] { one, two }.Select(shell => Task.Run(() => Ids(shell.Run(Call)).ToList())));

        Assert.Equal(both[0], both[1]);
        Assert.Equal(200, one.Run("Get-DhRun").Count);
    }

    [Theory]
    [InlineData("New-DhRun python+job:run -Task $t -Function $f")]
    [InlineData("New-DhRun -Function hello -Action job")]
    public async Task Two_at_once_make_each_run_once_on_a_core(string create)
    {
        await using var on = await OpenAsync(15);
        using var two = Shell.Bare();
        two.Run($"Connect-DhBackend {on.Address} 3> $null; Set-DhProject demo; {Prepared}");
        var call = $"1..60 | {create} -Id {{ \"s-$_\" }} -Parameters {{ @{{ seed = $_ }} }} -Ensure";

        var both = await Task.WhenAll(new[] { on.Shell, two }.Select(shell => Task.Run(() => Ids(shell.Run(call)).ToList())));

        Assert.Equal(both[0], both[1]);
        Assert.Equal(60, both[0].Count);
        Assert.Equal(61, on.Shell.Run("Get-DhRun").Count);
        Assert.Equal(60, on.Core.Requests.Matching("POST", "/runs$").Count(request => request.Status == 200));
    }

    [Theory]
    [InlineData("New-DhRun python+job:run -Ensure")]
    [InlineData("1 | New-DhRun python+job:run -Ensure")]
    [InlineData("[pscustomobject]@{ Id = '' } | New-DhRun python+job:run -Ensure")]
    public void Without_an_id_of_ones_own_there_is_nothing_to_find(string script)
    {
        using var shell = Shell.Open();

        var error = shell.Fail(script);

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains("-Id", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(shell.Run("Get-DhRun"));
    }

    [Fact]
    public void WhatIf_tells_of_what_is_missing_only()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+job:run -Id a -Ensure | Out-Null");

        Assert.Equal(["a"], Ids(shell.Run("'a', 'b' | New-DhRun python+job:run -Id { $_ } -Ensure -WhatIf")));
        Assert.Equal(["a"], Ids(shell.Run("Get-DhRun")));
        Assert.Equal(["a True", "b False"], shell.Run("'a', 'b' | Test-DhRun python+job:run -Id { $_ } -Ensure | ForEach-Object { \"$($_.Id) $($_.Exists)\" }").Select(item => (string)item.BaseObject));
    }

    [Fact]
    public async Task A_run_of_another_project_or_on_its_way_out_is_not_the_one()
    {
        await using var on = await OpenAsync(15);
        on.Shell.Run("New-DhProject second | Out-Null; New-DhRun python+job:run -Id mine -Task $t -Function $f -Ensure | Out-Null; Remove-DhRun mine");

        var removed = on.Shell.Fail("New-DhRun python+job:run -Id mine -Task $t -Function $f -Ensure");
        Assert.Equal("RunExists", removed.Id());
        Assert.Contains("being removed", removed.Exception.Message, StringComparison.Ordinal);

        var other = on.Shell.Fail("$o = New-DhFunction o python -Project second -Handler main -SourceCode x -Spec @{ python_version = 'PYTHON3_10' }; New-DhRun -Function $o -Action job -Id run-000000 -Ensure");
        Assert.Equal("RunExists", other.Id());
        Assert.Contains("another project", other.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_goes_with_the_run_and_not_with_what_is_made_of_it()
    {
        using var shell = Shell.Open();
        shell.Run("New-DhRun python+job:run -Id a -Parameters @{ n = 1 } -Ensure | Out-Null; Update-DhRun a -AddLabel kept -Metadata @{ more = 1 }");
        const string Hash = "$_.Metadata['ensure_hash']";

        Assert.StartsWith("1:", shell.Run($"Get-DhRun a | ForEach-Object {{ {Hash} }}").Single().ToString(), StringComparison.Ordinal);
        Assert.Equal([null], shell.Run($"Copy-DhRun a | ForEach-Object {{ {Hash} }}").Select(item => item?.BaseObject).ToArray());
        Assert.Equal([null], shell.Run($"Export-DhRun a -AsString | ForEach-Object {{ Import-DhRun -Content $_ -NewId }} | ForEach-Object {{ {Hash} }}").Select(item => item?.BaseObject).ToArray());
        // What is brought in step with a document stays what it was made from.
        shell.Run("$text = Export-DhRun a -AsString; Import-DhRun -Content ($text -replace 'kept', 'other') -Update | Out-Null");
        Assert.Single(shell.Run("New-DhRun python+job:run -Id a -Parameters @{ n = 1 } -Ensure"));
        Assert.Empty(shell.Run("New-DhRun python+job:run -Id b -Parameters @{ n = 1 } | Out-Null; Compare-DhRun a b | Where-Object Path -like '*hash*'"));
    }

    private static async Task<CoreShell> OpenAsync(int level)
    {
        var on = await CoreShell.OpenAsync(new FakeCoreOptions { Level = level, Kubernetes = new() }, runs: 1);
        on.Shell.Run(Prepared);
        on.Core.Requests.Clear();
        return on;
    }

    private static IEnumerable<string> Ids(IEnumerable<System.Management.Automation.PSObject> runs) => runs.Select(run => (string)run.Properties["Id"].Value);
}

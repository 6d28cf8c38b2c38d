using DigitalHub.FakeCore;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>A runbook meets on a local store that is like a core what it would meet on the core.</summary>
public sealed class LikeCoreTests
{
    private const string Parts =
        """
        $f = New-DhFunction fun python -Handler main -SourceCode x -Spec @{ python_version = 'PYTHON3_10'; base_image = 'of-function' }
        $t = New-DhTask job -Function fun -Spec @{ profile = 'small' }
        $p = @{ Task = "python+job://demo/$($t.Id)"; Function = "python://demo/fun:$($f.Id)" }
        """;

    public static TheoryData<int> Levels => [13, 14, 15];

    // What each line gives: a state, an error, warnings. The names are the same on both sides, the ids are not.
    private static readonly string[] Script =
    [
        "New-DhRun -Kind python+job:run",
        "New-DhRun @p -Id remote -Parameters @{ n = 3; e = '' }",
        "New-DhRun @p -Id remote",
        "New-DhRun @p -Id local -LocalExecution -Spec @{ odd = 1; profile = 'big' }",
        "New-DhRun @p -Spec @{ odd = 1 } -Strict",
        "New-DhRun @p -Spec @{ envs = 'none' }",
        "New-DhRun @p -Spec @{ base_image = 'mine' } -Id overruled",
        "New-DhRun -Task python+job://runbook/none -Function $p.Function",
        "New-DhRun -Task $p.Task",
        "New-DhRun -Function fun -Action job -Id by-function",
        "New-DhRun -Function fun -Action jobs",
        "New-DhRun -Kind nothing:run -Task $p.Task -Function $p.Function",
        "New-DhRun @p -Kind python+run -Id translated",
        "New-DhRun @p -Kind python+job:run -Id translated-too",
        "New-DhRun @p -Parameters @{ text = 'x' * 33000 } -Id large",
        "New-DhFunction other nothing -SourceCode x",
        "New-DhFunction other python -SourceCode x",
        "New-DhFunction other python -SourceCode x -Spec @{ python_version = 'PYTHON3_10'; odd = 1 }",
        "New-DhTask job -Function none",
        "New-DhTask nothing -Function fun",
        "Set-DhProject elsewhere",
        "Set-DhProject elsewhere -Create -PassThru; Set-DhProject runbook",
        "@{ kind = 'python+run'; id = 'old'; spec = @{ task = $p.Task; function = $p.Function }; status = @{ state = 'COMPLETED' } } | Import-DhRun",
        "@{ kind = 'python+run'; id = 'old'; spec = @{ task = $p.Task; function = $p.Function }; status = @{ state = 'COMPLETED' } } | Import-DhRun -LocalExecution",
        "@{ kind = 'python+run'; id = 'new'; spec = @{ task = $p.Task; function = $p.Function; odd = 1 }; status = @{ state = 'COMPLETED' } } | Import-DhRun -Start",
        "@{ kind = 'python+run'; id = 'none' } | Import-DhRun",
        "Copy-DhRun local -DestinationId copy -DestinationProject elsewhere",
        "Copy-DhRun remote -DestinationId copy",
        "Update-DhRun remote -Spec @{ parameters = @{ n = 4 } }",
        "Update-DhRun remote -AddLabel x",
        "Update-DhRun local -Spec @{ parameters = @{ n = 4 } } -Name renamed",
        "Update-DhRun local -State RUNNING",
        "Update-DhRun local -State BUILT",
        "Stop-DhRun remote",
        "Resume-DhRun remote",
        "Remove-DhFunction fun -Confirm:$false",
        "Remove-DhProject runbook -Confirm:$false",
        "Test-DhRun @p -Spec @{ base_image = 'mine'; odd = 1 } | ForEach-Object { $_.Warnings; \"$($_.Starts)\" }",
        "(Get-DhKind -Entity run).Count",
    ];

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task A_script_meets_the_same_as_on_a_core(int level)
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Level = level, NoKubernetesDelay = TimeSpan.FromDays(1) });
        using var like = Open(level);
        foreach (var shell in (Shell[])[on.Shell, like]) shell.Run("Set-DhProject runbook -Create; " + Parts.Replace("demo", "runbook", StringComparison.Ordinal));

        Assert.Equal(string.Join("\n\n", Script.Select(line => Met(on.Shell, line))), string.Join("\n\n", Script.Select(line => Met(like, line))));
    }

    private static string Met(Shell shell, string line)
    {
        var result = shell.Try(line);
        var output = result.Output.Select(item => item.BaseObject is string or int ? $"{item}" : $"{item.Properties["Kind"]?.Value} {item.Properties["State"]?.Value}");
        var name = shell.Run("(Get-DhBackend).Name").Single().ToString();
        return string.Join("\n", [line, .. output, .. result.Warnings, .. result.Errors.Select(error => $"{error.Id()} {error.CategoryInfo.Category}: {error.ErrorDetails.Message} {error.ErrorDetails.RecommendedAction}")])
            .Replace($" on {name}", " on <backend>", StringComparison.Ordinal)
            .Replace((string)shell.Run("$f.Id").Single().BaseObject, "<function>", StringComparison.Ordinal)
            .Replace((string)shell.Run("$t.Id").Single().BaseObject, "<task>", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void It_shows_its_level(int level)
    {
        using var shell = Open(level);

        Assert.Equal($"Local {level} -LikeCore -InMemory", shell.Run("$b = Get-DhBackend; \"$($b.Type) $($b.ApiLevel) $($b.ApiLevelSource) $($b.Source)\"").Single().BaseObject);
        Assert.Contains("like a core of level", shell.Try($"Connect-DhBackend -Local -InMemory -LikeCore {level} -NoDefault -Verbose | Disconnect-DhBackend").Verbose[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12", "is 12")]
    [InlineData("16", "is 16")]
    [InlineData("-1", "is no level")]
    [InlineData("new", "is no level")]
    [InlineData("15.5", "is no level")]
    [InlineData("$true", "is no level")]
    [InlineData("$null", "is no level")]
    [InlineData("@()", "is no level")]
    public void Another_level_is_refused_with_those_that_there_are(string level, string said)
    {
        using var shell = Shell.Open();
        var before = shell.Run("Get-DhBackend").Single().BaseObject;

        var error = shell.Fail($"Connect-DhBackend -Local -InMemory -LikeCore {level}");

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains(said, error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("13, 14 and 15", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Same(before, shell.Run("Get-DhBackend").Single().BaseObject);
    }

    [Fact]
    public void A_level_may_be_text_and_tab_offers_them()
    {
        using var shell = Shell.Bare();

        shell.Run("Connect-DhBackend -Local -InMemory -LikeCore '14'");

        Assert.Equal(14, shell.Run("(Get-DhBackend).ApiLevel").Single().BaseObject);
        Assert.Equal(["13", "14", "15"], shell.Complete("Connect-DhBackend -Local -LikeCore ").Order(StringComparer.Ordinal));
        Assert.Equal("BackendNotConfigured", shell.Fail("Connect-DhBackend -LikeCore 15").Id());
        Assert.Equal("ValueInvalid", shell.Fail("Connect-DhBackend https://core.invalid -LikeCore 15").Id());
    }

    [Fact]
    public void The_level_is_the_connections_and_not_the_files()
    {
        using var shell = Shell.Bare();
        shell.Run("Connect-DhBackend -Local -Path own.db; Set-DhProject demo; New-DhRun python+run -Id verbatim -Spec @{ odd = 1; none = $null } > $null");

        shell.Run("Connect-DhBackend -Local -Path own.db -LikeCore 15; Set-DhProject demo");

        Assert.Equal("verbatim 1", shell.Run("Get-DhRun | ForEach-Object { \"$($_.Id) $($_.Spec.odd)\" }").Single().BaseObject);
        Assert.Equal("TaskRequired", shell.Fail("New-DhRun python+run").Id());
        // What could not be on a core can still be changed and removed.
        shell.Run("Update-DhRun verbatim -State ERROR > $null; Remove-DhRun verbatim");
        Assert.Empty(shell.Run("Get-DhRun"));
    }

    [Fact]
    public void Whoever_waits_hears_that_nothing_moves_the_run_on()
    {
        using var shell = Open(15);
        shell.Run(Parts);

        var waiting = shell.Try("New-DhRun @p -Id a | Wait-DhRun -Timeout 0");

        Assert.Contains(waiting.Warnings, warning => warning.Contains("Nothing executes runs of the local store: run 'a' stays READY", StringComparison.Ordinal));
        shell.Run("'RUNNING', 'COMPLETED' | ForEach-Object { Update-DhRun a -State $_ } > $null");
        Assert.Equal("COMPLETED", $"{shell.Run("(Get-DhRun a | Wait-DhRun).State").Single()}");
    }

    [Fact]
    public void A_run_is_removed_at_once_for_nothing_executes_but_up_to_0_13_it_is_promised()
    {
        using var shell = Open(15);
        shell.Run(Parts + "; New-DhRun @p -Id a > $null; Remove-DhRun a -Wait");
        Assert.Empty(shell.Run("Get-DhRun"));

        using var old = Open(13);
        old.Run(Parts + "; New-DhRun @p -Id a > $null; Remove-DhRun a");
        Assert.Equal("DELETING", old.Run("(Get-DhRun).State").Single().BaseObject);
        old.Run("Remove-DhRun a");
        Assert.Single(old.Run("Get-DhRun"));
        old.Run("Remove-DhRun a -Force");
        Assert.Empty(old.Run("Get-DhRun"));
    }

    [Fact]
    public void A_record_comes_back_as_on_a_core_of_the_level()
    {
        using var shell = Open(15);
        shell.Run(Parts + "; New-DhRun @p -Id a > $null; 'RUNNING', 'COMPLETED' | ForEach-Object { Update-DhRun a -State $_ } > $null; Remove-DhRun a -Archive kept.db; $k = Connect-DhBackend -Local -Path kept.db -NoDefault");

        var copied = shell.Try("Get-DhRun -Project demo -Session $k | Copy-DhRun -AsRecord -DestinationSession (Get-DhBackend)");

        Assert.Equal("a COMPLETED True", $"{copied.Output.Single().Properties["Id"].Value} {copied.Output.Single().Properties["State"].Value} {shell.Run("(Get-DhRun a).Spec.local_execution").Single()}");
        Assert.Contains("times and a user of its own", Assert.Single(copied.Warnings), StringComparison.Ordinal);

        shell.Run("Connect-DhBackend -Local -InMemory -LikeCore 14; Set-DhProject demo -Create");
        Assert.Equal("RecordUnsupported", shell.Fail("Get-DhRun -Project demo -Session $k | Copy-DhRun -AsRecord -DestinationSession (Get-DhBackend)").Id());
        shell.Run("Disconnect-DhBackend $k");
    }

    [Fact]
    public void Creating_is_told_as_starting()
    {
        using var shell = Open(15);
        shell.Run(Parts);

        Assert.Contains(shell.Try("New-DhRun @p -Id a -Verbose").Verbose, line => line.Contains("Create and start run", StringComparison.Ordinal));
        Assert.Contains(shell.Try("New-DhRun @p -Id b -LocalExecution -Verbose").Verbose, line => line.Contains("Record run", StringComparison.Ordinal));
        Assert.Contains(shell.Try("Copy-DhRun (Get-DhRun a) -Verbose").Verbose, line => line.Contains("Copy and start run", StringComparison.Ordinal));
    }

    private static Shell Open(int level)
    {
        var shell = Shell.Bare();
        shell.Run($"Connect-DhBackend -Local -InMemory -LikeCore {level}; Set-DhProject demo -Create");
        return shell;
    }
}

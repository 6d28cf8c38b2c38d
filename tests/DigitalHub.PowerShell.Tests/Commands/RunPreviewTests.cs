using System.Collections;
using DigitalHub.FakeCore;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Test-DhRun tells what New-DhRun would make, and changes nothing.</summary>
public sealed class RunPreviewTests
{
    private const string Parts =
        """
        $f = New-DhFunction fun python -Handler main -SourceCode x -Spec @{ python_version = 'PYTHON3_10'; base_image = 'of-function' }
        $t = New-DhTask serve -Function fun -Spec @{ replicas = 2; profile = 'small'; service_type = 'NodePort' }
        $p = @{ Task = $t.ToString() -replace 'store://demo/task/python\+serve/', 'python+serve://demo/'; Function = "python://demo/fun:$($f.Id)" }
        """;

    public static TheoryData<int> Levels => [13, 14, 15];

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task What_is_foretold_comes(int level)
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Level = level });
        on.Shell.Run(Parts);
        on.Core.Requests.Clear();

        dynamic preview = on.Shell.Run("$v = Test-DhRun @p -Parameters @{ n = 3; e = '' } -ResourceProfile big -Spec @{ base_image = 'mine'; odd = 1 }; $v").Single().BaseObject;

        Assert.Equal(0, on.Core.Requests.Matching().Count(request => request.Method != "GET"));
        Assert.Equal(level == 13 ? "python+run" : "python+serve:run", (string)preview.Kind);
        Assert.True((bool)preview.Starts);
        Assert.Equal(
            ["base_image=function", "local_execution=default", "odd=dropped", "parameters=run", "profile=run", "replicas=task", "service_type=task", "source=function"],
            on.Shell.Run("$v.Fields | Where-Object Field -in base_image, local_execution, odd, parameters, profile, replicas, service_type, source | ForEach-Object { \"$($_.Field)=$($_.Source)\" }")
                .Select(item => (string)item.BaseObject).Order(StringComparer.Ordinal));
        Assert.Equal(3, on.Shell.Run("$v.Warnings").Count);
        Assert.Contains("in place of the task's small", on.Shell.Run("($v.Fields | Where-Object Field -eq profile).Note").Single().ToString(), StringComparison.Ordinal);

        on.Shell.Run("$r = New-DhRun @p -Parameters @{ n = 3; e = '' } -ResourceProfile big -Spec @{ base_image = 'mine'; odd = 1 } -WarningAction SilentlyContinue");
        Same(on.Shell);
    }

    // The tasks of these kinds come with a service_type that the run's default takes the place of.
    [Fact]
    public async Task A_task_loses_its_service_type_to_a_default_and_a_core_does_so()
    {
        await using var on = await CoreShell.OpenAsync();
        on.Shell.Run(
            """
            $f = New-DhFunction model sklearnserve -Spec @{ path = 's3://bucket/model.pkl' }
            $t = New-DhTask serve -Function model -Spec @{ service_type = 'NodePort' }
            $v = Test-DhRun -Function model -Action serve
            $r = New-DhRun -Function model -Action serve
            """);

        Same(on.Shell);
        Assert.Equal("ClusterIP default", on.Shell.Run("$v.Fields | Where-Object Field -eq service_type | ForEach-Object { \"$($_.Value) $($_.Source)\" }").Single().BaseObject);
        Assert.Contains("-ServiceType", on.Shell.Run("$v.Warnings").Single().ToString(), StringComparison.Ordinal);
        Assert.Empty(on.Shell.Run("(Test-DhRun -Function model -Action serve -Spec @{ service_type = 'NodePort' }).Warnings"));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task A_record_is_not_built(int level)
    {
        await using var on = await CoreShell.OpenAsync(new FakeCoreOptions { Level = level });
        on.Shell.Run(Parts);

        on.Shell.Run("$v = Test-DhRun @p -LocalExecution -Parameters @{ n = 3 }; $r = New-DhRun @p -LocalExecution -Parameters @{ n = 3 }");

        Same(on.Shell);
        Assert.Equal(false, on.Shell.Run("$v.Starts").Single().BaseObject);
        Assert.Contains("not built", on.Shell.Run("$v.Note").Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_is_missing_is_not_made()
    {
        await using var on = await CoreShell.OpenAsync();
        on.Shell.Run(Parts);
        on.Core.Requests.Clear();

        on.Shell.Run("$v = 1..20 | Test-DhRun -Function fun -Action job -Parameters { @{ n = $_ } } -Resources @{ cpu = '1' }; $v = $v[0]");

        Assert.Equal(0, on.Core.Requests.Matching().Count(request => request.Method != "GET"));
        // What the twenty have in common is asked for once.
        Assert.True(on.Requests("GET") <= 10, $"{on.Requests("GET")} requests");
        Assert.Equal(true, on.Shell.Run("$v.MakesTask").Single().BaseObject);

        on.Shell.Run("$r = New-DhRun -Function fun -Action job -Parameters @{ n = 1 } -Resources @{ cpu = '1' }");
        Same(on.Shell);
        Assert.Equal(false, on.Shell.Run("(Test-DhRun -Function fun -Action job).MakesTask").Single().BaseObject);
    }

    [Theory]
    [InlineData("Test-DhRun python+job:run", "TaskRequired")]
    [InlineData("Test-DhRun python+job:run -Task python+job://demo/none -Function python://demo/fun:none", "ReferenceNotFound")]
    [InlineData("Test-DhRun python+serve:run -Task $p.Task -Function python://demo/fun:none", "ReferenceNotFound")]
    [InlineData("Test-DhRun @p -Kind dbt+run", "KindNotFound")]
    [InlineData("Test-DhRun @p -Spec @{ replicas = 'many' }", "SpecFieldInvalid")]
    [InlineData("Test-DhRun @p -Spec @{ odd = 1 } -Strict", "SpecFieldUnknown")]
    [InlineData("Test-DhRun @p -Project none", "ProjectMismatch")]
    [InlineData("Test-DhRun @p -Id run-000000", "RunExists")]
    [InlineData("1..2 | Test-DhRun @p -Id same", "RunExists")]
    [InlineData("Test-DhRun -Function none -Action job", "FunctionNotFound")]
    [InlineData("Test-DhRun -Function fun -Action none", "ActionNotFound")]
    [InlineData("Test-DhRun @p -Ensure", "ValueInvalid")]
    public async Task What_would_be_refused_is_refused(string script, string id)
    {
        await using var on = await CoreShell.OpenAsync(runs: 1);
        on.Shell.Run(Parts);
        on.Core.Requests.Clear();

        Assert.Equal(id, on.Shell.Fail(script).Id());
        Assert.Equal(0, on.Core.Requests.Matching().Count(request => request.Method != "GET"));
    }

    [Theory]
    [InlineData("Test-DhRun -Kind $none -Id x")]
    [InlineData("Test-DhRun python+job:run -Parameters 5")]
    [InlineData("Test-DhRun python+job")]
    [InlineData("Test-DhRun")]
    public async Task Nothing_is_asked_about_bad_input(string script)
    {
        await using var on = await CoreShell.OpenAsync();

        on.Shell.Fail(script);

        Assert.Empty(on.Core.Requests.Matching());
    }

    [Fact]
    public async Task Parts_that_do_not_fit_are_said()
    {
        await using var on = await CoreShell.OpenAsync();
        on.Shell.Run(Parts);

        var warnings = on.Shell.Run("$other = New-DhFunction other python -Handler main -SourceCode x -Spec @{ python_version = 'PYTHON3_10' }; (Test-DhRun container+job:run -Task $p.Task -Function \"python://demo/other:$($other.Id)\").Warnings").Select(item => item.ToString()).ToList();

        Assert.Contains(warnings, warning => warning.Contains("ERROR", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("python://demo/fun:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_local_store_keeps_what_is_given_and_says_so()
    {
        using var shell = Shell.Open();

        shell.Run("$v = Test-DhRun python+job:run -Parameters @{ z = $null } -Spec @{ odd = '' } -Id mine; $r = New-DhRun python+job:run -Parameters @{ z = $null } -Spec @{ odd = '' } -Id mine");

        Same(shell);
        Assert.Equal("mine mine False", shell.Run("\"$($v.Id) $($v.Name) $($v.Starts)\"").Single().BaseObject);
        Assert.Contains("as it is given", shell.Run("$v.Note").Single().ToString(), StringComparison.Ordinal);
        Assert.Equal(2, shell.Run("$v.Fields | Where-Object Note -like '*a core would drop*' | Where-Object Source -eq run").Count);
        Assert.Equal(2, shell.Run("$v.Warnings").Count);
        Assert.Single(shell.Run("Get-DhRun"));
    }

    [Fact]
    public void Rows_are_bound_as_those_of_new_runs()
    {
        using var shell = Shell.Open();

        Assert.Equal(
            ["a 1", "b 2"],
            shell.Run("[pscustomobject]@{ Id = 'a'; Parameters = @{ n = 1 } }, [pscustomobject]@{ Id = 'b'; Parameters = @{ n = 2 } } | Test-DhRun python+run | ForEach-Object { \"$($_.Id) $($_.Spec.parameters.n)\" }").Select(item => item.BaseObject));
        Assert.Equal([null], shell.Run("1 | Test-DhRun python+run | ForEach-Object { , $_.Id }").Select(item => item?.BaseObject).ToArray());
        Assert.Empty(shell.Run("Get-DhRun"));
    }

    [Fact]
    public void The_fields_of_a_kind_are_parameters_here_too()
    {
        using var shell = Shell.Open();

        Assert.Contains("-ServiceType", shell.Complete("Test-DhRun python+serve:run -Serv"));
        Assert.Contains("NodePort", shell.Complete("Test-DhRun python+serve:run -ServiceType N"));
        Assert.Equal(2L, shell.Run("(Test-DhRun python+serve:run -Replicas 2).Spec.replicas").Single().BaseObject);
    }

    // $v is what was foretold, $r the run.
    private static void Same(Shell shell)
    {
        var pair = shell.Run("$r; $v").Select(item => (dynamic)item.BaseObject).ToList();
        var (made, foretold) = (Canonical((object)pair[0].Spec), Canonical((object)pair[1].Spec));

        Assert.NotEqual("{}", made);
        Assert.Equal(made, foretold);
    }

    private static string Canonical(object? value) => value switch
    {
        IDictionary map => $"{{{string.Join(",", map.Cast<DictionaryEntry>().OrderBy(entry => (string)entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={Canonical(entry.Value)}"))}}}",
        Array list => $"[{string.Join(",", list.Cast<object?>().Select(Canonical))}]",
        null => "null",
        _ => $"{value.GetType().Name} {value}",
    };
}

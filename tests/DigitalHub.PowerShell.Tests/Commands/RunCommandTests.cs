using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    [Theory]
    [InlineData("Get-DhRun -InputObject r1", "r1")]
    [InlineData("Remove-DhRun -InputObject r1 -PassThru", "r1")]
    [InlineData("Get-DhRun -InputObject $null", null)]
    [InlineData("Get-DhRun -InputObject @()", null)]
    [InlineData("Get-DhRun r1 -InputObject r1", null)]
    [InlineData("'r1' | Get-DhRun -InputObject r2", null)]
    public void The_hidden_parameter_never_stands_for_all_runs(string call, string? expected)
    {
        _shell.Run("1..3 | New-DhRun python+run -Id { \"r$_\" } > $null");

        if (expected is null) Assert.Equal("ValueInvalid", _shell.Fail(call).Id());
        else Assert.Equal(expected, _shell.Run(call).Single().Properties["Id"].Value);
        Assert.Equal(call.StartsWith("Remove", StringComparison.Ordinal) ? 2 : 3, _shell.Run("Get-DhRun -Name r?").Count);
    }

    [Theory]
    [InlineData("-Spec", "@{ parameters = @{ n = 3 } }")]
    [InlineData("-Parameters", "@{ n = 3 }")]
    [InlineData("-Metadata", "@{ n = 3 }")]
    public void The_sample_of_a_dictionary_is_one_of_its_parameter(string parameter, string sample)
    {
        using var shell = Shell.Open();

        Assert.Equal($"Give {parameter} as a dictionary, for example {sample}.", shell.Fail($"New-DhRun python+run {parameter} n=3").ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Id_and_name_come_first_among_the_properties() =>
        Assert.Equal(["Id", "Name"], _shell.Run("New-DhRun python+run -Id first -Name n").Single().Properties.Take(2).Select(property => property.Name));

    public void Dispose() => _shell.Dispose();

    private object? One(string script) => _shell.Run(script).Single()?.BaseObject;

    private string[] Ids(string script) => [.. _shell.Run($"& {{ {script} }} | ForEach-Object Id").Select(id => (string)id.BaseObject)];

    [Fact]
    public void A_new_run_has_what_core_fills_in()
    {
        dynamic run = One("New-DhRun -Kind python+job:run")!;

        Assert.Matches("^[0-9a-f]{32}$", (string)run.Id);
        Assert.Matches("^[a-z]+-[a-z]+$", (string)run.Name);
        Assert.Equal($"store://demo/run/python+job:run/{run.Id}:{run.Id}", (string)run.Key);
        Assert.Equal("CREATED", (string)run.State);
        Assert.Equal("job", (string)run.Action);
        Assert.Equal("local", (string)run.Backend);
        Assert.Empty((string[])run.Labels);
        Assert.True(DateTime.Now - (DateTime)run.Created < TimeSpan.FromMinutes(1));
        Assert.Equal(DateTimeKind.Local, ((DateTime)run.Created).Kind);
    }

    [Fact]
    public void A_run_with_an_id_is_called_by_it() => Assert.Equal("r-1", One("(New-DhRun python+run -Id r-1).Name"));

    [Fact]
    public void Every_parameter_reaches_the_document()
    {
        dynamic run = One(
            """
            New-DhRun -Kind python+job:run -Id r1 -Name first -Label a, b, a -Task python+job://demo/t1 -Function python://demo/train:f1 `
                -LocalExecution -Spec @{ parameters = [ordered]@{ n = 3; x = 1.0; t = $null; list = 1, 'two' } } -Metadata @{ description = 'D' }
            """)!;

        Assert.Equal(["a", "b"], (string[])run.Labels);
        Assert.Equal("python+job://demo/t1", (string)run.Task);
        Assert.Equal("python://demo/train:f1", (string)run.Function);
        Assert.Equal("D", run.Metadata["description"]);
        Assert.Equal(true, run.Spec["local_execution"]);
        var parameters = (OrderedDictionary)run.Spec["parameters"];
        Assert.Equal(["n", "x", "t", "list"], parameters.Keys.Cast<string>());
        Assert.Equal(3L, parameters["n"]);
        Assert.Equal(1.0, parameters["x"]);
        Assert.Equal(new object[] { 1L, "two" }, parameters["list"]);
    }

    [Fact]
    public void Properties_of_rows_make_runs()
    {
        var rows = _shell.Run(
            """
            @([pscustomobject]@{ Id = 'a'; Name = 'first'; Label = 'x' }, [pscustomobject]@{ Id = 'b'; Label = 'y', 'z'; Spec = @{ n = 1 } }) |
                New-DhRun -Kind python+run
            """);

        Assert.Equal(["first", "b"], rows.Select(row => (string)row.Properties["Name"].Value));
        Assert.Equal(["x", "y z"], rows.Select(row => string.Join(' ', (string[])row.Properties["Labels"].Value)));
        Assert.Equal(1L, ((OrderedDictionary)rows[1].Properties["Spec"].Value)["n"]);
    }

    [Fact]
    public void Script_blocks_are_evaluated_for_each_row() =>
        Assert.Equal(
            ["s-1", "s-2", "s-3"],
            Ids("1..3 | New-DhRun -Kind python+run -Id { \"s-$_\" } -Spec { @{ parameters = @{ seed = $_ } } }"));

    [Theory]
    [InlineData("1..3 | New-DhRun python+run -Id { $nope }")]
    [InlineData("1..3 | New-DhRun python+run -Name { '' }")]
    [InlineData("1..3 | New-DhRun python+run -Label { $_.Labl }")]
    [InlineData("1..3 | New-DhRun python+run -Spec { $nope }")]
    [InlineData("1..3 | New-DhRun python+run -Spec { 'text' }")]
    public void A_script_block_that_makes_nothing_makes_no_run(string script)
    {
        Assert.Equal(["ValueInvalid", "ValueInvalid", "ValueInvalid"], _shell.Try(script).Errors.Select(error => error.Id()));
        Assert.Empty(_shell.Run("Get-DhRun"));
    }

    [Fact]
    public void A_run_of_selected_properties_keeps_its_labels()
    {
        _shell.Run("New-DhRun python+run -Id a -Label x, y > $null");

        Assert.Equal(["x", "y"], (string[])_shell.Run("Get-DhRun a | ForEach-Object { [pscustomobject]@{ Name = $_.Name; Labels = $_.Labels } } | New-DhRun python+run").Single().Properties["Labels"].Value);
    }

    [Theory]
    [InlineData("New-DhRun python+run -Project nowhere -WhatIf", "ProjectNotFound")]
    [InlineData("New-DhRun python+run -Id taken -WhatIf", "RunExists")]
    [InlineData("@{ kind = 'python+run'; id = 'taken'; project = 'demo' } | Import-DhRun -WhatIf", "RunExists")]
    [InlineData("New-DhProject demo -WhatIf", "ProjectExists")]
    [InlineData("Remove-DhRun gone -WhatIf", "RunNotFound")]
    public void What_if_tells_what_would_go_wrong(string script, string id)
    {
        _shell.Run("New-DhRun python+run -Id taken > $null");

        Assert.Equal(id, _shell.Fail(script).Id());
    }

    [Fact]
    public void A_piped_project_is_where_runs_are_made()
    {
        _shell.Run("New-DhProject other > $null");

        Assert.Equal("other", One("Get-DhProject other | New-DhRun -Kind python+run | ForEach-Object Project"));
    }

    [Fact]
    public void A_piped_run_is_no_row() => Assert.Equal("ValueInvalid", _shell.Fail("New-DhRun python+run | New-DhRun -Kind python+run").Id());

    [Fact]
    public void What_a_row_lacks_or_leaves_empty_is_made()
    {
        var run = _shell.Run("[pscustomobject]@{ Id = ''; Name = ''; Label = '' } | New-DhRun -Kind python+run").Single();

        Assert.Matches("^[0-9a-f]{32}$", (string)run.Properties["Id"].Value);
        Assert.Empty((string[])run.Properties["Labels"].Value);
    }

    [Fact]
    public void What_a_row_has_wrong_is_that_rows_error()
    {
        var result = _shell.Try("@{ Id = 'a' }, @{ Id = @{} }, @{ Id = 'b'; Spec = 'x' }, @{ Id = 'c' } | ForEach-Object { [pscustomobject]$_ } | New-DhRun -Kind python+run");

        Assert.Equal(["ValueInvalid", "ValueInvalid"], result.Errors.Select(error => error.Id()));
        Assert.Equal(["a", "c"], result.Output.Select(run => (string)run.Properties["Id"].Value));
    }

    [Theory]
    [InlineData("New-DhRun -Kind python+run -Id 'bad id'", "IdInvalid")]
    [InlineData("New-DhRun -Kind python+run -Id a/b", "IdInvalid")]
    [InlineData("New-DhRun -Kind python+run -Id ('x' * 256)", "IdInvalid")]
    [InlineData("New-DhRun -Kind python+run -Name 'bad name'", "NameInvalid")]
    [InlineData("New-DhRun -Kind 'python job:run'", "KindInvalid")]
    [InlineData("New-DhRun -Kind python+job", "KindInvalid")]
    [InlineData("New-DhRun -Kind python", "KindInvalid")]
    [InlineData("New-DhRun -Kind python+run -Label ' '", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Task nonsense", "TaskNotFound")]
    [InlineData("New-DhRun -Kind python+run -Function train", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Function python://other/train:1", "ProjectMismatch")]
    [InlineData("New-DhRun -Kind python+run -Spec @{ task = 5 }", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Spec @{ task = 'nonsense' }", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Spec @{ f = { 1 } }", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Spec @{ f = [IO.MemoryStream]::new() }", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Spec @{ f = [double]::NaN }", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Spec @{ f = [string][char]0xD800 }", "ValueInvalid")]
    [InlineData("$h = @{}; $h.h = $h; New-DhRun -Kind python+run -Spec $h", "ValueInvalid")]
    [InlineData("$o = [pscustomobject]@{ o = $null }; $o.o = $o; New-DhRun -Kind python+run -Spec $o", "ValueInvalid")]
    [InlineData("$d = @{}; foreach ($i in 1..101) { $d = @{ d = $d } }; New-DhRun -Kind python+run -Spec $d", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Metadata @{ labels = 5 }", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Metadata @{ labels = @(@{}) }", "ValueInvalid")]
    [InlineData("New-DhRun -Kind python+run -Project Bad_Name", "ProjectInvalid")]
    [InlineData("New-DhRun -Kind python+run -Project x", "ProjectInvalid")]
    [InlineData("New-DhRun -Kind python+run -Project (\"x\" * 39)", "ProjectInvalid")]
    [InlineData("New-DhRun -Kind python+run -Project nowhere", "ProjectNotFound")]
    [InlineData("Get-DhRun nope", "RunNotFound")]
    [InlineData("Get-DhRun 'bad id'", "IdInvalid")]
    [InlineData("Get-DhRun store://demo/function/python/train:1", "KeyInvalid")]
    [InlineData("Get-DhRun store://demo/run/python+run", "KeyInvalid")]
    [InlineData("Get-DhRun store://demo/run/python+run/a:b", "KeyInvalid")]
    [InlineData("Get-DhRun -Project nowhere", "ProjectNotFound")]
    [InlineData("Get-DhRun -Sort size", "ValueInvalid")]
    [InlineData("Get-DhRun -Name '[a'", "ValueInvalid")]
    [InlineData("Get-DhRun nope -State ERROR", "ValueInvalid")]
    [InlineData("5 | Get-DhRun", "ValueInvalid")]
    [InlineData("$null | Get-DhRun", "ValueInvalid")]
    [InlineData("[pscustomobject]@{ Id = 'a'; Key = 'b' } | Remove-DhRun", "ValueInvalid")]
    [InlineData("Get-DhProject demo | Remove-DhRun", "ValueInvalid")]
    [InlineData("Remove-DhRun nope", "RunNotFound")]
    [InlineData("Remove-DhRun", "ValueInvalid")]
    [InlineData("Import-DhRun", "ValueInvalid")]
    [InlineData("Import-DhRun none.yaml", "PathNotFound")]
    [InlineData("Import-DhRun none*.yaml", "PathNotFound")]
    [InlineData("Import-DhRun -LiteralPath Env:PATH", "PathInvalid")]
    [InlineData("Import-DhRun -LiteralPath ([IO.Path]::GetTempPath())", "PathInvalid")]
    [InlineData("Import-DhRun nodrive:x.yaml", "PathNotFound")]
    [InlineData("@{ kind = 'python'; project = 'demo' } | Import-DhRun", "DocumentInvalid")]
    [InlineData("@{ project = 'demo' } | Import-DhRun", "DocumentInvalid")]
    [InlineData("@{ kind = 'python+run'; project = 'nowhere' } | Import-DhRun", "ProjectNotFound")]
    [InlineData("@{ kind = 'python+run'; spec = 'x' } | Import-DhRun", "DocumentInvalid")]
    [InlineData("5 | Import-DhRun", "ValueInvalid")]
    [InlineData("@{ kind = 'python+run'; extensions = 5 } | Import-DhRun", "DocumentInvalid")]
    [InlineData("'x.yaml' | Import-DhRun -Path y.yaml", "ValueInvalid")]
    [InlineData("Import-DhRun -LiteralPath \"a`0b\"", "PathInvalid")]
    [InlineData("$a = @{ v = 1 }; foreach ($i in 1..30) { $a = @{ l = $a; r = $a } }; New-DhRun python+run -Spec $a", "ValueInvalid")]
    [InlineData("@{ Id = @{} } | New-DhRun python+run", "ValueInvalid")]
    public void Bad_input_gives_one_clear_error_and_changes_nothing(string script, string id)
    {
        var error = _shell.Fail(script);

        Assert.Equal(id, error.Id());
        Assert.NotNull(error.TargetObject ?? error.ErrorDetails);
        Assert.DoesNotContain("Exception", error.ErrorDetails.Message);
        Assert.True(error.ErrorDetails.RecommendedAction.Length > 0, error.ToString());
        Assert.Empty(_shell.Run("Get-DhRun -Project *"));
    }

    [Fact]
    public void A_second_run_with_an_id_is_refused_also_in_another_project()
    {
        _shell.Run("New-DhRun python+run -Id twice > $null; New-DhProject other > $null");

        var error = _shell.Fail("New-DhRun python+run -Id twice -Project other");

        Assert.Equal("RunExists", error.Id());
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Equal("twice", error.TargetObject);
    }

    [Fact]
    public void A_run_is_found_by_id_key_short_key_number_and_object()
    {
        _shell.Run("New-DhRun python+run -Id 007 > $null");

        foreach (var how in new[] { "'007'", "007", "store://demo/run/python+run/007:007", "store://demo/run/python+run/007", "(Get-DhRun)" })
        {
            Assert.Equal(["007"], Ids($"Get-DhRun {how}"));
        }
        Assert.Equal(["007"], Ids("Get-DhRun | Get-DhRun"));
        Assert.Equal(["007"], Ids("'007' | Get-DhRun"));
    }

    [Fact]
    public void A_deserialised_run_is_its_key()
    {
        _shell.Run("New-DhRun python+run -Id r1 > $null");

        Assert.Equal(["r1"], Ids("[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-DhRun r1))) | Get-DhRun"));
    }

    [Fact]
    public void The_project_of_a_key_wins_over_the_parameter()
    {
        _shell.Run("New-DhProject other > $null; New-DhRun python+run -Id r1 > $null");

        Assert.Equal(["r1"], Ids("Get-DhRun store://demo/run/python+run/r1 -Project other"));
        Assert.Equal("ProjectMismatch", _shell.Fail("Get-DhRun r1 -Project other").Id());
    }

    [Fact]
    public void Lists_are_filtered_sorted_and_paged()
    {
        _shell.Run(
            """
            New-DhRun python+job:run -Id a -Name one -Label x > $null
            New-DhRun python+serve:run -Id b -Name two -Label x, y > $null
            New-DhRun container+job:run -Id c -Name three -Function container://demo/web:1 > $null
            """);

        Assert.Equal(["c", "b", "a"], Ids("Get-DhRun"));
        Assert.Equal(["a", "b", "c"], Ids("Get-DhRun -Sort Created"));
        Assert.Equal(["b", "c", "a"], Ids("Get-DhRun -Sort name -Descending"));
        Assert.Equal(["b", "a"], Ids("Get-DhRun -Kind python*"));
        Assert.Equal(["b", "a"], Ids("Get-DhRun -Kind python+job:run, python+serve:run"));
        Assert.Equal(["c", "a"], Ids("Get-DhRun -Action job"));
        Assert.Equal(["b", "a"], Ids("Get-DhRun -Label x"));
        Assert.Equal(["b"], Ids("Get-DhRun -Label x, y"));
        Assert.Equal(["b", "a"], Ids("Get-DhRun -AnyLabel x, y"));
        Assert.Equal(["c"], Ids("Get-DhRun -Function web"));
        Assert.Equal(["c"], Ids("Get-DhRun -Function container://demo/web:1"));
        Assert.Equal(["b"], Ids("Get-DhRun -Name two"));
        Assert.Equal(["c", "b"], Ids("Get-DhRun -Name t*"));
        Assert.Equal(["c", "b", "a"], Ids("Get-DhRun -State created"));
        Assert.Equal(["c"], Ids("Get-DhRun -Query THREE"));
        Assert.Equal(["c", "b", "a"], Ids("Get-DhRun -CreatedAfter ([datetime]::Now.AddMinutes(-5))"));
        Assert.Empty(_shell.Run("Get-DhRun -CreatedBefore ([datetime]::Now.AddMinutes(-5))"));
        Assert.Equal(["b"], Ids("Get-DhRun -First 1 -Skip 1"));
        Assert.Equal(3UL, _shell.Run("Get-DhRun -IncludeTotalCount -First 1")[0].BaseObject);
        Assert.Empty(_shell.Run("Get-DhRun -Name nobody"));
    }

    [Fact]
    public void An_unknown_state_is_warned_of() => Assert.Contains("'EROR'", _shell.Try("Get-DhRun -State EROR").Warnings.Single());

    [Fact]
    public void All_projects_are_listed_with_a_star()
    {
        _shell.Run("New-DhProject other > $null; New-DhRun python+run -Id a > $null; New-DhRun python+run -Id b -Project other > $null");

        Assert.Equal(["b", "a"], Ids("Get-DhRun -Project *"));
        Assert.Equal(["b"], Ids("Get-DhProject other | Get-DhRun"));
        Assert.Equal(["a", "b"], Ids("Get-DhProject | Get-DhRun"));
    }

    [Fact]
    public void A_project_without_runs_is_silence() => Assert.Empty(_shell.Run("Get-DhRun"));

    [Fact]
    public void Runs_are_removed_through_the_pipeline_and_nothing_comes_out()
    {
        _shell.Run("1..50 | New-DhRun python+run -Id { \"r$_\" } > $null");

        Assert.Empty(_shell.Run("Get-DhRun | Remove-DhRun"));
        Assert.Empty(_shell.Run("Get-DhRun"));
    }

    [Fact]
    public void Removing_what_is_gone_is_an_error_for_an_id_and_silence_for_a_run()
    {
        _shell.Run("$r = New-DhRun python+run -Id r1; Remove-DhRun r1");

        Assert.Empty(_shell.Run("$r | Remove-DhRun"));
        Assert.Equal("RunNotFound", _shell.Fail("Remove-DhRun r1").Id());
    }

    [Fact]
    public void The_backends_answer_comes_out_on_demand() =>
        Assert.Equal(["r1"], Ids("New-DhRun python+run -Id r1 > $null; Remove-DhRun r1 -PassThru"));

    [Fact]
    public void An_undefined_variable_removes_nothing()
    {
        _shell.Run("New-DhRun python+run > $null");

        _shell.Fail("Get-DhRun $nope | Remove-DhRun");
        _shell.Fail("Get-DhRun -State $nope | Remove-DhRun");

        Assert.Single(_shell.Run("Get-DhRun"));
    }

    [Theory]
    [InlineData("@() | Get-DhRun")]
    [InlineData("@() | Remove-DhRun")]
    [InlineData("@() | Import-DhRun")]
    [InlineData("@() | New-DhRun -Kind python+run")]
    [InlineData("@() | Remove-DhProject")]
    [InlineData("@() | Update-DhProject -Description x")]
    [InlineData("@() | Set-DhProject")]
    public void An_empty_pipeline_is_silence(string script) => Assert.Empty(_shell.Run(script));

    [Fact]
    public void One_bad_item_of_many_does_not_stop_the_others()
    {
        _shell.Run("New-DhRun python+run -Id a > $null; New-DhRun python+run -Id b > $null");

        var result = _shell.Try("Get-DhRun a, nope, b");

        Assert.Equal(["a", "b"], result.Output.Select(run => (string)run.Properties["Id"].Value));
        Assert.Equal("nope", Assert.Single(result.Errors).TargetObject);
    }

    [Fact]
    public void One_bad_id_in_a_list_does_not_hide_the_others()
    {
        _shell.Run("New-DhRun python+run -Id a > $null; New-DhRun python+run -Id b > $null");

        var result = _shell.Try("Remove-DhRun -Run a, 'bad id!', b");

        Assert.Equal("IdInvalid", Assert.Single(result.Errors).Id());
        Assert.Empty(_shell.Run("Get-DhRun"));
    }

    [Fact]
    public void A_changed_run_is_checked_when_it_is_imported_again()
    {
        _shell.Run("$good = New-DhRun python+run -Id good; $bad = New-DhRun python+run -Id bad");

        Assert.Equal("ValueInvalid", _shell.Fail("$bad.Spec['self'] = $bad.Spec; $bad | Import-DhRun -NewId").Id());
        var result = _shell.Try("$bad.Spec.Remove('self'); $bad.Spec['f'] = { 1 }; $good.Spec['n'] = [int]5; $bad, $good | Import-DhRun -NewId");

        Assert.Equal("ValueInvalid", Assert.Single(result.Errors).Id());
        Assert.Equal(5L, ((OrderedDictionary)Assert.Single(result.Output).Properties["Spec"].Value)["n"]);
    }

    [Fact]
    public void A_pipeline_that_ends_early_starts_nothing_more()
    {
        _shell.Run("1..200 | New-DhRun python+run > $null");

        _shell.Try("Get-DhRun | Remove-DhRun -PassThru -ThrottleLimit 2 | ForEach-Object { throw 'enough' }");

        Assert.InRange(_shell.Run("Get-DhRun").Count, 200 - 8, 199);
        var left = _shell.Run("Get-DhRun").Count;
        Thread.Sleep(300);
        Assert.Equal(left, _shell.Run("Get-DhRun").Count);
    }

    [Fact]
    public void Dictionaries_are_rows()
    {
        var run = _shell.Run("@{ id = 'x'; Label = 'y', 'z'; Spec = @{ n = 1 }; Other = 5 } | New-DhRun python+run").Single();

        Assert.Equal("x", run.Properties["Id"].Value);
        Assert.Equal(["y", "z"], (string[])run.Properties["Labels"].Value);
        Assert.Equal(1L, ((OrderedDictionary)run.Properties["Spec"].Value)["n"]);
    }

    [Fact]
    public void Times_at_the_ends_of_the_calendar_are_times() =>
        Assert.Single(_shell.Run("New-DhRun python+run > $null; Get-DhRun -CreatedAfter ([datetime]::MinValue) -CreatedBefore ([datetime]::MaxValue)"));

    [Fact]
    public void Order_of_input_is_order_of_output()
    {
        var ids = Enumerable.Range(0, 200).Select(i => $"r{i}").ToArray();

        Assert.Equal(ids, _shell.Run("0..199 | New-DhRun python+run -Id { \"r$_\" } | ForEach-Object Id").Select(id => (string)id.BaseObject));
        Assert.Equal(ids, _shell.Run("0..199 | ForEach-Object { \"r$_\" } | Get-DhRun | ForEach-Object Id").Select(id => (string)id.BaseObject));
        Assert.Equal(ids, _shell.Run("Get-DhRun -Sort Created | ForEach-Object Id").Select(id => (string)id.BaseObject));
    }

    [Fact]
    public void Under_error_action_stop_nothing_starts_after_the_first_error()
    {
        _shell.Run("New-DhRun python+run -Id r3 > $null");

        var result = _shell.Try("1..20 | New-DhRun python+run -Id { \"r$_\" } -ErrorAction Stop");

        Assert.Equal("RunExists", Assert.Single(result.Errors).Id());
        Assert.Equal(["r1", "r2", "r3"], Ids("Get-DhRun -Sort Id"));
    }

    [Fact]
    public void What_is_read_can_be_changed_in_place()
    {
        dynamic run = One("$r = New-DhRun python+run; $r.Labels += 'kept'; $r.Labels[0] = 'changed'; $r.Spec.parameters = @{ n = 1 }; $r")!;

        Assert.Equal(["changed"], (string[])run.Labels);
        Assert.Equal(1, ((IDictionary)run.Spec["parameters"])["n"]);
    }

    [Fact]
    public void A_run_speaks_as_its_key() => Assert.Equal("store://demo/run/python+run/r1:r1", One("\"$(New-DhRun python+run -Id r1)\""));

    [Fact]
    public void A_file_object_is_a_path_taken_literally()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("odd[1].yaml", "kind: python+run\nproject: demo\nid: odd\n");

        Assert.Equal(["odd"], Ids($"Import-DhRun ([IO.FileInfo]::new('{file}'))"));
    }

    [Fact]
    public void Good_files_are_imported_beside_bad_ones_and_folders()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.yaml", "kind: python+run\nproject: demo\nid: a\n");
        folder.Write("b.yaml", "kind: [\n");
        folder.Write("c.yaml", "kind: python+run\nproject: nowhere\nid: c\n");
        folder.Write("d.yaml", "kind: python+run\nproject: demo\nid: d\nstray: 5\n");
        Directory.CreateDirectory(Path.Combine(folder.Path, "sub"));

        var result = _shell.Try($"Import-DhRun '{folder.Path}/*'");

        Assert.Equal(["a", "d"], result.Output.Select(run => (string)run.Properties["Id"].Value));
        Assert.Equal(["DocumentInvalid", "ProjectNotFound"], result.Errors.Select(error => error.Id()).Order());
        Assert.Contains(result.Errors, error => error.ToString().Contains("b.yaml:", StringComparison.Ordinal));
        Assert.Contains(result.Errors, error => error.ToString().Contains("c.yaml:1: ", StringComparison.Ordinal));
        Assert.Contains("'stray'", Assert.Single(result.Warnings));
    }
}

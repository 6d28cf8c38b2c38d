using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Runs are changed without losing what others wrote.</summary>
public sealed class UpdateTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    public UpdateTests() => _shell.Run(
        """
        $null = New-DhRun python+run -Id a -Name first -Label x, y -Spec @{ parameters = @{ n = 1; m = @{ deep = 1; other = 2 } }; list = 1, 2 } -Metadata @{ description = 'about'; custom = @{ k = 1 } }
        $null = New-DhRun python+run -Id b -Label x
        """);

    [Fact]
    public void An_edited_object_is_sent_and_is_fresh_afterwards()
    {
        Assert.Empty(_shell.Run("$r = Get-DhRun a; $r.Labels += 'kept'; $r.Name = 'renamed'; $r.Spec.parameters.n = 5; $r.Spec.parameters.Remove('m'); $r | Update-DhRun"));

        Assert.Equal(["x", "y", "kept"], Values("(Get-DhRun a).Labels"));
        Assert.Equal(["renamed", 5L, false], Values("$n = Get-DhRun a; $n.Name; $n.Spec.parameters.n; $n.Spec.parameters.Contains('m')"));
        // Nothing is left to send.
        Assert.Contains(_shell.Try("$r | Update-DhRun -Verbose").Verbose, line => line.Contains("nothing is sent", StringComparison.Ordinal));
        Assert.Equal([true], Values("$r.Updated -eq (Get-DhRun a).Updated"));
    }

    [Fact]
    public void An_object_without_edits_sends_nothing()
    {
        var before = Values("(Get-DhRun a).Metadata.updated");

        var result = _shell.Try("Get-DhRun a | Update-DhRun -PassThru -Verbose");

        Assert.Empty(result.Errors);
        Assert.Equal("a", Assert.Single(result.Output).Properties["Id"].Value);
        Assert.Contains(result.Verbose, line => line.Contains("nothing is sent", StringComparison.Ordinal));
        Assert.Equal(before, Values("(Get-DhRun a).Metadata.updated"));
    }

    [Fact]
    public void Single_properties_of_many()
    {
        var runs = _shell.Run("Get-DhRun -Label x -Sort Id | Update-DhRun -AddLabel archive, x -RemoveLabel y, none -Metadata @{ description = 'new' } -PassThru");

        Assert.Equal(["a", "b"], runs.Select(run => run.Properties["Id"].Value));
        Assert.Equal(["x", "archive", "x", "archive"], Values("(Get-DhRun -Sort Id).Labels"));
        Assert.Equal(["new", 1L, "new"], Values("Get-DhRun -Sort Id | ForEach-Object { $_.Metadata.description; $(if ($_.Metadata.custom) { $_.Metadata.custom.k }) }"));
    }

    [Fact]
    public void Maps_merge_at_every_depth_lists_replace_and_null_removes()
    {
        _shell.Run("Update-DhRun a -Spec @{ parameters = @{ m = @{ deep = 9; more = @{ x = 1 } }; n = $null }; list = @(3) } -Status @{ results = @{ acc = 0.5 } }");

        Assert.Equal(
            [9L, 2L, 1L, false, 1, 3L, 0.5],
            Values("$r = Get-DhRun a; $p = $r.Spec.parameters; $p.m.deep; $p.m.other; $p.m.more.x; $p.Contains('n'); $r.Spec.list.Count; $r.Spec.list[0]; $r.Results.acc"));
    }

    [Fact]
    public void Replace_replaces()
    {
        _shell.Run("Update-DhRun a -Spec @{ other = 1 } -Replace");

        Assert.Equal(["other"], Values("(Get-DhRun a).Spec.Keys"));
        Assert.Equal("ValueInvalid", _shell.Fail("Update-DhRun a -Name x -Replace").Id());
    }

    [Fact]
    public void A_state_goes_along_the_state_machine()
    {
        Assert.Equal(["RUNNING"], Values("foreach ($s in 'BUILT', 'ready', 'Running') { $r = Update-DhRun a -State $s -PassThru }; $r.State"));

        var error = _shell.Fail("Update-DhRun a -State BUILT");

        Assert.Equal("TransitionRefused", error.Id());
        Assert.Equal(ErrorCategory.InvalidOperation, error.CategoryInfo.Category);
        Assert.Contains("COMPLETED, STOP, ERROR", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("TransitionRefused", _shell.Fail("Update-DhRun a -State NONSENSE").Id());
    }

    [Theory]
    [InlineData("Update-DhRun a -Spec @{ parameters = @{ n = 2 } }")]
    [InlineData("Update-DhRun a -Spec @{ } -Replace")]
    [InlineData("$r = Get-DhRun a; $r.Spec.parameters.n = 2; $r | Update-DhRun")]
    public void The_spec_of_a_run_that_has_moved_is_sealed(string call)
    {
        _shell.Run("Update-DhRun a -State BUILT");

        var error = _shell.Fail(call);

        Assert.Equal("SpecSealed", error.Id());
        Assert.Contains("BUILT", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal([1L], Values("(Get-DhRun a).Spec.parameters.n"));
    }

    [Fact]
    public void What_both_changed_is_a_conflict_that_force_decides()
    {
        _shell.Run("$r = Get-DhRun a; $r.Spec.parameters.n = 2; $r.Labels += 'mine'; Update-DhRun a -Spec @{ parameters = @{ n = 3 } } -AddLabel theirs -Name theirs");

        foreach (var call in (string[])["$r | Update-DhRun", "$r | Update-DhRun -WhatIf"])
        {
            var error = _shell.Fail(call);
            Assert.Equal("RunChanged", error.Id());
            Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
            Assert.Contains("spec.parameters.n", error.Exception.Message, StringComparison.Ordinal);
        }
        Assert.Equal([3L], Values("(Get-DhRun a).Spec.parameters.n"));

        _shell.Run("$r | Update-DhRun -Force");
        Assert.Equal([2L, "theirs", "x", "y", "theirs", "mine"], Values("$r.Spec.parameters.n; $r.Name; $r.Labels"));
    }

    [Fact]
    public void What_nobody_touches_stays()
    {
        _shell.Run("@{ kind = 'python+run'; project = 'demo'; id = 'c'; extensions = @(@{ kind = 'x'; spec = @{ a = 1 } }); metadata = @{ openmetadata = @{ publish = $true }; relationships = @(@{ type = 'run_of'; dest = 'd' }) }; spec = @{ unknown = 1 } } | Import-DhRun");

        _shell.Run("Update-DhRun c -AddLabel x -State BUILT; $r = Get-DhRun c; $r.Name = 'other'; $r | Update-DhRun");

        Assert.Equal(["x", true, "run_of", 1L], Values("$r = Get-DhRun c; $r.Extensions[0].kind; $r.Metadata.openmetadata.publish; $r.Metadata.relationships[0].type; $r.Spec.unknown"));
    }

    [Fact]
    public void One_bad_of_many_is_one_error()
    {
        var result = _shell.Try("Update-DhRun a, gone, b -AddLabel z -PassThru");

        Assert.Equal("RunNotFound", Assert.Single(result.Errors).Id());
        Assert.Equal(["a", "b"], result.Output.Select(run => run.Properties["Id"].Value));
    }

    [Theory]
    [InlineData("Update-DhRun a", "ValueInvalid")]
    [InlineData("Update-DhRun a -Name 'no blanks'", "NameInvalid")]
    [InlineData("Update-DhRun a -AddLabel ' '", "ValueInvalid")]
    [InlineData("Update-DhRun a -Spec @{ x = { 1 } }", "ValueInvalid")]
    [InlineData("Update-DhRun a -Status @{ state = 5 }", "ValueInvalid")]
    [InlineData("Update-DhRun a -Metadata @{ labels = 5 }", "ValueInvalid")]
    [InlineData("Update-DhRun gone -AddLabel x", "RunNotFound")]
    [InlineData("Update-DhRun gone -AddLabel x -WhatIf", "RunNotFound")]
    [InlineData("Update-DhRun -AddLabel x", "ValueInvalid")]
    [InlineData("Get-DhProject | Update-DhRun -AddLabel x", "ValueInvalid")]
    [InlineData("$r = Get-DhRun a; $r.Name = 'no blanks'; $r | Update-DhRun", "NameInvalid")]
    [InlineData("$r = Get-DhRun a; $r.Spec.x = { 1 }; $r | Update-DhRun", "ValueInvalid")]
    public void Bad_changes_are_one_clear_error(string call, string id)
    {
        var before = Values("(Get-DhRun a).Metadata.updated; (Get-DhRun a).Name");

        var error = _shell.Fail(call);

        Assert.Equal(id, error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(before, Values("(Get-DhRun a).Metadata.updated; (Get-DhRun a).Name"));
    }

    [Theory]
    [InlineData("Update-DhRun c -State RUNNING", "TransitionRefused")]
    [InlineData("Update-DhRun c -State BUILT", null)]
    [InlineData("Update-DhRun moved -Spec @{ x = 1 }", "SpecSealed")]
    [InlineData("Update-DhRun gone -State BUILT", "RunNotFound")]
    public void What_would_be_refused_is_refused_already_under_WhatIf(string call, string? id)
    {
        _shell.Run("$null = 'c', 'moved' | New-DhRun python+run -Id { $_ }; Update-DhRun moved -State BUILT");

        if (id is null) _shell.Run($"{call} -WhatIf");
        else Assert.Equal(id, _shell.Fail($"{call} -WhatIf").Id());
        Assert.Equal("CREATED", _shell.Run("(Get-DhRun c).State").Single().BaseObject);
    }

    [Fact]
    public void A_sealed_spec_can_be_copied_as_the_error_says()
    {
        _shell.Run("$null = New-DhRun python+run -Id moved; Update-DhRun moved -State BUILT");

        Assert.Contains("Copy-DhRun moved -Spec", _shell.Fail("Update-DhRun moved -Spec @{ x = 1 }").ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void What_is_so_already_is_left_alone()
    {
        _shell.Run("$null = New-DhRun python+run -Id same -Name n -Label x");
        var updated = _shell.Run("(Get-DhRun same).Metadata.updated").Single().BaseObject;

        _shell.Run("Update-DhRun same -Name n -AddLabel x -RemoveLabel y -State CREATED");

        Assert.Equal(updated, _shell.Run("(Get-DhRun same).Metadata.updated").Single().BaseObject);
        Assert.Equal("ValueInvalid", _shell.Fail("Update-DhRun same -AddLabel x, y -RemoveLabel y").Id());
        Assert.Equal("ValueInvalid", _shell.Fail("Update-DhProject demo -AddLabel x, y -RemoveLabel y").Id());
    }

    [Fact]
    public void A_script_block_is_for_ForEach_Object() =>
        Assert.Contains("ForEach-Object", _shell.Fail("Get-DhRun | Update-DhRun -Name { $_.Id }").ErrorDetails.RecommendedAction);

    public void Dispose() => _shell.Dispose();

    private List<object?> Values(string script) => [.. _shell.Run(script).Select(value => value?.BaseObject)];
}

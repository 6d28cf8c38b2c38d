using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Text as documents, runs that are there already, and doubts that are errors.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    [Fact]
    public void Text_is_documents()
    {
        Assert.Equal(["a", "b", "c"], Values("(Import-DhRun -Content \"kind: python+run`nid: a`n---`nkind: python+run`nid: b`n\", '{ \"kind\": \"python+run\", \"id\": \"c\" }').Id"));

        var error = _shell.Fail("Import-DhRun -Content \"kind: python+run`nid: [`n\"");
        Assert.Equal("DocumentInvalid", error.Id());
        Assert.StartsWith("line 2, column 5: ", error.Exception.Message, StringComparison.Ordinal);

        error = _shell.Fail("Import-DhRun -Content \"# comment`nkind: python+run`nid: a`n\"");
        Assert.Equal("RunExists", error.Id());
        Assert.StartsWith("line 2: ", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Import-DhRun -Content 'kind: python+run', 'id: a'")]
    [InlineData("Import-DhRun -Content 'kind: python+run' -NewId -Update")]
    [InlineData("@{ kind = 'python+run' } | Import-DhRun -Content 'kind: python+run'")]
    public void Calls_that_make_no_sense(string call) => Assert.Equal("ValueInvalid", _shell.Fail(call).Id());

    [Theory]
    [InlineData("kind: python+run\nid: a\nspec: { a: yes }\n", "line 3:12: yes is the text 'yes' here; the Python SDK reads the boolean true.")]
    [InlineData("kind: python+run\nid: a\nsepc: 1\n", "line 1: 'sepc' is no part of a run and is left out.")]
    public void A_doubt_is_a_warning_and_strictly_an_error(string text, string message)
    {
        _shell.Runspace.SessionStateProxy.SetVariable("text", text);

        var error = _shell.Fail("Import-DhRun -Content $text -Strict");
        Assert.Equal("DocumentInvalid", error.Id());
        Assert.Equal(message, error.Exception.Message);
        Assert.Empty(_shell.Run("Get-DhRun"));

        Assert.Equal([message], _shell.Try("Import-DhRun -Content $text").Warnings);
        Assert.Single(_shell.Run("Get-DhRun"));
    }

    [Fact]
    public void One_doubtful_of_many_is_one_error()
    {
        var result = _shell.Try("Import-DhRun -Content \"kind: python+run`nid: a`n---`nkind: python+run`nid: b`nspec: { x: 012 }`n---`nkind: python+run`nid: c`n\" -Strict");

        Assert.Single(result.Errors);
        Assert.Equal(["a", "c"], result.Output.Select(run => run.Properties["Id"].Value));
    }

    [Fact]
    public void A_run_that_is_there_is_brought_in_step()
    {
        _shell.Run(
            """
            $null = New-DhRun python+run -Id a -Name first -Label x -Spec @{ n = 1; old = 1 }
            $null = Update-DhRun a -Status @{ results = @{ acc = 1 } }
            $before = Get-DhRun a
            """);

        Assert.Equal(
            ["second", "y", 2L, false, 1L, "new", true, true, true],
            Values("$r = Import-DhRun -Content \"kind: python+run`nid: a`nname: second`nmetadata: { labels: [y], description: new }`nspec: { n: 2 }`n---`nkind: python+run`nid: b`n\" -Update; $a = Get-DhRun a; $a.Name; $a.Labels; $a.Spec.n; $a.Spec.Contains('old'); $a.Results.acc; $a.Metadata.description; $a.Created -eq $before.Created; $a.Metadata.version -eq $before.Metadata.version; ($r.Id -join ' ') -eq 'a b'"));
    }

    [Fact]
    public void What_was_exported_changes_nothing_again()
    {
        _shell.Run("$null = New-DhRun python+run -Id a -Name first -Label x -Spec @{ n = 1 }; Export-DhRun a a.yaml; $before = (Get-DhRun a).Metadata.updated");

        Assert.Equal(["a", true], Values("(Import-DhRun a.yaml -Update).Id; (Get-DhRun a).Metadata.updated -eq $before"));
    }

    [Fact]
    public void An_update_keeps_to_the_rules_of_updates()
    {
        _shell.Run("$null = New-DhRun python+run -Id a -Spec @{ n = 1 }; Update-DhRun a -State BUILT");

        Assert.Equal("SpecSealed", _shell.Fail("Import-DhRun -Content \"kind: python+run`nid: a`nspec: { n: 2 }\" -Update").Id());
        var error = _shell.Fail("Import-DhRun -Content \"kind: python+job:run`nid: a\" -Update");
        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains("The kind of a run can't be changed", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("ProjectNotFound", _shell.Fail("Import-DhRun -Content \"kind: python+run`nproject: none\" -Update -WhatIf").Id());
    }

    [Theory]
    [InlineData("sdk-export.yaml")]
    [InlineData("dhcli-get.json")]
    [InlineData("console-export.yaml")]
    public void What_other_clients_wrote_survives_a_second_trip(string file)
    {
        var path = Path.Combine(BuiltModule.Repository, "tests", "data", "clients", file);

        Assert.Equal(
            [true, 0],
            Values($"$a = Import-DhRun '{path}' -WarningAction SilentlyContinue; $a | Export-DhRun -Path x.yaml; $a | Export-DhRun -Path x.json; Remove-DhRun $a; $b = Import-DhRun x.yaml -Strict; $null = $b | Export-DhRun -Path y.yaml; $b | Remove-DhRun; $c = Import-DhRun x.json -Strict; [IO.File]::ReadAllText(\"$PWD/x.yaml\").Replace($a.Metadata.created, '').Replace($a.Metadata.updated, '') -eq [IO.File]::ReadAllText(\"$PWD/y.yaml\").Replace($b.Metadata.created, '').Replace($b.Metadata.updated, ''); @(Compare-DhRun $b $c).Count"));
    }

    [Fact]
    public void Brackets_in_a_name_are_taken_as_they_are_written_on_demand()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "[x].yaml"), "kind: python+run\nid: bracket\n");

        Assert.Contains("-LiteralPath", _shell.Fail("Import-DhRun './[x].yaml'").ErrorDetails.RecommendedAction);
        Assert.DoesNotContain("-LiteralPath", _shell.Fail("Import-DhRun './[y].yaml'").ErrorDetails.RecommendedAction);
        Assert.Equal("bracket", _shell.Run("(Import-DhRun -LiteralPath './[x].yaml').Id").Single().BaseObject);
    }

    [Fact]
    public void What_was_done_is_told_as_it_was()
    {
        const string Import = "Import-DhRun -Update -Verbose -Content";
        Assert.Contains(_shell.Try($"{Import} \"kind: python+run`nid: told\"").Verbose, line => line.StartsWith("Imported ", StringComparison.Ordinal));
        Assert.Contains(_shell.Try($"{Import} \"kind: python+run`nid: told\"").Verbose, line => line.StartsWith("Nothing is different in ", StringComparison.Ordinal));
        Assert.Contains(_shell.Try($"{Import} \"kind: python+run`nid: told`nmetadata:`n  labels: [x]\"").Verbose, line => line.StartsWith("Updated ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("New-DhRun python+run -Id taken", "leave it out", "-NewId")]
    [InlineData("@{ kind = 'python+run'; id = 'taken' } | Import-DhRun", "-Update", "-Id ")]
    [InlineData("Copy-DhRun taken -DestinationId taken", "-DestinationId", "-NewId")]
    public void An_id_that_is_taken_is_advised_on_in_the_commands_own_terms(string call, string said, string unsaid)
    {
        _shell.Run("New-DhRun python+run -Id taken > $null");

        foreach (var script in new[] { call, $"{call} -WhatIf" })
        {
            var error = _shell.Fail(script);
            Assert.Equal("RunExists", error.Id());
            Assert.Contains(said, error.ErrorDetails.RecommendedAction);
            Assert.DoesNotContain(unsaid, error.ErrorDetails.RecommendedAction);
        }
    }

    public void Dispose() => _shell.Dispose();

    private List<object?> Values(string script) => [.. _shell.Run(script).Select(value => value?.BaseObject)];
}

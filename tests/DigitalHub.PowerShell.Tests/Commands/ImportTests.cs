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
    [InlineData("kind: python+run\nid: a\nspec: { parameters: { a: yes } }\n", "line 3:26: yes is the text 'yes' here; the Python SDK reads the boolean true.")]
    [InlineData("kind: python+run\nid: a\nsepc: 1\n", "line 1: 'sepc' is no part of a run and is left out.")]
    public void A_doubt_is_a_warning_and_strictly_an_error(string text, string message)
    {
        _shell.Set("text", text);

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

    [Theory]
    [InlineData("Import-DhRun -Content $text -Update -Verbose", "Get-DhRun a")]
    [InlineData("1..30 | ForEach-Object { @{ kind = 'python+run'; id = 'a'; metadata = @{ description = \"d$_\" } } } | Import-DhRun -Update -Verbose", "Get-DhRun a")]
    [InlineData("Import-DhFunction -Content $functions -Update -Verbose", "Get-DhFunction -Id a")]
    public void Of_documents_of_one_id_each_meets_what_the_one_before_has_made(string script, string read)
    {
        _shell.Run(
            """
            $text = (1..30 | ForEach-Object { "kind: python+run`nid: a`nmetadata: { description: d$_ }`n" }) -join "---`n"
            $functions = $text -replace 'python.run', "python`nname: train"
            """);

        var result = _shell.Try(script);

        Assert.Empty(result.Errors);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => $"d{i}"), result.Output.Select(made => ((dynamic)made.BaseObject).Metadata["description"]).Cast<string>());
        Assert.Equal(["Imported", .. Enumerable.Repeat("Updated", 29)], result.Verbose.Where(line => line.StartsWith("Imported ", StringComparison.Ordinal) || line.StartsWith("Updated ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]));
        Assert.Equal(["d30"], Values($"({read}).Metadata.description"));
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
            ["second", "x", "y", 2L, false, 1L, "new", true, true, true],
            Values("$r = Import-DhRun -Content \"kind: python+run`nid: a`nname: second`nmetadata: { labels: [y], description: new }`nspec: { n: 2 }`n---`nkind: python+run`nid: b`n\" -Update; $a = Get-DhRun a; $a.Name; $a.Labels; $a.Spec.n; $a.Spec.Contains('old'); $a.Results.acc; $a.Metadata.description; $a.Created -eq $before.Created; $a.Metadata.version -eq $before.Metadata.version; ($r.Id -join ' ') -eq 'a b'"));
    }

    [Theory]
    [InlineData("metadata: { labels: [z, y] }", "x y z", true)]
    [InlineData("metadata: { labels: [y] }", "x y", false)]
    [InlineData("metadata: { labels: [] }", "x y", false)]
    [InlineData("metadata: { description: other }", "x y", true)]
    [InlineData("name: a", "x y", false)]
    public void Labels_merge_as_sets(string with, string labels, bool changes)
    {
        _shell.Run("$null = New-DhRun python+run -Id a -Label x, y; $before = (Get-DhRun a).Metadata.updated");

        foreach (var what in new[] { changes ? "Updated " : "Nothing is different in ", "Nothing is different in " })
        {
            var result = _shell.Try($"Import-DhRun -Content \"kind: python+run`nid: a`n{with}\" -Update -Verbose");
            Assert.Contains(result.Verbose, line => line.StartsWith(what, StringComparison.Ordinal));
            Assert.Equal(labels, _shell.Run("(Get-DhRun a).Labels -join ' '").Single().BaseObject);
        }
    }

    [Fact]
    public void What_was_exported_changes_nothing_again()
    {
        _shell.Run("$null = New-DhRun python+run -Id a -Name first -Label x -Spec @{ n = 1 }; Export-DhRun a a.yaml; $before = (Get-DhRun a).Metadata.updated");

        Assert.Equal(["a", true], Values("(Import-DhRun a.yaml -Update).Id; (Get-DhRun a).Metadata.updated -eq $before"));
    }

    [Theory]
    [InlineData("name: other", "CREATED")]
    [InlineData("name: other`nspec:", "CREATED")]
    [InlineData("name: other", "BUILT")]
    public void A_document_without_a_spec_leaves_that_of_the_run_alone(string with, string state)
    {
        _shell.Run($"$null = New-DhRun python+run -Id a -Name first -Spec @{{ n = 1 }}; if ('{state}' -ne 'CREATED') {{ Update-DhRun a -State {state} }}");

        Assert.Equal(
            ["other", 1L, "other", 1L],
            Values($"$r = Import-DhRun -Content \"kind: python+run`nid: a`n{with}\" -Update -Strict; $r.Name; $r.Spec.n; $a = Get-DhRun a; $a.Name; $a.Spec.n"));
    }

    [Fact]
    public void A_document_with_an_empty_spec_empties_that_of_the_run() =>
        Assert.Equal(0, _shell.Run("$null = New-DhRun python+run -Id a -Spec @{ n = 1 }; (Import-DhRun -Content \"kind: python+run`nid: a`nspec: {}\" -Update).Spec.Count").Single().BaseObject);

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
    [InlineData("@{ Kind = 'python+run'; ID = 'a'; Spec = @{ parameters = @{ N = 1 } } } | Import-DhRun -Strict")]
    [InlineData("[pscustomobject]@{ KIND = 'python+run'; Id = 'a'; spec = @{ parameters = @{ N = 1 } } } | Import-DhRun -Strict")]
    [InlineData("'{\"kind\": \"python+run\", \"id\": \"a\", \"spec\": {\"parameters\": {\"N\": 1}}}' | ForEach-Object { Import-DhRun -Content $_ -Strict }")]
    public void The_shell_knows_no_case(string script) => Assert.Equal(["a", "N", 1L], Values($"$r = {script}; $r.Id; $r.Spec.parameters.Keys; $r.Spec.parameters.n"));

    [Fact]
    public void Objects_come_out_in_input_order()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "many.yaml"), string.Concat(Enumerable.Range(0, 300).Select(i => $"---\nkind: python+run\nid: r{i}\nspec: {{ t: {new string('x', 10 * (300 - i))} }}\n")));

        Assert.Equal(Enumerable.Range(0, 300).Select(i => (object?)$"r{i}"), Values("(Import-DhRun many.yaml).Id"));
    }

    [Fact]
    public void What_if_shows_what_would_be_made()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "two.yaml"), "kind: python+run\nid: a\n---\nkind: python+run\nid: [\n---\nkind: python+run\nid: c\n");

        // An error is an error, also before anything is made.
        Assert.Equal("DocumentInvalid", _shell.Fail("Import-DhRun two.yaml -WhatIf").Id());
        Assert.Empty(_shell.Run("Get-DhRun"));
    }

    [Theory]
    [InlineData("@{ kind = 'python+run'; id = 'a' } | Import-DhRun", "Import run", "a", "python+run", "demo")]
    [InlineData("Import-DhRun -Content \"kind: python+run`nid: a`nproject: demo`n---`nkind: python+job:run`nid: b\"", "Import run", "a b", "python+run python+job:run", "demo")]
    [InlineData("@{ kind = 'python+run'; id = 'a'; project = 'demo' } | Import-DhRun -DestinationProject other", "Import run", "a", "python+run", "other")]
    [InlineData("@{ kind = 'python+run'; id = 'a'; project = 'other' } | Import-DhRun", "Import run", "a", "python+run", "other")]
    [InlineData("@{ kind = 'python+run'; id = 'a' } | Import-DhRun -LocalExecution", "Import run", "a", "python+run", "demo")]
    [InlineData("@{ kind = 'python+run'; id = 'a' } | Import-DhRun -Update", "Import run", "a", "python+run", "demo")]
    [InlineData("@{ kind = 'python+run'; id = 'there'; name = 'renamed' } | Import-DhRun -Update", "Update run", "there", "python+run", "demo")]
    [InlineData("Get-DhRun there | Import-DhRun -Update", "", "", "", "")]
    public void What_if_says_in_so_many_words_what_would_be_made(string script, string verb, string ids, string kinds, string project)
    {
        var host = new AnsweringHost(_ => 0);
        using var shell = Shell.Bare(host);
        shell.Run("Connect-DhBackend -Local -InMemory; Set-DhProject other; Set-DhProject demo; $null = New-DhRun python+run -Id there -Name there -Label x");
        host.Shown();

        Assert.Empty(shell.Run($"{script} -WhatIf"));

        var named = ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Zip(kinds.Split(' '));
        Assert.Equal(named.Select(run => $"What if: Performing the operation \"{verb}\" on target \"run '{run.First}' of kind '{run.Second}' in project '{project}' on local\"."), host.Shown());
        Assert.Equal("there", shell.Run("(Get-DhRun -Project *).Id").Single().BaseObject);
    }

    [Theory]
    [InlineData("kind: python+run`nid: there`nspec: { n: 2 }", "SpecSealed")]
    [InlineData("kind: python+job:run`nid: there", "ValueInvalid")]
    [InlineData("kind: python+run`nid: new`nproject: none", "ProjectNotFound")]
    public void What_an_update_would_be_refused_for_is_said_under_WhatIf(string text, string id)
    {
        _shell.Run("$null = New-DhRun python+run -Id there -Spec @{ n = 1 }; Update-DhRun there -State BUILT");

        Assert.Equal(id, _shell.Fail($"Import-DhRun -Content \"{text}\" -Update -WhatIf").Id());
        Assert.Equal(id, _shell.Fail($"Import-DhRun -Content \"{text}\" -Update").Id());
    }

    [Fact]
    public void Piped_texts_are_paths()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "a.yaml"), "kind: python+run\nid: a\n");
        File.WriteAllText(Path.Combine(_shell.Folder, "b.yaml"), "kind: python+run\nid: b\n");

        Assert.Equal(["a", "b"], Values("('a.yaml', 'b.yaml' | Import-DhRun).Id"));
        Assert.Equal("PathNotFound", _shell.Fail("'kind: python+run' | Import-DhRun").Id());
        Assert.Equal("PathInvalid", _shell.Fail("\"kind: python+run`nid: x\" | Import-DhRun").Id());
    }

    [Theory]
    [InlineData("a: &x [1]\nb: *x", null)]
    [InlineData("a: 1\na: 2", "comes twice")]
    [InlineData("a: !!binary x", "The tag !!binary")]
    [InlineData("a: !python/object x", "The tag !python/object")]
    [InlineData("a: *x", "no anchor &x")]
    public void What_a_text_may_hold(string spec, string? refused)
    {
        _shell.Set("text", $"kind: python+run\nid: a\nspec:\n  {spec.Replace("\n", "\n  ", StringComparison.Ordinal)}\n---\nkind: python+run\nid: b\n");

        var result = _shell.Try("Import-DhRun -Content $text");

        Assert.Equal(refused is null ? ["a", "b"] : ["b"], result.Output.Select(run => run.Properties["Id"].Value));
        if (refused is not null) Assert.Contains(refused, Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_character_is_refused_and_not_replaced()
    {
        _shell.Set("text", "kind: python+run\nspec: { t: 'a\ud800b' }\n");

        Assert.Equal("DocumentInvalid", _shell.Fail("Import-DhRun -Content $text").Id());
    }

    [Fact]
    public void A_file_that_can_t_be_read_is_one_error_and_the_others_are_imported()
    {
        if (!OperatingSystem.IsLinux()) return;
        File.WriteAllText(Path.Combine(_shell.Folder, "a.yaml"), "kind: python+run\nid: a\n");

        // Its first page is nobody's.
        var result = _shell.Try("Import-DhRun -LiteralPath /proc/self/mem, a.yaml");

        Assert.Equal("FileUnreadable", Assert.Single(result.Errors).Id());
        Assert.Contains("/proc/self/mem can't be read", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(result.Errors[0].ErrorDetails.RecommendedAction);
        Assert.Equal("a", Assert.Single(result.Output).Properties["Id"].Value);
    }

    [Theory]
    [InlineData("-LiteralPath")]
    [InlineData("-Path")]
    public void A_folder_that_is_given_for_a_file_is_one_error_and_the_others_are_imported(string parameter)
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "a.yaml"), "kind: python+run\nid: a\n");
        Directory.CreateDirectory(Path.Combine(_shell.Folder, "inner"));

        var result = _shell.Try($"Import-DhRun {parameter} inner, a.yaml");

        var error = Assert.Single(result.Errors);
        Assert.Equal("PathInvalid", error.Id());
        Assert.Contains("inner is a folder, not a file.", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("*.yaml", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("a", Assert.Single(result.Output).Properties["Id"].Value);
    }

    [Fact]
    public void A_pipeline_that_has_enough_ends_the_reading()
    {
        var file = Path.Combine(_shell.Folder, "large.yaml");
        using (var writer = new StreamWriter(file))
        {
            for (var i = 0; i < 20_000; i++) writer.Write($"---\nkind: python+run\nid: r{i}\nspec: {{ t: {new string('x', 1000)} }}\n");
        }

        Assert.Equal(["r0", "r1"], Values($"$n = 0; do {{ Import-DhRun '{file}' | ForEach-Object {{ $_.Id; if (++$n -eq 2) {{ break }} }} }} while ($false)"));

        Assert.InRange(_shell.Run("Get-DhRun").Count, 2, 100);
        // It is closed.
        using var alone = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
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

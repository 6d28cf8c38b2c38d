using System.Text;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Functions and workflows, which are alike, and their tasks.</summary>
public sealed class FunctionCommandTests : IDisposable
{
    private const string Make = "New-DhFunction train python -SourceCode 'def main(): pass' -Handler main -Id first > $null; New-DhFunction train python -SourceCode 'def main(): 2' -Id second > $null; ";

    private readonly Shell _shell = Shell.Open();

    public void Dispose() => _shell.Dispose();

    private object?[] Values(string script) => [.. _shell.Run(script).Select(item => item?.BaseObject)];

    [Fact]
    public void A_file_is_embedded_with_its_name_and_language()
    {
        var code = "print('Größe')\r\n";
        File.WriteAllText(Path.Combine(_shell.Folder, "train [1].py"), code, new UTF8Encoding(false));
        dynamic function = _shell.Run("New-DhFunction train -Kind python -SourcePath 'train `[1`].py' -Handler main -Spec @{ python_version = 'PYTHON3_11'; source = @{ init_function = 'init' } }").Single().BaseObject;

        Assert.Equal("train [1].py", (string)function.Source);
        Assert.Equal("main", (string)function.Handler);
        Assert.Equal(code, (string)function.SourceCode);
        Assert.Equal("python", (string)function.Spec["source"]["lang"]);
        Assert.Equal("init", (string)function.Spec["source"]["init_function"]);
        Assert.Equal("PYTHON3_11", (string)function.Spec["python_version"]);
        Assert.Equal(Convert.ToBase64String(Encoding.UTF8.GetBytes(code)), (string)function.Spec["source"]["base64"]);
        Assert.Equal(code, (string)((dynamic)_shell.Run("New-DhFunction train python -SourcePath ([IO.FileInfo]\"$PWD/train [1].py\")").Single().BaseObject).SourceCode);
    }

    [Fact]
    public void Source_code_that_is_no_text_is_kept_and_not_shown()
    {
        File.WriteAllBytes(Path.Combine(_shell.Folder, "code.zip"), [0x50, 0x4b, 0xff, 0xfe]);

        Assert.Equal(["UEv//g==", null], Values("$f = New-DhFunction train python -SourcePath code.zip; $f.Spec.source.base64; $f.SourceCode"));
        Assert.Equal([null, null, null], Values("$f = New-DhFunction bare python; $f.SourceCode; $f.Source; $f.Handler"));
    }

    [Fact]
    public void Importing_says_what_became_of_a_function()
    {
        _shell.Run(Make + "Get-DhFunction -Id first | Export-DhFunction -Path f.yaml");

        Assert.Contains(Said("Import-DhFunction f.yaml -Update"), line => line.StartsWith("Nothing is different in store://", StringComparison.Ordinal));
        Assert.Contains(Said("Import-DhFunction -Content '{ kind: python, name: train, id: first, metadata: { description: other } }' -Update"), line => line.StartsWith("Updated store://", StringComparison.Ordinal));
        Assert.Contains(Said("Import-DhFunction f.yaml -NewId"), line => line.StartsWith("Imported store://", StringComparison.Ordinal));

        string[] Said(string script) => [.. _shell.Run($"@({script} -Verbose 4>&1).Where({{ $_ -is [Management.Automation.VerboseRecord] }}).Message").Select(line => (string)line.BaseObject)];
    }

    [Fact]
    public void An_address_stands_as_it_is() =>
        Assert.Equal(["git+https://example.org/a#b", null], Values("$f = New-DhFunction train python -Source git+https://example.org/a#b; $f.Source; $f.SourceCode"));

    [Theory]
    [InlineData("New-DhFunction train python -SourcePath a.py -SourceCode x", "ValueInvalid")]
    [InlineData("New-DhFunction train python -SourceCode x -Source git://x", "ValueInvalid")]
    [InlineData("New-DhFunction train python -Source ./train.py", "ValueInvalid")]
    [InlineData("New-DhFunction train python -SourcePath none.py", "PathNotFound")]
    [InlineData("New-DhFunction train python -SourcePath *.py", "PathInvalid")]
    [InlineData("New-DhFunction train python -SourcePath .", "PathInvalid")]
    [InlineData("New-DhFunction train python -Handler main -Spec @{ source = 'x' }", "ValueInvalid")]
    [InlineData("New-DhFunction 'no blanks' python", "NameInvalid")]
    [InlineData("New-DhFunction train python+job", "KindInvalid")]
    [InlineData("New-DhFunction train python -Id 'no blanks'", "IdInvalid")]
    [InlineData("New-DhFunction train python -Id first", "FunctionExists")]
    [InlineData("New-DhFunction train python -Id first -WhatIf", "FunctionExists")]
    [InlineData("New-DhFunction train python -Project none", "ProjectNotFound")]
    [InlineData("New-DhFunction train python -Project none -WhatIf", "ProjectNotFound")]
    [InlineData("Get-DhFunction train | New-DhFunction train python", "ValueInvalid")]
    [InlineData("Get-DhFunction -Id none", "FunctionNotFound")]
    [InlineData("Get-DhFunction store://demo/function/python/train:none", "FunctionNotFound")]
    [InlineData("Get-DhFunction python://demo/train:none", "FunctionNotFound")]
    [InlineData("Get-DhWorkflow -Id first", "WorkflowNotFound")]
    [InlineData("Get-DhFunction none -Project none", "ProjectNotFound")]
    [InlineData("Get-DhFunction store://demo/workflow/hera/a:b", "KeyInvalid")]
    [InlineData("Get-DhFunction python://", "KeyInvalid")]
    [InlineData("Get-DhFunction -Id first -AllVersions", "ValueInvalid")]
    [InlineData("Get-DhFunction -Id first -First 1", "ValueInvalid")]
    [InlineData("'train' | Get-DhFunction train", "ValueInvalid")]
    [InlineData("1 | Get-DhFunction", "ValueInvalid")]
    [InlineData("[version]'1.0' | Get-DhFunction", "ValueInvalid")]
    [InlineData("New-DhWorkflow nightly hera | Get-DhFunction", "ValueInvalid")]
    [InlineData("Update-DhFunction train", "ValueInvalid")]
    [InlineData("Update-DhFunction -Description x", "ValueInvalid")]
    [InlineData("Update-DhFunction train -Replace", "ValueInvalid")]
    [InlineData("Update-DhFunction none -Description x", "FunctionNotFound")]
    [InlineData("$f = Get-DhFunction train; $f.Spec.python_version = 'x'; $f | Update-DhFunction", "SpecSealed")]
    [InlineData("$f = Get-DhFunction train; $f.Spec.python_version = 'x'; $f | Update-DhFunction -WhatIf", "SpecSealed")]
    [InlineData("$f = Get-DhFunction train; Update-DhFunction train -Description other; $f.Description = 'mine'; $f | Update-DhFunction", "FunctionChanged")]
    [InlineData("Remove-DhFunction none", "FunctionNotFound")]
    [InlineData("Remove-DhFunction none -AllVersions", "FunctionNotFound")]
    [InlineData("Remove-DhFunction 'tr*'", "NameInvalid")]
    [InlineData("Remove-DhFunction -Id first -AllVersions", "ValueInvalid")]
    [InlineData("Remove-DhFunction", "ValueInvalid")]
    [InlineData("Get-DhProject | Remove-DhFunction", "ValueInvalid")]
    [InlineData("New-DhTask job", "ValueInvalid")]
    [InlineData("New-DhTask -Function train", "ActionNotFound")]
    [InlineData("New-DhTask job -Kind python+job -Function train", "ValueInvalid")]
    [InlineData("New-DhTask job -Function none", "FunctionNotFound")]
    [InlineData("New-DhTask job -Workflow train", "WorkflowNotFound")]
    [InlineData("New-DhTask -Kind container+job -Function train", "KindInvalid")]
    [InlineData("New-DhTask -Kind python -Function train", "KindInvalid")]
    [InlineData("Get-DhProject | New-DhTask job", "ValueInvalid")]
    [InlineData("Get-DhFunction train | Get-DhRun -Function train", "ValueInvalid")]
    [InlineData("Get-DhFunction train | Remove-DhRun", "ValueInvalid")]
    [InlineData("Get-DhTask none", "TaskNotFound")]
    [InlineData("Get-DhFunction train | Remove-DhTask", "ValueInvalid")]
    public void Bad_calls_are_one_clear_error(string call, string id)
    {
        _shell.Run(Make);
        File.WriteAllText(Path.Combine(_shell.Folder, "a.py"), "1");
        File.WriteAllText(Path.Combine(_shell.Folder, "b.py"), "1");

        var error = _shell.Fail(call);

        Assert.Equal(id, error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(["second", "first"], Values("(Get-DhFunction -AllVersions).Id"));
        Assert.Empty(Values("Get-DhTask"));
    }

    [Fact]
    public void All_versions_of_a_name_are_not_removed_where_functions_of_two_kinds_have_it()
    {
        _shell.Run("New-DhFunction both python -Id one > $null; New-DhFunction both container -Id two > $null");

        var error = _shell.Fail("Remove-DhFunction both -AllVersions -Confirm:$false");

        Assert.Equal("NameAmbiguous", error.Id());
        Assert.Contains("store://demo/function/python/both:one", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["two", "one"], Values("(Get-DhFunction both -AllVersions).Id"));
    }

    [Fact]
    public void A_name_stands_for_its_newest_version_and_a_key_for_one()
    {
        _shell.Run(Make);

        Assert.Equal(["second"], Values("(Get-DhFunction train).Id"));
        Assert.Equal(["second", "first"], Values("(Get-DhFunction train -AllVersions).Id"));
        Assert.Equal(["first"], Values("(Get-DhFunction -Id first).Id"));
        Assert.Equal(["first"], Values("(Get-DhFunction store://demo/function/python/train:first).Id"));
        Assert.Equal(["first"], Values("(Get-DhFunction python://demo/train:first).Id"));
        Assert.Equal(["second"], Values("(Get-DhFunction python://demo/train).Id"));
        Assert.Equal(["first"], Values("$f = Get-DhFunction -Id first; (Get-DhFunction $f).Id"));
        Assert.Equal(["first"], Values("([pscustomobject]@{ Key = (Get-DhFunction -Id first).Key } | Get-DhFunction).Id"));
        Assert.Equal(["python://demo/train:second"], Values("(Get-DhFunction train).Reference"));
        Assert.Empty(Values("Get-DhFunction train -Label none"));
        Assert.Empty(Values("Get-DhFunction none*"));
        Assert.Empty(Values("Get-DhFunction none; Get-DhFunction none -AllVersions; Get-DhFunction python://demo/none; Get-DhWorkflow train"));
    }

    [Fact]
    public void A_change_keeps_what_others_changed()
    {
        _shell.Run(Make);
        _shell.Run("$f = Get-DhFunction train; $f.Description = 'mine'; Update-DhFunction train -AddLabel kept; $f | Update-DhFunction");

        Assert.Equal(["mine", "kept"], Values("$f = Get-DhFunction train; $f.Description; $f.Labels"));
        Assert.Equal([null], Values("(Update-DhFunction train -Description '' -PassThru).Description"));
        Assert.Empty(Values("(Get-DhFunction -Id first).Labels"));
    }

    [Fact]
    public void What_still_has_runs_is_removed_only_with_them()
    {
        _shell.Run(Make);
        _shell.Run("$task = Get-DhFunction train | New-DhTask job; 1..2 | New-DhRun python+job:run -Task $task -Function $task.Function > $null");

        foreach (var call in (string[])["Remove-DhFunction train", "Remove-DhFunction train -WhatIf", "Remove-DhFunction train -AllVersions -Confirm:$false", "Get-DhFunction train | Remove-DhFunction"])
        {
            var error = _shell.Fail(call);
            Assert.Equal("FunctionNotEmpty", error.Id());
            Assert.Contains("2 runs", error.ErrorDetails.Message, StringComparison.Ordinal);
        }
        Assert.Equal("TaskNotEmpty", _shell.Fail("Get-DhTask | Remove-DhTask").Id());
        Assert.Equal(2, Values("Get-DhFunction -AllVersions").Length);

        _shell.Run("Remove-DhFunction train -AllVersions -Cascade -Confirm:$false");
        Assert.Empty(Values("Get-DhFunction -AllVersions; Get-DhTask; Get-DhRun"));
    }

    // Nobody is there to be asked.
    [Fact]
    public void Removing_all_versions_asks_and_removing_one_does_not()
    {
        _shell.Run(Make);
        Assert.NotEmpty(_shell.Try("Remove-DhFunction train -AllVersions").Errors);
        Assert.Equal(2, Values("Get-DhFunction -AllVersions").Length);

        _shell.Run("Remove-DhFunction train");
        Assert.Equal(["first"], Values("(Get-DhFunction -AllVersions).Id"));
        _shell.Run("$ConfirmPreference = 'None'; Remove-DhFunction train -AllVersions; $ConfirmPreference = 'High'");
        Assert.Empty(Values("Get-DhFunction -AllVersions"));
    }

    [Fact]
    public void What_was_piped_and_is_gone_is_no_error()
    {
        _shell.Run(Make);
        Assert.Empty(Values("$f = Get-DhFunction train; Remove-DhFunction $f; $f | Remove-DhFunction; $f | Remove-DhFunction -Cascade; $f | Remove-DhFunction -WhatIf"));
        Assert.Equal("FunctionNotFound", _shell.Fail("Remove-DhFunction -Id second").Id());
    }

    [Fact]
    public void A_task_is_made_of_the_newest_version_or_of_what_is_piped()
    {
        _shell.Run(Make);

        Assert.Equal(["python+job", "job", "python://demo/train:second"], Values("$t = New-DhTask job -Function train; $t.Kind; $t.Action; $t.Function"));
        Assert.Equal(["python://demo/train:first", "4Gi"], Values("$t = Get-DhFunction -Id first | New-DhTask serve -Spec @{ resources = @{ mem = '4Gi' } }; $t.Function; $t.Spec.resources.mem"));
        Assert.Equal(["hera+pipeline", "hera://demo/nightly:w"], Values("$t = New-DhWorkflow nightly hera -Id w | New-DhTask pipeline; $t.Kind; $t.Workflow"));
        Assert.Equal(["serve"], Values("(Get-DhTask -Function python://demo/train:first).Action"));
        Assert.Equal(["serve", "job"], Values("(Get-DhTask -Function train).Action"));
        Assert.Equal(["pipeline"], Values("(Get-DhWorkflow | Get-DhTask).Action"));
    }

    [Fact]
    public void A_document_that_was_exported_makes_the_same_version_again()
    {
        _shell.Run(Make + "Update-DhFunction train -Description mine -AddLabel kept; New-DhProject other > $null");
        _shell.Run("Get-DhFunction -AllVersions | Export-DhFunction -Path all.yaml; Remove-DhFunction train -AllVersions -Confirm:$false");

        Assert.Equal(["second", "first"], Values("(Import-DhFunction all.yaml).Id"));
        Assert.Equal(["mine", "kept", "def main(): 2"], Values("$f = Get-DhFunction -Id second; $f.Description; $f.Labels; $f.SourceCode"));
        Assert.Equal("FunctionExists", _shell.Fail("Import-DhFunction -Content (Export-DhFunction -Id first -AsString)").Id());
        Assert.Equal("FunctionExists", _shell.Fail("Import-DhFunction -Content (Export-DhFunction -Id first -AsString) -WhatIf").Id());
        Assert.Equal(["other", "main"], Values("$f = Import-DhFunction -Content (Export-DhFunction -Id first -AsString) -NewId -DestinationProject other; $f.Project; $f.Handler"));
        Assert.Equal(["python://other/train"], Values("(Get-DhFunction train -Project other).Reference -replace ':[0-9a-f]+$'"));
    }

    [Theory]
    [InlineData("Import-DhFunction -Content 'name: train'", "DocumentInvalid")]
    [InlineData("Import-DhFunction -Content '{ kind: python }'", "DocumentInvalid")]
    [InlineData("Import-DhFunction -Content '{ kind: python+job:run, name: train }'", "KindInvalid")]
    [InlineData("Import-DhFunction -Content '{ kind: python, name: train, project: none }'", "ProjectNotFound")]
    [InlineData("Import-DhFunction -Content '{ kind: python, name: train, colour: red }' -Strict", "DocumentInvalid")]
    [InlineData("Import-DhFunction -Content '{ kind: python, name: train, spec: 5 }'", "DocumentInvalid")]
    [InlineData("Import-DhFunction -Content '{ kind: container, name: train, id: first }' -Update", "ValueInvalid")]
    [InlineData("Update-DhFunction train -AddLabel a -RemoveLabel a", "ValueInvalid")]
    [InlineData("Import-DhFunction -Content '{ kind: python, name: train, id: first, spec: { image: other } }' -Update", "SpecSealed")]
    [InlineData("New-DhWorkflow nightly hera | Import-DhFunction -NewId", "ValueInvalid")]
    [InlineData("Import-DhFunction -Content (New-DhWorkflow nightly hera | Export-DhWorkflow -AsString) -NewId", "DocumentInvalid")]
    [InlineData("Export-DhFunction none -AsString", "FunctionNotFound")]
    [InlineData("Export-DhFunction train", "ValueInvalid")]
    [InlineData("Export-DhFunction train -AsString -Append", "ValueInvalid")]
    public void A_bad_document_is_one_clear_error(string call, string id)
    {
        _shell.Run(Make);
        var error = _shell.Fail(call);

        Assert.Equal(id, error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(["second", "first"], Values("(Get-DhFunction -AllVersions).Id"));
    }

    [Fact]
    public void Names_kinds_and_ids_are_completed()
    {
        _shell.Run(Make + "New-DhWorkflow nightly hera > $null; New-DhTask job -Function train -Id the-task > $null");

        Assert.Equal(["train"], _shell.Complete("Get-DhFunction t"));
        Assert.Equal(["nightly"], _shell.Complete("Remove-DhWorkflow "));
        Assert.Contains("python", _shell.Complete("New-DhFunction x -Kind p"));
        Assert.Equal(["hera", "kfp"], _shell.Complete("New-DhWorkflow x -Kind "));
        Assert.Contains("python+job", _shell.Complete("Get-DhTask -Kind python+"));
        Assert.Equal(["the-task"], _shell.Complete("Get-DhTask t"));
        Assert.Contains("python://demo/train:second", _shell.Complete("New-DhTask job -Function python"));
    }
}

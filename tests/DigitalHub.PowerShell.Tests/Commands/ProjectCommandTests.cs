using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

public sealed class ProjectCommandTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    public void Dispose() => _shell.Dispose();

    private string[] Names(string script) => [.. _shell.Run($"& {{ {script} }} | ForEach-Object Name").Select(name => (string)name.BaseObject)];

    [Fact]
    public void A_project_is_made_with_all_it_is_given()
    {
        dynamic project = _shell.Run("New-DhProject sales -Description 'All of it' -Label a, b -Spec @{ source = './' } -Metadata @{ team = 'x' }").Single().BaseObject;

        Assert.Equal("store://sales", (string)project.Key);
        Assert.Equal("All of it", (string)project.Description);
        Assert.Equal(["a", "b"], (string[])project.Labels);
        Assert.Equal("./", project.Spec["source"]);
        Assert.Equal("x", project.Metadata["team"]);
    }

    [Fact]
    public void Projects_are_listed_by_name_with_wildcards_and_pages()
    {
        _shell.Run("'alpha', 'beta', 'gamma' | ForEach-Object { New-DhProject $_ > $null }");

        Assert.Equal(["alpha", "beta", "demo", "gamma"], Names("Get-DhProject"));
        Assert.Equal(["beta", "demo"], Names("Get-DhProject -First 2 -Skip 1"));
        Assert.Equal(["alpha", "gamma"], Names("Get-DhProject *a -First 1; Get-DhProject g*"));
        Assert.Equal(["alpha", "beta"], Names("Get-DhProject alpha, beta"));
        Assert.Equal(4UL, _shell.Run("Get-DhProject -IncludeTotalCount")[0].BaseObject);
        Assert.Empty(_shell.Run("Get-DhProject x*"));
        Assert.Equal(["demo"], Names("Get-DhProject -CurrentOnly"));
        Assert.Equal(["beta"], Names("Get-DhProject alpha, beta -Skip 1"));
        Assert.Equal("ValueInvalid", _shell.Fail("Get-DhProject alpha -CurrentOnly").Id());
    }

    [Fact]
    public void Two_patterns_give_a_project_once()
    {
        _shell.Run("New-DhProject keep > $null");

        Assert.Equal(["keep"], Names("Get-DhProject keep*, *eep"));
        var result = _shell.Try("Get-DhProject k*, nope, demo");
        Assert.Equal("ProjectNotFound", Assert.Single(result.Errors).Id());
        Assert.Equal(2, result.Output.Count);
    }

    [Theory]
    [InlineData("Get-DhProject demo | Remove-DhProject other -Confirm:$false")]
    [InlineData("Get-DhProject demo | Update-DhProject other -Description x")]
    [InlineData("Get-DhProject demo | Set-DhProject other")]
    [InlineData("Get-DhProject demo | Get-DhProject other")]
    public void Projects_are_named_or_piped_but_not_both(string script)
    {
        _shell.Run("New-DhProject other > $null");

        Assert.Equal("ValueInvalid", _shell.Fail(script).Id());
        Assert.Equal(["demo", "other"], Names("Get-DhProject"));
    }

    [Theory]
    [InlineData("Update-DhProject demo -Replace")]
    [InlineData("Update-DhProject demo -Description D -Replace")]
    [InlineData("Get-DhProject demo | Update-DhProject -AddLabel x -Replace")]
    public void Replace_without_anything_to_replace_with_is_refused(string call)
    {
        var error = _shell.Fail(call);

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains("-Metadata or -Spec", error.ErrorDetails.RecommendedAction);
        Assert.Empty(_shell.Run("(Get-DhProject demo).Labels"));
    }

    [Fact]
    public void Replacing_the_spec_leaves_the_metadata_alone()
    {
        _shell.Run("New-DhProject p1 -Label a -Metadata @{ owner = 'me' } -Spec @{ old = 1 } > $null");

        dynamic project = _shell.Run("Update-DhProject p1 -Description D -Spec @{ fresh = 1 } -Replace -PassThru").Single().BaseObject;

        Assert.Equal(["a"], (string[])project.Labels);
        Assert.Equal("me", project.Metadata["owner"]);
        Assert.Equal("D", (string)project.Description);
        Assert.Null(project.Spec["old"]);
    }

    [Fact]
    public void Setting_a_project_makes_it_on_the_local_store()
    {
        Assert.Empty(_shell.Run("Set-DhProject fresh"));
        Assert.Equal(["fresh"], Names("Set-DhProject fresh -PassThru"));
        Assert.Equal("fresh", _shell.Run("(New-DhRun python+run).Project").Single().BaseObject);
    }

    [Fact]
    public void Single_properties_are_changed_and_the_rest_stays()
    {
        _shell.Run("New-DhProject p1 -Label a, b -Spec @{ source = './'; keep = 1 } > $null");

        dynamic project = _shell.Run("Update-DhProject p1 -Description D -AddLabel c -RemoveLabel a -Spec @{ source = $null } -PassThru").Single().BaseObject;

        Assert.Equal("D", (string)project.Description);
        Assert.Equal(["b", "c"], (string[])project.Labels);
        Assert.Null(project.Spec["source"]);
        Assert.Equal(1L, project.Spec["keep"]);
        Assert.Null(_shell.Run("(Update-DhProject p1 -Description '' -PassThru).Description").Single());
    }

    [Fact]
    public void A_changed_object_is_written_back_and_loses_nothing_of_others()
    {
        _shell.Run("New-DhProject p1 > $null; $mine = Get-DhProject p1; Update-DhProject p1 -AddLabel theirs -Metadata @{ team = 'x' }");

        dynamic project = _shell.Run("$mine.Labels += 'mine'; $mine.Description = 'M'; $mine | Update-DhProject -PassThru").Single().BaseObject;

        Assert.Equal(["theirs", "mine"], (string[])project.Labels);
        Assert.Equal("M", (string)project.Description);
        Assert.Equal("x", project.Metadata["team"]);
    }

    [Fact]
    public void Only_what_both_changed_is_a_conflict()
    {
        _shell.Run("New-DhProject p1 > $null; $mine = Get-DhProject p1; Update-DhProject p1 -Description theirs; $mine.Description = 'mine'");

        var error = _shell.Fail("$mine | Update-DhProject");

        Assert.Equal("ProjectChanged", error.Id());
        Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
        Assert.Equal("mine", _shell.Run("($mine | Update-DhProject -Force -PassThru).Description").Single().BaseObject);
    }

    [Fact]
    public void A_project_with_runs_is_only_removed_with_all_of_them()
    {
        _shell.Run("1..2 | ForEach-Object { New-DhRun python+run > $null }");

        var error = _shell.Fail("Remove-DhProject demo -Confirm:$false");

        Assert.Equal("ProjectNotEmpty", error.Id());
        Assert.Contains("2 runs", error.ErrorDetails.Message);
        Assert.Equal(ErrorCategory.ResourceBusy, error.CategoryInfo.Category);
        Assert.Empty(_shell.Run("Remove-DhProject demo -Cascade -Confirm:$false"));
        Assert.Empty(_shell.Run("Get-DhProject"));
        Assert.Equal("NoCurrentProject", _shell.Fail("Get-DhRun").Id());
    }

    [Fact]
    public void Neither_a_piped_run_nor_a_default_names_a_project_to_remove()
    {
        _shell.Run("New-DhRun python+run > $null");

        Assert.Equal("ValueInvalid", _shell.Fail("Get-DhRun | Remove-DhProject -Cascade -Confirm:$false").Id());
        Assert.Equal("ValueInvalid", _shell.Fail("'demo' | Remove-DhProject -Cascade -Confirm:$false").Id());
        Assert.Equal("ValueInvalid", _shell.Fail("$PSDefaultParameterValues = @{ '*-Dh*:Project' = 'demo' }; Remove-DhProject -Cascade -Confirm:$false").Id());
        Assert.Equal(["demo"], Names("$PSDefaultParameterValues = @{}; Get-DhProject"));
    }

    [Theory]
    [InlineData("New-DhProject Bad_Name", "ProjectInvalid")]
    [InlineData("New-DhProject x", "ProjectInvalid")]
    [InlineData("New-DhProject demo", "ProjectExists")]
    [InlineData("Get-DhProject nowhere", "ProjectNotFound")]
    [InlineData("Update-DhProject nowhere -Description x", "ProjectNotFound")]
    [InlineData("Update-DhProject demo", "ValueInvalid")]
    [InlineData("Remove-DhProject nowhere -Confirm:$false", "ProjectNotFound")]
    [InlineData("Remove-DhProject -Confirm:$false", "ValueInvalid")]
    [InlineData("Set-DhProject 'Bad Name'", "ProjectInvalid")]
    [InlineData("Set-DhProject", "ValueInvalid")]
    public void Bad_input_gives_one_clear_error(string script, string id)
    {
        Assert.Equal(id, _shell.Fail(script).Id());
        Assert.Equal(["demo"], Names("Get-DhProject"));
    }
}

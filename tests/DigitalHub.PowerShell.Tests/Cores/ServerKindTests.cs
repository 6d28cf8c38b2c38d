using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Faults;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>The kinds that a core has are asked of it, and the module's own tables stand in where it does not tell them.</summary>
public sealed class ServerKindTests
{
    private const string Make = "New-DhFunction f quantum -Spec @{ python_version = 'PYTHON3_12' } -SourceCode x > $null; $task = New-DhTask job -Function f; $all = @{ Task = $task; Function = (Get-DhFunction f); LocalExecution = $true };";

    private static readonly FakeCoreOptions Own = new() { OwnRuntime = "quantum" };

    [Theory]
    [InlineData(13, "python+run", 13)]
    [InlineData(14, "python+job:run", 14)]
    [InlineData(15, "python+job:run", 15)]
    public async Task Kinds_are_asked_of_the_core(int level, string kind, int told)
    {
        await using var core = await CoreShell.OpenAsync(new FakeCoreOptions { Level = level });
        var result = core.Shell.Try($"(Get-DhKind {kind}).ApiLevel; (Get-DhKind -Entity run).Count; (Get-DhKind python+job -Entity task).Fields.Name -contains 'node_selector'");

        Assert.Empty(result.Warnings);
        Assert.Equal([told, level switch { 13 => 10, 14 => 23, _ => 31 }, level < 15], result.Output.Select(item => item.BaseObject));
        Assert.Equal(3, core.Requests("GET", "/api/v1/schemas/run$"));
    }

    [Fact]
    public async Task A_kind_that_only_the_core_knows_can_be_used_and_its_fields_are_checked()
    {
        await using var core = await CoreShell.OpenAsync(Own);
        core.Shell.Run(Make);

        Assert.Equal(3L, core.Shell.Run("(New-DhRun quantum+job:run @all -Spec @{ shots = 3 }).Spec.shots").Single().BaseObject);
        var error = core.Shell.Fail("New-DhRun quantum+job:run @all -Spec @{ shots = 'many' }");
        Assert.Equal("SpecFieldInvalid", error.Id());
        Assert.Contains("spec.shots", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("'shots'", Assert.Single(core.Shell.Try("New-DhRun quantum+job:run @all -Spec @{ shot = 3 }").Warnings), StringComparison.Ordinal);
        Assert.Equal("SpecFieldUnknown", core.Shell.Fail("New-DhRun quantum+job:run @all -Spec @{ shot = 3 } -Strict").Id());
        // What the core told is known from now on, also where parameters are bound.
        Assert.Equal(4L, core.Shell.Run("(New-DhRun quantum+job:run @all -Shots 4).Spec.shots").Single().BaseObject);
    }

    [Fact]
    public async Task A_kind_that_nobody_knows_is_an_error_with_the_nearest()
    {
        await using var core = await CoreShell.OpenAsync(Own);
        core.Shell.Run(Make);
        foreach (var (call, near) in ((string, string)[])[("New-DhRun quantun+job:run @all", "quantum+job:run"), ("New-DhFunction g quantun", "quantum"), ("New-DhTask joob -Function f", "quantum+job")])
        {
            var error = core.Shell.Fail(call);
            Assert.Equal("KindNotFound", error.Id());
            Assert.Contains(near, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("500")]
    [InlineData("404")]
    [InlineData("html")]
    public async Task Schemas_that_a_core_can_not_give_are_no_error(string what)
    {
        await using var core = await CoreShell.OpenAsync(Own);
        core.Shell.Run(Make);
        core.Shell.Run($"Disconnect-DhBackend; Connect-DhBackend {core.Address}; Set-DhProject demo");
        core.Break(what switch { "500" => Fault.Status(500), "404" => Fault.Status(404), _ => Fault.Html200() }, "/schemas");

        var kinds = core.Shell.Try("(Get-DhKind -Entity run).Count");
        Assert.Empty(kinds.Errors);
        Assert.Contains("gives no schemas", Assert.Single(kinds.Warnings), StringComparison.Ordinal);
        Assert.Equal(31, kinds.Output.Single().BaseObject);

        // What the module knows it still checks; what it does not know is the core's to judge.
        var said = core.Shell.Try("New-DhFunction g python -PythonVersion PYTHON3_12 -SourceCode x -Spec @{ pythn_version = 1 } -Verbose");
        Assert.Empty(said.Errors);
        Assert.Contains("'python_version'", Assert.Single(said.Warnings), StringComparison.Ordinal);
        Assert.Equal("SpecFieldInvalid", core.Shell.Fail("New-DhFunction g python -PythonVersion PYTHON9 -SourceCode x").Id());
        Assert.Equal(3L, core.Shell.Run("(New-DhRun quantum+job:run @all -Spec @{ shots = 3 }).Spec.shots").Single().BaseObject);
        Assert.Equal("KindNotFound", core.Shell.Fail("New-DhRun none+job:run @all").Id());
    }

    [Theory]
    [InlineData("-SourcePath large.py", "large.py")]
    [InlineData("-SourceCode ('#' * 40000)", "spec.source.base64")]
    public async Task Source_code_that_is_too_large_for_the_cores_database_is_refused_with_the_way_out(string source, string named)
    {
        await using var core = await CoreShell.OpenAsync();
        File.WriteAllText(Path.Combine(core.Shell.Folder, "large.py"), new string('#', 40_000));

        var error = core.Shell.Fail($"New-DhFunction large python -PythonVersion PYTHON3_12 {source}");
        Assert.Equal("RequestRefused", error.Id());
        Assert.Contains(named, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("the function 'large'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Source", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("PathNotFound", core.Shell.Fail("New-DhFunction large python -PythonVersion PYTHON3_12 -SourcePath none.py").Id());
        Assert.Empty(core.Shell.Run("Get-DhFunction large"));
    }

    [Theory]
    [InlineData("New-DhFunction large python -PythonVersion PYTHON3_12 -SourcePath large.py", "large.py")]
    [InlineData("New-DhFunction large python -PythonVersion PYTHON3_12 -SourceCode ('#' * 49153)", "-SourceCode")]
    [InlineData("New-DhFunction large python -PythonVersion PYTHON3_12 -Spec @{ source = @{ base64 = 'A' * 65540 } }", "spec.source.base64")]
    [InlineData("New-DhFunction large flower-app -Spec @{ fab_source = @{ base64 = 'A' * 65540 } }", "spec.fab_source.base64")]
    [InlineData("New-DhWorkflow large hera -SourcePath large.py", "large.py")]
    [InlineData("@{ kind = 'python'; name = 'large'; spec = @{ python_version = 'PYTHON3_12'; source = @{ base64 = 'A' * 65540 } } } | Import-DhFunction", "spec.source.base64")]
    public async Task Source_code_that_is_too_large_for_any_core_is_refused_before_anything_is_sent(string script, string named)
    {
        await using var core = await CoreShell.OpenAsync();
        File.WriteAllText(Path.Combine(core.Shell.Folder, "large.py"), new string('#', 49_153));
        foreach (var backend in (string[])["", "Connect-DhBackend -Local -InMemory; Set-DhProject demo;"])
        {
            core.Shell.Run(backend);
            var error = core.Shell.Fail(script);
            Assert.Equal("SourceTooLarge", error.Id());
            Assert.Contains(named, error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("-Source", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Equal(0, core.Requests("POST"));
        }
    }
}

using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>What functions, workflows, tasks and kinds are called by, on a local store and on cores alike.</summary>
public sealed class NamesAndKindsTests
{
    // 0 is the local store.
    public static TheoryData<int> Backends => [0, 13, 15];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_version_is_found_by_its_id_where_names_stand(int level)
    {
        await using var on = await Prepared(level);

        Assert.Equal(["p1", "w1"], on.Shell.Run("(Get-DhFunction p1).Id; (Get-DhWorkflow w1).Id").Select(item => item.BaseObject));
        var none = on.Shell.Try("Get-DhFunction 0123456789abcdef0123456789abcdef; Get-DhFunction none, p1; Get-DhFunction p1 -Kind container; Get-DhFunction w1");
        Assert.Empty(none.Errors);
        Assert.Equal("p1", Assert.Single(none.Output).Properties["Id"].Value);
        Assert.Equal("FunctionNotFound", on.Shell.Fail("Get-DhFunction -Id none").Id());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Of_a_name_of_two_kinds_the_newest_of_each_is_shown(int level)
    {
        await using var on = await Prepared(level);
        on.Shell.Run("New-DhFunction two python -SourceCode x -PythonVersion PYTHON3_10 -Id old > $null; New-DhFunction two python -SourceCode x -PythonVersion PYTHON3_10 -Id new -Label kept > $null; New-DhFunction two container -Image i -Id box > $null");

        Assert.Equal(["box", "new"], Ids("Get-DhFunction two"));
        Assert.Equal(["box", "new", "old"], Ids("Get-DhFunction two -AllVersions"));
        Assert.Equal(["new"], Ids("Get-DhFunction two -Kind python"));
        Assert.Equal(["new"], Ids("Get-DhFunction two -Label kept"));
        var error = on.Shell.Fail("New-DhRun -Function two -Action job");
        Assert.Equal("NameAmbiguous", error.Id());
        Assert.Contains("store://demo/function/container/two:box", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("store://demo/function/python/two:new", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);

        IEnumerable<object> Ids(string script) => on.Shell.Run($"({script}).Id").Select(id => id.BaseObject).Order();
    }

    [Theory]
    [InlineData("Get-DhKind pythn", "KindNotFound", "The nearest is python")]
    [InlineData("Get-DhKind python+jop", "KindNotFound", "python+job")]
    [InlineData("Get-DhKind hera+pipelin:run", "KindNotFound", "hera+pipeline:run")]
    [InlineData("Get-DhKind pythn -Entity function", "KindNotFound", "The nearest is python")]
    [InlineData("New-DhFunction f kfp", "KindInvalid", "New-DhWorkflow")]
    [InlineData("New-DhFunction f Hera", "KindInvalid", "New-DhWorkflow")]
    [InlineData("New-DhWorkflow f python", "KindInvalid", "New-DhFunction")]
    [InlineData("Import-DhFunction -Content '{ kind: hera, name: f }'", "KindInvalid", "New-DhWorkflow")]
    [InlineData("New-DhRun -Function store://demo/function/python/train -Action job", "KeyInvalid", "<name>:<id>")]
    [InlineData("Get-DhFunction store://demo/function/python/train", "KeyInvalid", "<name>:<id>")]
    [InlineData("New-DhTask job -Function store://demo/function/python/train", "KeyInvalid", "<name>:<id>")]
    [InlineData("New-DhRun -Workflow nightly -LocalExecution", "ValueInvalid", "local_execution = $true")]
    [InlineData("Get-DhWorkflow nightly | New-DhRun -LocalExecution", "ValueInvalid", "Leave -LocalExecution out")]
    [InlineData("Test-DhRun -Workflow nightly -LocalExecution", "ValueInvalid", "Leave -LocalExecution out")]
    [InlineData("New-DhTask -Function train", "ActionNotFound", "build, job, serve")]
    [InlineData("New-DhTask job -Kind python+job -Function train", "ValueInvalid", "-Action")]
    public async Task What_is_mistaken_is_one_error_with_the_way_out(string script, string id, string action)
    {
        foreach (var level in (int[])[0, 15])
        {
            await using var on = await Prepared(level);
            var error = on.Shell.Fail(script);

            Assert.Equal(id, error.Id());
            Assert.Contains(action, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Equal(["train", "nightly"], on.Shell.Run("(Get-DhFunction).Name; (Get-DhWorkflow).Name; Get-DhTask; Get-DhRun").Select(item => item.BaseObject));
        }
    }

    [Fact]
    public async Task A_pattern_of_kinds_that_finds_none_is_silence()
    {
        await using var on = await Prepared(15);
        Assert.Empty(on.Shell.Run("Get-DhKind pythn*; Get-DhKind -Runtime none"));
        Assert.Equal("python", on.Shell.Run("Get-DhKind PYTHON -Entity function").Single().ToString());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_task_of_a_kind_with_one_action_has_that(int level)
    {
        await using var on = await Prepared(level);
        on.Shell.Run("New-DhFunction classify sklearnserve -Path store://demo/model/sklearn/m:1 > $null");

        Assert.Equal(["sklearnserve+serve", "sklearnserve+serve"], on.Shell.Run("(New-DhTask -Function classify).Kind; (Get-DhFunction classify | New-DhTask -Replicas 2).Kind").Select(item => item.BaseObject));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Actions_are_offered_of_the_function_whose_name_stands_there(int level)
    {
        await using var on = await Prepared(level);

        foreach (var command in (string[])["New-DhTask -Function train -Action ", "Get-DhRun -Function train -Action ", "Get-DhTask -Function train -Action ", "New-DhRun -Function train -Action "])
        {
            Assert.Equal(["build", "job", "serve"], on.Shell.Complete(command).Order());
        }
        Assert.Equal(["build", "pipeline"], on.Shell.Complete("Get-DhRun -Workflow nightly -Action ").Order());
        Assert.Contains("transform", on.Shell.Complete("Get-DhRun -Action "));
    }

    [Theory]
    [InlineData(0, "PYTHON3_10", "PYTHON3_11", "PYTHON3_12", "PYTHON3_13")]
    [InlineData(13, "PYTHON3_10", "PYTHON3_9")]
    [InlineData(15, "PYTHON3_10", "PYTHON3_11", "PYTHON3_12", "PYTHON3_13")]
    public async Task Versions_of_Python_are_offered_and_checked_as_the_backend_has_them(int level, params string[] versions)
    {
        await using var on = await Prepared(level);

        Assert.Equal(versions, on.Shell.Complete("New-DhFunction f -Kind python -PythonVersion ").Order(StringComparer.Ordinal));
        var error = on.Shell.Fail("New-DhFunction f -Kind python -SourceCode x -PythonVersion PYTHON3_8");
        Assert.Equal("SpecFieldInvalid", error.Id());
        Assert.Contains(string.Join(", ", versions.OrderBy(version => version.Length).ThenBy(version => version, StringComparer.Ordinal)), error.Exception.Message, StringComparison.Ordinal);
    }

    private static async Task<CoreShell> Prepared(int level)
    {
        var on = await CoreShell.OpenAsync(new() { Level = level == 0 ? 15 : level, Kubernetes = new KubernetesOptions() });
        if (level == 0) on.Shell.Run("Connect-DhBackend -Local -InMemory; Set-DhProject demo");
        else on.Shell.Run("Get-DhTask | Remove-DhTask -Cascade; Get-DhFunction | Remove-DhFunction -Cascade -Confirm:$false; Get-DhWorkflow | Remove-DhWorkflow -Cascade -Confirm:$false");
        on.Shell.Run("New-DhFunction train python -SourceCode 'def main(): pass' -Handler main -PythonVersion PYTHON3_10 -Id p1 > $null; New-DhWorkflow nightly hera -SourceCode x -Handler main -Id w1 > $null");
        return on;
    }
}

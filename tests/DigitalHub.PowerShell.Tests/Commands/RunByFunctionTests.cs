using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Runs by function and action, and of workflows, on the local store.</summary>
public sealed class RunByFunctionTests : IDisposable
{
    private const string Prepare =
        """
        New-DhFunction train python -Id old -Handler main > $null
        New-DhFunction train python -Id new -Handler main > $null
        New-DhFunction classify sklearnserve -Id c1 > $null
        New-DhWorkflow nightly hera -Id n1 > $null
        New-DhFunction two container -Id two1 > $null
        New-DhFunction two python -Id two2 > $null
        New-DhProject other > $null
        New-DhFunction train python -Id away -Project other > $null
        """;

    private readonly Shell _shell = Shell.Open();

    public RunByFunctionTests() => _shell.Run(Prepare);

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("New-DhRun -Function train -Action job", "new")]
    [InlineData("New-DhRun -Function store://demo/function/python/train:old -Action job", "old")]
    [InlineData("New-DhRun -Function python://demo/train:old -Action job", "old")]
    [InlineData("New-DhRun -Function python://demo/train -Action job", "new")]
    [InlineData("New-DhRun -Function (Get-DhFunction -Id old) -Action JOB", "old")]
    [InlineData("Get-DhFunction -Id old | New-DhRun -Action job", "old")]
    [InlineData("[pscustomobject]@{ Key = 'store://demo/function/python/train:old'; Id = 'old'; Name = 'train'; Spec = @{ a = 1 } } | New-DhRun -Action job", "old")]
    public void A_function_is_found_by_all_that_names_it(string script, string version)
    {
        dynamic run = _shell.Run(script).Single().BaseObject;
        dynamic task = _shell.Run("Get-DhTask").Single().BaseObject;

        Assert.Equal("python+job:run", run.Kind);
        Assert.Equal($"python://demo/train:{version}", run.Function);
        Assert.Equal("job", run.Action);
        Assert.Equal(task.Reference, run.Task);
        Assert.Equal(run.Function, task.Function);
        Assert.NotEqual("train", run.Name);
        Assert.False(run.Spec.Contains("a"));
    }

    [Theory]
    [InlineData("New-DhRun -Workflow nightly")]
    [InlineData("New-DhRun -Workflow nightly -Action pipeline")]
    [InlineData("New-DhRun -Workflow store://demo/workflow/hera/nightly:n1")]
    [InlineData("Get-DhWorkflow nightly | New-DhRun")]
    public void A_workflow_runs_as_a_pipeline(string script)
    {
        dynamic run = _shell.Run($"{script} -Parameters @{{ day = '2026-11-24' }}").Single().BaseObject;

        Assert.Equal("hera+pipeline:run", run.Kind);
        Assert.Equal("hera://demo/nightly:n1", run.Workflow);
        Assert.Null(run.Function);
        Assert.Equal("2026-11-24", run.Spec["parameters"]["day"]);
        Assert.Equal(run.Task, (string)((dynamic)_shell.Run("Get-DhTask").Single().BaseObject).Reference);
    }

    [Fact]
    public void The_only_action_of_a_kind_is_taken() =>
        Assert.Equal("sklearnserve+serve:run", _shell.Run("(New-DhRun -Function classify).Kind").Single().BaseObject);

    [Fact]
    public void A_task_that_is_there_is_used_as_it_is()
    {
        var task = _shell.Run("(New-DhTask job -Function train -Spec @{ profile = 'mine' }).Reference").Single().BaseObject;

        Assert.Equal(task, _shell.Run("(New-DhRun -Function train -Action job -ResourceProfile other).Task").Single().BaseObject);
        Assert.Equal("mine", _shell.Run("(Get-DhTask).Spec.profile").Single().BaseObject);
        Assert.Equal("other", _shell.Run("(Get-DhRun).Spec.profile").Single().BaseObject);
    }

    [Fact]
    public void A_task_that_is_made_has_what_belongs_to_it_and_so_has_the_run()
    {
        _shell.Run(
            """
            $serve = @{ Replicas = 2; ServiceType = 'NodePort'; Resources = @{ mem = '4Gi' }; Envs = @{ A = 'b' }; Secrets = 'key'; Volumes = @{ volume_type = 'empty_dir'; name = 'v'; mount_path = '/v' }; ResourceProfile = '1xgpu' }
            New-DhRun -Function python://demo/train:new -Action serve @serve -Parameters @{ n = 3 } -Inputs @{ d = 'store://demo/dataitem/table/d:1' } -InitParameters @{ i = 1 } -Spec @{ python_version = 'PYTHON3_11' } > $null
            """);
        var task = Names("(Get-DhTask).Spec.Keys");
        var run = Names("(Get-DhRun).Spec.Keys");

        Assert.Equal(["envs", "function", "profile", "replicas", "resources", "secrets", "service_type", "volumes"], task);
        Assert.Equal([.. task.Concat(["init_parameters", "inputs", "parameters", "python_version", "task"]).Order(StringComparer.Ordinal)], run);
        Assert.Equal("b NodePort 2", _shell.Run("$s = (Get-DhTask).Spec; \"$($s.envs[0].value) $($s.service_type) $($s.replicas)\"").Single().BaseObject);
    }

    [Fact]
    public void All_runs_of_a_pipeline_are_of_one_version_and_of_one_task()
    {
        _shell.Run(
            """
            1..30 | ForEach-Object { if ($_ -eq 10) { New-DhFunction train python -Id newest > $null }; $_ } | New-DhRun -Function train -Action job -Id { "seed-$_" } -Parameters { @{ seed = $_ } } > $null
            """);

        Assert.Equal(["python://demo/train:new"], Names("(Get-DhRun).Function").Distinct());
        Assert.Single(_shell.Run("Get-DhTask"));
        Assert.Equal(30, _shell.Run("(Get-DhRun).Spec.parameters.seed").Select(seed => seed.BaseObject).Distinct().Count());
        Assert.Equal("python://demo/train:newest", _shell.Run("(New-DhRun -Function train -Action job).Function").Single().BaseObject);
    }

    [Theory]
    [InlineData("New-DhRun -Function store://other/function/python/train:away -Action job", "other")]
    [InlineData("New-DhRun -Function python://other/train -Action job", "other")]
    [InlineData("Get-DhFunction train -Project other | New-DhRun -Action job", "other")]
    [InlineData("New-DhRun -Function train -Action job -Project other", "other")]
    [InlineData("Get-DhProject other | New-DhRun -Function train -Action job", "other")]
    [InlineData("$PSDefaultParameterValues['*-Dh*:Project'] = 'demo'; New-DhRun -Function python://other/train:away -Action job", "other")]
    [InlineData("$PSDefaultParameterValues['*-Dh*:Project'] = 'other'; New-DhRun -Function train -Action job", "other")]
    public void A_run_is_where_its_function_is(string script, string project)
    {
        dynamic run = _shell.Run(script).Single().BaseObject;

        Assert.Equal(project, run.Project);
        Assert.Equal($"python://{project}/train:away", run.Function);
        Assert.StartsWith($"python+job://{project}/", run.Task, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-DhRun -Function trian -Action job", "FunctionNotFound", "The nearest is train.")]
    [InlineData("1..3 | New-DhRun -Function trian -Action job", "FunctionNotFound", "The nearest is train.")]
    [InlineData("New-DhRun -Function zzzzzz -Action job", "FunctionNotFound", "classify")]
    [InlineData("New-DhRun -Function container://demo/train -Action job", "FunctionNotFound", "of kind 'container'")]
    [InlineData("New-DhRun -Function python://demo/train:gone -Action job", "FunctionNotFound", "with the id 'gone'")]
    [InlineData("New-DhRun -Function train -Action job -Project none", "ProjectNotFound", "none")]
    [InlineData("New-DhRun -Workflow nightli", "WorkflowNotFound", "The nearest is nightly.")]
    [InlineData("New-DhRun -Workflow train", "WorkflowNotFound", "nightly")]
    [InlineData("New-DhRun -Workflow nightly -Project other", "WorkflowNotFound", "New-DhWorkflow")]
    [InlineData("New-DhRun -Function train", "ActionNotFound", "build, job, serve")]
    [InlineData("New-DhRun -Function train -Action jop", "ActionNotFound", "The nearest is job.")]
    [InlineData("New-DhRun -Function classify -Action job", "ActionNotFound", "Its action is serve.")]
    [InlineData("New-DhRun -Workflow nightly -Action job", "ActionNotFound", "build, pipeline")]
    [InlineData("New-DhRun -Function two -Action job", "NameAmbiguous", "store://demo/function/python/two:two2, store://demo/function/container/two:two1")]
    [InlineData("New-DhRun -Function pyton://demo/train:new -Action job", "KindNotFound", "python")]
    [InlineData("New-DhRun -Function store://other/function/python/train:away -Action job -Project demo", "ProjectMismatch", "demo")]
    [InlineData("Get-DhProject demo | New-DhRun -Function store://other/function/python/train:away -Action job", "ProjectMismatch", "demo")]
    [InlineData("New-DhRun -Function store://demo/workflow/hera/nightly:n1 -Action pipeline", "KeyInvalid", "workflow")]
    [InlineData("New-DhRun -Function 'a/b' -Action job", "NameInvalid", "name")]
    [InlineData("New-DhRun -Function train -Workflow nightly -Action job", "ValueInvalid", "exclude each other")]
    [InlineData("New-DhRun python+job:run -Function python://demo/train:new -Action job", "ValueInvalid", "-Kind exclude each other")]
    [InlineData("New-DhRun -Task python+job://demo/t -Action job", "ValueInvalid", "-Task exclude each other")]
    [InlineData("New-DhRun python+job:run -Function train", "ValueInvalid", "-Action")]
    [InlineData("New-DhRun -Action job", "ValueInvalid", "-Function")]
    [InlineData("1..3 | New-DhRun -Action job", "ValueInvalid", "-Function")]
    [InlineData("Get-DhFunction classify | New-DhRun -Function train -Action job", "ValueInvalid", "piped in")]
    [InlineData("Get-DhFunction classify | New-DhRun python+run", "ValueInvalid", "-Kind")]
    [InlineData("New-DhTask job -Function train | New-DhRun -Function train", "ValueInvalid", "-Function")]
    [InlineData("New-DhRun -Function $undefined -Action job", "ValueInvalid", "-Function")]
    [InlineData("New-DhRun -Function train -Action ''", "ValueInvalid", "-Action")]
    [InlineData("New-DhRun -Function train -Action job -Spec @{ paramters = 1 } -Strict", "SpecFieldUnknown", "parameters")]
    public void What_can_not_be_run_is_one_error_and_nothing_is_made(string script, string id, string word)
    {
        var tasks = script.Contains("New-DhTask", StringComparison.Ordinal) ? 1 : 0;
        foreach (var whatIf in new[] { " -WhatIf", string.Empty })
        {
            var error = _shell.Fail(tasks == 1 ? script : script + whatIf);

            Assert.Equal(id, error.Id());
            Assert.Contains(word, error.Exception.Message + error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Empty(_shell.Run("Get-DhRun -Project *"));
            if (tasks == 1) break;
        }
        Assert.Equal(tasks, _shell.Run("Get-DhTask -Project *").Count);
    }

    [Fact]
    public void WhatIf_makes_neither_a_task_nor_a_run()
    {
        Assert.Empty(_shell.Run("New-DhRun -Function train -Action job -WhatIf; Get-DhFunction train | New-DhRun -Action job -WhatIf; Get-DhTask; Get-DhRun"));
    }

    [Theory]
    [InlineData("New-DhRun -Function python://demo/train:new -Action serve -Replicas 2", "replicas", 2L)]
    [InlineData("New-DhRun -Function store://demo/function/python/train:new -Action serve -ServiceType nodeport", "service_type", "NodePort")]
    [InlineData("New-DhRun -Function (Get-DhFunction train) -Action build -Instructions 'RUN ls'", "instructions", "RUN ls")]
    [InlineData("New-DhRun -Function (Get-DhFunction classify) -Path store://demo/model/sklearn/m:1", "path", "store://demo/model/sklearn/m:1")]
    public void Fields_of_the_kind_are_parameters_where_the_kind_is_known(string script, string field, object expected)
    {
        dynamic run = _shell.Run(script).Single().BaseObject;
        object value = run.Spec[field];

        Assert.Equal(expected, value is Array list ? list.GetValue(0) : value);
    }

    [Theory]
    [InlineData("New-DhRun -Function tr", "train")]
    [InlineData("New-DhRun -Function python://demo/tr", "python://demo/train:new")]
    [InlineData("New-DhRun -Workflow ni", "nightly")]
    [InlineData("New-DhRun -Function train -Action ", "job")]
    [InlineData("New-DhRun -Function python://demo/train:new -Action se", "serve")]
    [InlineData("New-DhRun -Workflow nightly -Action ", "pipeline")]
    [InlineData("Get-DhFunction train | New-DhRun -Action tr", "transform")]
    [InlineData("New-DhRun -Function python://demo/train:new -Action serve -Rep", "-Replicas")]
    [InlineData("New-DhRun -Function store://demo/function/python/train:new -Action serve -ServiceType ", "NodePort")]
    public void Tab_offers_it(string input, string expected) => Assert.Contains(expected, _shell.Complete(input));

    [Fact]
    public void Tab_offers_the_actions_of_the_function_only()
    {
        Assert.Equal(["build", "job", "serve"], _shell.Complete("New-DhRun -Function train -Action "));
        Assert.Equal(["serve"], _shell.Complete("New-DhRun -Function classify -Action "));
        Assert.Equal(["build", "pipeline"], _shell.Complete("New-DhRun -Workflow nightly -Action "));
    }

    private string[] Names(string script) => [.. _shell.Run(script).Select(text => $"{text}").Order(StringComparer.Ordinal)];
}

using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Model;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Cores;

/// <summary>Runs by function and action on cores of all levels: what is asked of them, and what they refuse.</summary>
public sealed class RunByFunctionTests
{
    private const string Runs = "/runs$";

    public static TheoryData<int> Levels => [13, 14, 15];

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task A_function_runs_by_its_name_and_an_action(int level)
    {
        await using var on = await Prepared(level);

        dynamic run = on.Shell.Run("New-DhRun -Function train -Action job -Parameters @{ n = 3 } -Inputs @{ data = 'store://demo/dataitem/table/d:1' } -ResourceProfile 1xgpu").Single().BaseObject;

        Assert.Equal(level == 13 ? "python+run" : "python+job:run", run.Kind);
        Assert.Equal("READY", run.State);
        Assert.StartsWith("python://demo/train:", run.Function, StringComparison.Ordinal);
        Assert.Equal("1xgpu", run.Spec["profile"]);
        Assert.Equal(3L, run.Spec["parameters"]["n"]);
        dynamic task = on.Shell.Run("Get-DhTask -Function train").Single().BaseObject;
        Assert.Equal(task.Reference, run.Task);
        Assert.Equal("1xgpu", task.Spec["profile"]);
        Assert.Equal("main", on.Shell.Run("(Get-DhRun -Function train).Spec.source.handler").Single().BaseObject);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task A_workflow_runs_by_its_name(int level)
    {
        await using var on = await Prepared(level);

        dynamic run = on.Shell.Run("New-DhRun -Workflow nightly -Parameters @{ day = '2026-11-24' }").Single().BaseObject;

        Assert.Equal(level == 13 ? "hera+run" : "hera+pipeline:run", run.Kind);
        Assert.Equal("READY", run.State);
        Assert.Equal("pipeline", run.Action);
        Assert.StartsWith("hera://demo/nightly:", run.Workflow, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task After_the_first_a_run_costs_at_most_one_request_more_than_by_its_task(int level)
    {
        await using var on = await Prepared(level);

        // The name, the task, whether there is the project that has none, the task that is made, and the run.
        Assert.Equal(5, Costs(on, "New-DhRun -Function train -Action job -LocalExecution"));
        Assert.Equal(2, Costs(on, "New-DhRun -Function train -Action job -LocalExecution"));
        Assert.Equal(1, Costs(on, "New-DhRun -Task (Get-DhTask -First 1) -LocalExecution -Function $reference", "POST"));
        Assert.Equal(1, Costs(on, "New-DhRun -Function $reference -Action job -LocalExecution"));
        Assert.Equal(1, Costs(on, "$function | New-DhRun -Action job -LocalExecution"));
        Assert.Equal(51, Costs(on, "1..50 | New-DhRun -Function train -Action job -LocalExecution -Parameters { @{ seed = $_ } }"));
        Assert.Equal(53, Costs(on, "1..50 | New-DhRun -Function $reference -Action serve -LocalExecution -Parameters { @{ seed = $_ } }"));
        Assert.Equal(2, on.Shell.Run("Get-DhTask").Count);
    }

    [Fact]
    public async Task What_a_core_takes_from_the_function_is_warned_of()
    {
        await using var on = await Prepared();

        var result = on.Shell.Try("New-DhRun -Function $function -Action job -Id mine -PythonVersion PYTHON3_11");

        Assert.StartsWith("spec.python_version is a field of the function", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("PYTHON3_10", (string?)on.Core.Store.Find(EntityType.Run, "mine")!["spec"]!["python_version"]);
        Assert.Empty(on.Shell.Try("New-DhRun -Function $function -Action job -Parameters @{ n = 1 }").Warnings);
        Assert.Empty(on.Shell.Try("New-DhRun -Function $function -Action job -LocalExecution -PythonVersion PYTHON3_11").Warnings);
    }

    [Fact]
    public async Task The_values_of_a_field_are_offered_beside_a_function_object()
    {
        await using var on = await Prepared();

        Assert.Contains("NodePort", on.Shell.Complete("New-DhRun -Function $function -Action serve -ServiceType No"));
    }

    [Fact]
    public async Task A_task_that_was_made_meanwhile_is_used()
    {
        await using var on = await Prepared();
        on.Shell.Run("New-DhRun -Function train -Action job -LocalExecution > $null");

        var mine = on.Shell.Run("($function | New-DhTask job).Reference").Single().BaseObject;

        Assert.Equal(mine, on.Shell.Run("(New-DhRun -Function train -Action job -LocalExecution).Task").Single().BaseObject);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task A_task_that_vanished_is_made_again_and_no_run_is_lost(int level)
    {
        await using var on = await Prepared(level);
        var before = on.Shell.Run("(New-DhRun -Function train -Action job -LocalExecution -Id first).Task").Single().BaseObject;
        await RemoveTasks(on);
        on.Core.Requests.Clear();

        var after = on.Shell.Run("(New-DhRun -Function train -Action job -LocalExecution -Id second).Task").Single().BaseObject;

        Assert.Equal(before, after);
        Assert.Single(on.Shell.Run("Get-DhTask"));
        Assert.Equal(2, on.Requests("POST", Runs));
        Assert.Equal(1, on.Requests("POST", "/tasks$"));

        await RemoveTasks(on);
        Assert.Equal(40, on.Shell.Run("1..40 | New-DhRun -Function train -Action job -LocalExecution").Count);
        Assert.Single(on.Shell.Run("Get-DhTask"));
        Assert.Equal(42, on.Shell.Run("Get-DhRun").Count);
    }

    [Fact]
    public async Task What_goes_wrong_while_a_task_is_looked_for_again_is_the_error()
    {
        await using var on = await Prepared();
        on.Shell.Run("New-DhRun -Function train -Action job -LocalExecution > $null");
        await RemoveTasks(on);
        on.Core.Requests.Clear();
        on.Break(Fault.Status(500), "/tasks\\?");

        Assert.Equal("ServerError", on.Shell.Fail("New-DhRun -Function train -Action job -LocalExecution").Id());
        Assert.Equal(1, on.Requests("POST", Runs));
    }

    [Theory]
    [InlineData("New-DhRun -Function $reference -Action job")]
    [InlineData("$function | New-DhRun -Action job")]
    [InlineData("New-DhRun -Function train -Action job")]
    [InlineData("1..3 | New-DhRun -Function train -Action job")]
    public async Task A_function_that_vanished_is_not_found(string script)
    {
        await using var on = await Prepared();
        on.Shell.Run("New-DhRun -Function train -Action job -LocalExecution > $null; Get-DhFunction train | Remove-DhFunction -Cascade -Confirm:$false");

        foreach (var whatIf in new[] { " -WhatIf", string.Empty })
        {
            var errors = on.Shell.Try(script + whatIf).Errors;
            Assert.NotEmpty(errors);
            Assert.All(errors, error => Assert.Equal("FunctionNotFound", error.Id()));
        }
        Assert.Empty(on.Shell.Run("Get-DhTask"));
        Assert.Empty(on.Shell.Run("Get-DhRun"));
    }

    public static TheoryData<string, int> TaskForms
    {
        get
        {
            var forms = new TheoryData<string, int>();
            foreach (var form in (string[])["New-DhRun -Task $task", "New-DhRun -Task $task.Id", "New-DhRun -Task $task.Key", "New-DhRun -Task $task.Reference", "Get-DhTask | New-DhRun", "Get-DhTask | ForEach-Object { [pscustomobject]@{ Key = $_.Key } } | New-DhRun"])
            {
                foreach (var level in (int[])[0, 13, 15]) forms.Add(form, level);
            }
            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(TaskForms))]
    public async Task A_task_takes_what_it_is_of_along(string script, int level)
    {
        await using var on = await Prepared(level == 0 ? 15 : level);
        // The local store, with the same in it.
        if (level == 0) on.Shell.Run("Connect-DhBackend -Local -InMemory; Set-DhProject demo; New-DhFunction train python -SourceCode x -PythonVersion PYTHON3_10 > $null");
        on.Shell.Run("$task = New-DhTask job -Function train; New-DhProject elsewhere > $null; Set-DhProject elsewhere");
        if (!script.StartsWith("Get-DhTask", StringComparison.Ordinal)) on.Shell.Run("Set-DhProject demo");

        dynamic run = on.Shell.Run(script.Replace("Get-DhTask", "Get-DhTask -Project demo", StringComparison.Ordinal) + " -Parameters @{ n = 3 }").Single().BaseObject;

        Assert.Equal(level == 13 ? "python+run" : "python+job:run", run.Kind);
        Assert.Equal("demo", run.Project);
        Assert.Equal(level == 0 ? "CREATED" : "READY", run.State);
        Assert.Equal(on.Shell.Run("$task.Function").Single().BaseObject, run.Function);
        Assert.Equal(on.Shell.Run("$task.Reference").Single().BaseObject, run.Task);
    }

    [Fact]
    public async Task A_task_is_asked_for_once_a_command_what_it_is_of()
    {
        await using var on = await Prepared();
        on.Shell.Run("$task = New-DhTask job -Function train");

        Assert.Equal(21, Costs(on, "1..20 | New-DhRun -Task $task.Id -LocalExecution"));
        Assert.Equal(1, Costs(on, "$task | New-DhRun -LocalExecution"));
        Assert.Equal("ReferenceNotFound", on.Shell.Fail("Get-DhRun | Remove-DhRun; $task | Remove-DhTask; New-DhRun -Task $task").Id());
    }

    [Theory]
    [InlineData("New-DhFunction -Name other -Kind python > $null; $task | New-DhRun -Function other", "-Function")]
    [InlineData("$task | New-DhRun -Action job", "-Action")]
    [InlineData("$task | New-DhRun -Kind python+job:run", "-Kind")]
    [InlineData("$task | New-DhRun -Project elsewhere", "project")]
    public async Task A_task_that_is_piped_in_says_all(string script, string word)
    {
        await using var on = await Prepared();
        on.Shell.Run("Connect-DhBackend -Local -InMemory; Set-DhProject demo; New-DhFunction train python > $null; $task = New-DhTask job -Function train");

        var error = on.Shell.Fail(script);
        Assert.Contains(word, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(on.Shell.Run("Get-DhRun"));
    }

    [Theory]
    [InlineData("New-DhRun -Function trian -Action job", "FunctionNotFound", "train")]
    [InlineData("New-DhRun -Function train -Action jop", "ActionNotFound", "job")]
    [InlineData("New-DhRun -Function train", "ActionNotFound", "build, job, serve")]
    [InlineData("New-DhRun -Function train -Action job -Project none", "ProjectNotFound", "none")]
    [InlineData("New-DhRun -Function $reference -Action job -Project other", "ProjectMismatch", "project")]
    [InlineData("New-DhRun -Function train -Action serve -Spec @{ replicas = 'many' }", "SpecFieldInvalid", "replicas")]
    [InlineData("New-DhRun -Function train -Action job -Id taken", "RunExists", "-Id")]
    [InlineData("New-DhRun python+job:run", "TaskRequired", "New-DhRun -Function nightmare -Action job")]
    public async Task What_is_refused_is_one_error(string script, string id, string word)
    {
        await using var on = await Prepared();
        on.Shell.Run("New-DhRun -Function train -Action build -Id taken -LocalExecution > $null; New-DhFunction nightmare container > $null");

        foreach (var whatIf in new[] { " -WhatIf", string.Empty })
        {
            var error = on.Shell.Fail(script + whatIf);
            Assert.Equal(id, error.Id());
            Assert.Contains(word, error.Exception.Message + error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
        Assert.Single(on.Shell.Run("Get-DhRun"));
    }

    [Fact]
    public async Task WhatIf_changes_nothing_with_and_without_a_task()
    {
        await using var on = await Prepared();
        on.Core.Requests.Clear();

        on.Shell.Run("New-DhRun -Function train -Action job -WhatIf");
        Assert.Equal(0, on.Requests("POST"));

        on.Shell.Run("New-DhRun -Function train -Action job > $null");
        on.Core.Requests.Clear();
        on.Shell.Run("New-DhRun -Function train -Action job -WhatIf");
        Assert.Equal(0, on.Requests("POST"));
    }

    [Theory]
    [InlineData("Create task of kind 'python+job', then create and start run", 0)]
    [InlineData("Create and start run", 1)]
    public async Task Who_is_asked_is_told_that_a_task_is_made(string told, int tasks)
    {
        var question = string.Empty;
        await using var on = await Prepared(host: new AnsweringHost(text =>
        {
            question += text;
            return 2;
        }));
        if (tasks > 0) on.Shell.Run("New-DhTask job -Function train > $null");

        Assert.Empty(on.Shell.Run("New-DhRun -Function train -Action job -Confirm"));

        Assert.Contains($"\"{told}\"", question, StringComparison.Ordinal);
        Assert.Equal(tasks, on.Shell.Run("Get-DhTask").Count);
    }

    [Theory]
    [InlineData("/tasks$", "acted")]
    [InlineData("/tasks$", "reset")]
    [InlineData(Runs, "acted")]
    [InlineData(Runs, "reset")]
    public async Task Task_and_runs_are_made_once_whatever_becomes_of_the_answers(string path, string how)
    {
        await using var on = await Prepared();
        on.Break(how == "acted" ? Fault.ResetAfterActing() : Fault.Reset(), path, "POST", times: 1);

        Assert.Equal(20, on.Shell.Run("1..20 | New-DhRun -Function train -Action job -LocalExecution").Count);

        Assert.Single(on.Shell.Run("Get-DhTask"));
        Assert.Equal(20, on.Shell.Run("Get-DhRun").Count);
    }

    [Fact]
    public async Task Tab_offers_functions_and_actions_that_nobody_has_listed_yet()
    {
        await using var on = await Prepared();
        on.Shell.Run($"Connect-DhBackend {on.Address}; Set-DhProject demo");

        Assert.Contains("train", on.Shell.Complete("New-DhRun -Function tr"));
        Assert.Contains("nightly", on.Shell.Complete("New-DhRun -Workflow "));
        Assert.Equal(["build", "job", "serve"], on.Shell.Complete("New-DhRun -Function train -Action "));
    }

    [Fact]
    public async Task No_parameter_is_bound_with_a_request()
    {
        await using var on = await Prepared();
        on.Core.Requests.Clear();

        Assert.Contains("-Replicas", on.Shell.Complete("New-DhRun -Function python://demo/train:x -Action serve -Rep"));
        Assert.Contains("-Replicas", on.Shell.Complete("New-DhRun -Function train -Action serve -Rep"));
        Assert.Equal(0, on.Core.Requests.Count);
    }

    private static int Costs(CoreShell on, string script, string? method = null)
    {
        on.Core.Requests.Clear();
        on.Shell.Run($"{script} > $null");
        return method is null ? on.Core.Requests.Count : on.Requests(method);
    }

    // As somebody else does.
    private static async Task RemoveTasks(CoreShell on)
    {
        using var client = new HttpClient();
        foreach (var id in on.Shell.Run("(Get-DhTask).Id").Select(id => $"{id}"))
        {
            using var answer = await client.DeleteAsync(new Uri($"{on.Address}/api/v1/-/demo/tasks/{id}"));
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<CoreShell> Prepared(int level = 15, System.Management.Automation.Host.PSHost? host = null)
    {
        var on = await CoreShell.OpenAsync(new() { Level = level, Kubernetes = new KubernetesOptions() }, host: host);
        // The module knows what it has made: what is to be found must come from somebody else.
        on.Shell.Run(
            $$"""
            Get-DhTask | Remove-DhTask -Cascade; Get-DhFunction | Remove-DhFunction -Cascade -Confirm:$false
            $other = Connect-DhBackend {{on.Address}} -NoDefault
            New-DhFunction train python -Handler main -Spec @{ python_version = 'PYTHON3_10' } -Session $other -Project demo > $null
            New-DhWorkflow nightly hera -Handler main -Spec @{ source = @{ source = 'p.py' } } -Session $other -Project demo > $null
            $function = Get-DhFunction train
            $reference = $function.Reference
            """);
        on.Core.Requests.Clear();
        return on;
    }
}

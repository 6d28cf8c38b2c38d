using System.Diagnostics;
using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>What commands do otherwise on a core than on the local store.</summary>
public sealed class CoreCommandTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    public CoreCommandTests() => _shell.Run("1..3 | New-DhRun python+run -Id { \"r$_\" } > $null");

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_missing_project_is_made_only_on_demand()
    {
        BackendProxy.Put(_shell, call => call.Go());

        var error = _shell.Fail("Set-DhProject fresh -Session $core");
        Assert.Equal("ProjectNotFound", error.Id());
        Assert.Contains("Set-DhProject fresh -Create", error.ErrorDetails.RecommendedAction);
        Assert.Equal("demo", _shell.Run("(Get-DhProject -Session $core).Name").Single().BaseObject);

        _shell.Run("Set-DhProject fresh -Create -WhatIf -Session $core");
        Assert.Equal("demo", _shell.Run("(Get-DhProject -Session $core).Name").Single().BaseObject);

        Assert.Equal("fresh", _shell.Run("(Set-DhProject fresh -Create -PassThru -Session $core).Name").Single().BaseObject);
        Assert.Equal("fresh", _shell.Run("(Set-DhProject fresh -Create -PassThru -Session $core).Name").Single().BaseObject);
    }

    [Fact]
    public void A_name_that_the_core_does_not_keep_is_told()
    {
        BackendProxy.Put(_shell, call =>
        {
            if (call.Name == "CreateRunAsync") ((System.Collections.Specialized.OrderedDictionary)call.Arguments[0]!)["name"] = "made-there";
            return call.Go();
        });

        foreach (var script in new[]
        {
            "New-DhRun python+run -Id n1 -Name mine -Session $core",
            "Copy-DhRun r1 -DestinationId n2 -Name mine -DestinationSession $core -Session $core",
            "@{ kind = 'python+run'; id = 'n3'; name = 'mine' } | Import-DhRun -Session $core",
        })
        {
            var warning = Assert.Single(_shell.Try(script).Warnings);
            Assert.Contains("'made-there', not 'mine'", warning);
        }
        Assert.Empty(_shell.Try("New-DhRun python+run -Id n4 -Session $core; Copy-DhRun r1 -DestinationSession $core -Session $core; @{ kind = 'python+run'; id = 'n5'; name = 'n5' } | Import-DhRun -NewId -Session $core").Warnings);
    }

    [Theory]
    [InlineData("Copy-DhRun (Get-DhRun r1 -Session $core)", "Copy and start run", "to a new run of kind 'python+run' in project 'demo' on core.example.org")]
    [InlineData("Copy-DhRun (Get-DhRun record -Session $core) -DestinationId n1", "Copy run as a record only", "to run 'n1' of kind 'python+run' in project 'demo' on core.example.org")]
    [InlineData("Copy-DhRun record -Session $core", "Copy run, and start it unless it is a record only", "to a new run")]
    [InlineData("Copy-DhRun record -LocalExecution:$false -Session $core", "Copy and start run", "to a new run")]
    [InlineData("Copy-DhRun r1 -LocalExecution -Session $core", "Copy run as a record only", "to a new run")]
    [InlineData("Copy-DhRun r1", "Copy run\"", "to a new run in project 'demo' on local")]
    public void Copying_says_what_becomes_of_the_copy(string script, string verb, string where)
    {
        _shell.Run("New-DhRun python+run -Id record -LocalExecution > $null");
        BackendProxy.Put(_shell, call => call.Go());

        var said = _shell.Try($"{script} -Verbose").Verbose;

        Assert.Contains(said, line => line.Contains($"\"{verb}", StringComparison.Ordinal) && line.Contains(where, StringComparison.Ordinal));
    }

    [Fact]
    public void The_id_of_the_document_is_named_not_one_that_was_made()
    {
        BackendProxy.Put(_shell, call => call.Go());

        var error = _shell.Fail("@{ kind = 'python+run'; id = 'old'; status = @{ state = 'COMPLETED' } } | Import-DhRun -NewId -Session $core");

        Assert.Equal("StartRequired", error.Id());
        Assert.Contains("'old'", error.ErrorDetails.Message);
    }

    [Theory]
    [InlineData("@{ kind = 'python+run'; id = 'old'; status = @{ state = 'COMPLETED' } } | Import-DhRun -Session $core", "StartRequired")]
    [InlineData("@{ kind = 'python+run'; id = 'old'; status = @{ state = 'running' } } | Import-DhRun -Session $core", "StartRequired")]
    [InlineData("@{ kind = 'python+run'; id = 'old'; status = @{ state = 'CREATED' } } | Import-DhRun -Session $core", null)]
    [InlineData("@{ kind = 'python+run'; id = 'old' } | Import-DhRun -Session $core", null)]
    [InlineData("@{ kind = 'python+run'; id = 'old'; spec = @{ local_execution = $true }; status = @{ state = 'COMPLETED' } } | Import-DhRun -Session $core", true)]
    [InlineData("@{ kind = 'python+run'; id = 'old'; status = @{ state = 'COMPLETED' } } | Import-DhRun -Session $core -LocalExecution", true)]
    [InlineData("@{ kind = 'python+run'; id = 'old'; status = @{ state = 'COMPLETED' } } | Import-DhRun -Session $core -Start", null)]
    [InlineData("@{ kind = 'python+run'; id = 'old'; spec = @{ local_execution = $true }; status = @{ state = 'COMPLETED' } } | Import-DhRun -Session $core -Start", null)]
    [InlineData("@{ kind = 'python+run'; id = 'old'; status = @{ state = 'COMPLETED' } } | Import-DhRun", null)]
    [InlineData("@{ kind = 'python+run'; id = 'old'; status = @{ state = 'COMPLETED' } } | Import-DhRun -Start", null)]
    [InlineData("@{ kind = 'python+run'; id = 'old'; status = @{ state = 'COMPLETED' } } | Import-DhRun -LocalExecution", true)]
    [InlineData("@{ kind = 'python+run'; id = 'old' } | Import-DhRun -LocalExecution -Start", "ValueInvalid")]
    public void What_had_run_runs_again_only_on_demand(string script, object? expected)
    {
        BackendProxy.Put(_shell, call => call.Go());
        if (expected is string id)
        {
            var error = _shell.Fail(script);
            Assert.Equal(id, error.Id());
            Assert.Contains("-LocalExecution", error.ErrorDetails.Message + error.ErrorDetails.RecommendedAction);
            Assert.Equal(3, _shell.Run("Get-DhRun").Count);
            return;
        }

        dynamic run = _shell.Run(script).Single().BaseObject;

        Assert.Equal("old", (string)run.Id);
        Assert.Equal(expected, (object?)run.Spec["local_execution"]);
    }

    [Theory]
    [InlineData("New-DhRun python+run -Session $core", "Create and start run")]
    [InlineData("New-DhRun python+run -LocalExecution -Session $core", "Record run")]
    [InlineData("New-DhRun python+run -Spec @{ local_execution = $true } -Session $core", "Create run as a record only")]
    [InlineData("New-DhRun python+run", "Create run")]
    [InlineData("@{ kind = 'python+run' } | Import-DhRun -Session $core", "Import and start run")]
    [InlineData("@{ kind = 'python+run' } | Import-DhRun -LocalExecution -Session $core", "Import run as a record only")]
    [InlineData("@{ kind = 'python+run' } | Import-DhRun", "Import run")]
    public void Says_that_a_run_starts(string script, string action)
    {
        BackendProxy.Put(_shell, call => call.Go());

        Assert.Contains(_shell.Try($"{script} -Verbose").Verbose, text => text.Contains($"\"{action}\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'r1', 'r2' | Remove-DhRun -Session $core -Wait -Timeout 20 -Verbose")]
    [InlineData("'r1', 'r2' | Remove-DhRun -Session $core -Wait -Verbose")]
    public void Waits_until_all_are_gone(string script)
    {
        var left = 3;
        Promise(() => Interlocked.Decrement(ref left) > 0);

        var result = _shell.Try(script);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(2, result.Verbose.Count(text => text.Contains("is promised to go", StringComparison.Ordinal)));
        Assert.Equal(2, result.Verbose.Count(text => text.StartsWith("Removed run", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_waiting_a_run_is_only_promised_to_go()
    {
        Promise(() => true);

        var result = _shell.Try("Remove-DhRun r1 -Session $core -PassThru -Verbose");

        Assert.Equal("DELETING", result.Output.Single().Properties["State"].Value);
        Assert.Contains(result.Verbose, text => text.Contains("is promised to go", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Verbose, text => text.StartsWith("Removed run", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    public void A_wait_that_takes_too_long_is_one_error_about_all_that_are_left(string timeout)
    {
        Promise(() => true);
        var clock = Stopwatch.StartNew();

        var error = _shell.Fail($"'r1', 'r2', 'r3' | Remove-DhRun -Session $core -Wait -Timeout {timeout}");

        Assert.Equal("WaitTimeout", error.Id());
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Assert.Equal(["r1", "r2", "r3"], ((object[])error.TargetObject).Select(run => (string)((dynamic)run).Id));
        Assert.Contains("3 runs", error.ErrorDetails.Message);
        Assert.True(clock.Elapsed < Patience.Long, $"{clock.Elapsed}");
    }

    [Fact]
    public async Task Stopping_ends_the_wait_at_once()
    {
        Promise(() => true);
        using var command = System.Management.Automation.PowerShell.Create(_shell.Runspace);
        command.AddScript("'r1' | Remove-DhRun -Session $core -Wait");
        command.BeginInvoke();
        await Task.Delay(3000);
        Assert.Equal(PSInvocationState.Running, command.InvocationStateInfo.State);

        var clock = Stopwatch.StartNew();
        command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"It took {clock.Elapsed}.");
        Assert.Empty(command.Streams.Error);
    }

    [Fact]
    public void A_removal_that_fails_is_that_runs_error()
    {
        BackendProxy.Put(_shell, call => call.Name switch
        {
            "DeleteRunAsync" => BackendProxy.Promised(Document(Address(call), "DELETING", "2026-01-01T00:00:00Z")),
            "GetRunAsync" => BackendProxy.Stored(Document(Address(call), "ERROR", "2026-01-01T00:00:05Z")),
            _ => call.Go(),
        });

        var error = _shell.Fail("Remove-DhRun r1 -Session $core -Wait");

        Assert.Equal("RemovalFailed", error.Id());
        Assert.Equal("r1", (string)((dynamic)error.TargetObject).Id);
    }

    [Fact]
    public void A_core_that_remembers_the_run_as_it_was_is_asked_again()
    {
        var asked = 0;
        BackendProxy.Put(_shell, call => call.Name switch
        {
            "DeleteRunAsync" => BackendProxy.Promised(Document(Address(call), "DELETING", "2026-01-01T00:00:00Z")),
            "GetRunAsync" when Interlocked.Increment(ref asked) < 3 => BackendProxy.Stored(Document(Address(call), "ERROR", "2026-01-01T00:00:00Z")),
            "GetRunAsync" => Gone(call),
            _ => call.Go(),
        });

        _shell.Run("Remove-DhRun r1 -Session $core -Wait");

        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("-Force", true)]
    public void A_run_that_is_being_removed_is_asked_for_again_only_by_force(string force, bool again)
    {
        var requests = new List<bool>();
        BackendProxy.Put(_shell, call =>
        {
            if (call.Name == "DeleteRunAsync") requests.Add((bool)call.Arguments[1]!);
            return call.Name switch
            {
                "DeleteRunAsync" => BackendProxy.Promised(Document(Address(call), "DELETING")),
                "GetRunAsync" => BackendProxy.Stored(Document(Address(call), "DELETING")),
                _ => call.Go(),
            };
        });

        var result = _shell.Try($"$run = Get-DhRun r1 -Session $core; $run | Remove-DhRun -PassThru -Verbose {force}");

        Assert.Equal("DELETING", result.Output.Single().Properties["State"].Value);
        Assert.Equal(again ? [true] : [], requests);
        Assert.Contains(result.Verbose, text => text.Contains("is promised to go", StringComparison.Ordinal));
    }

    // Runs are promised to go, and are there as long as a look at them says so.
    private void Promise(Func<bool> isThere)
    {
        BackendProxy.Put(_shell, call => call.Name switch
        {
            "DeleteRunAsync" => BackendProxy.Promised(Document(Address(call), "DELETING")),
            "GetRunAsync" => isThere() ? BackendProxy.Stored(Document(Address(call), "DELETING")) : Gone(call),
            _ => call.Go(),
        });
    }

    private static object? Gone(BackendProxy.Call call)
    {
        call.Arguments[0] = Activator.CreateInstance(call.Arguments[0]!.GetType(), "demo", "gone");
        return call.Go();
    }

    private static string Address(BackendProxy.Call call) => (string)call.Arguments[0]!.GetType().GetProperty("Id")!.GetValue(call.Arguments[0])!;

    private static string Document(string id, string state, string updated = "2026-01-01T00:00:00Z") =>
        $$$"""{"id":"{{{id}}}","project":"demo","kind":"python+run","name":"{{{id}}}","key":"store://demo/run/python+run/{{{id}}}:{{{id}}}","metadata":{"updated":"{{{updated}}}"},"spec":{},"status":{"state":"{{{state}}}"}}""";
}

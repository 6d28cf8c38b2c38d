using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>New runs from old ones.</summary>
public sealed class CopyTests : IDisposable
{
    private readonly Shell _shell = Shell.Open();

    public CopyTests() => _shell.Run(
        """
        $null = New-DhProject other
        $null = New-DhRun python+job:run -Id a -Name first -Label x, y -Task python+job://demo/t1 -Function python://demo/train:f1 -Spec @{ parameters = @{ n = 1; m = @{ deep = 1 } } } -Metadata @{ description = 'about' }
        foreach ($s in 'BUILT', 'READY', 'RUNNING', 'COMPLETED') { Update-DhRun a -State $s -Status @{ results = @{ acc = 1 } } }
        """);

    [Fact]
    public void A_copy_is_a_new_run_with_the_same_spec()
    {
        Assert.Equal(
            ["CREATED", "python+job:run", "demo", "x", "y", "about", 1L, null, "python://demo/train:f1", true, true],
            Values("$c = Copy-DhRun a; $c.State; $c.Kind; $c.Project; $c.Labels; $c.Metadata.description; $c.Spec.parameters.n; $c.Results; $c.Function; $c.Id -match '^[0-9a-f]{32}$'; $c.Name -match '^[a-z]+-[a-z]+$'"));
        Assert.Equal([false, false, false], Values("$a = Get-DhRun a; $c.Name -eq $a.Name; $c.Metadata.version -eq $a.Metadata.version; $c.Metadata.name -eq $a.Metadata.name"));
        Assert.Equal(["COMPLETED"], Values("$a.State"));
    }

    [Fact]
    public void With_changes() =>
        Assert.Equal(
            [5L, 1L, "new", "new", "z", "w", true, "python+job://demo/t2", false],
            Values("$c = Copy-DhRun a -DestinationId new -Spec @{ parameters = @{ n = 5 } } -Metadata @{ description = $null } -Label z -AddLabel w -Task python+job://demo/t2 -LocalExecution; $c.Spec.parameters.n; $c.Spec.parameters.m.deep; $c.Id; $c.Name; $c.Labels; $c.Spec.local_execution; $c.Task; $c.Metadata.Contains('description')"));

    [Fact]
    public void Replace_replaces() =>
        Assert.Equal(["a", "x", "y"], Values("$c = Copy-DhRun a -Spec @{ a = 1 } -Replace; $c.Spec.Keys; $c.Labels"));

    [Fact]
    public void Local_execution_can_be_taken_away() =>
        Assert.Equal([true, false], Values("$c = Copy-DhRun a -LocalExecution; $d = $c | Copy-DhRun; $d.Spec.local_execution; ($c | Copy-DhRun -LocalExecution:$false).Spec.Contains('local_execution')"));

    [Fact]
    public void Another_project_is_put_into_the_references() =>
        Assert.Equal(
            ["other", "python://other/train:f1", "python+job://other/t1", "python://other/mine:f2"],
            Values("$c = Copy-DhRun a -DestinationProject other; $c.Project; $c.Function; $c.Task; (Copy-DhRun a -DestinationProject other -Function python://other/mine:f2).Function"));

    [Fact]
    public void Another_backend() =>
        Assert.Equal(
            ["demo", "demo", "there", "python://there/train:f1", 1],
            Values(
                """
                $first = Get-DhBackend
                Connect-DhBackend -Local -InMemory
                Set-DhProject demo
                $null = New-DhProject there
                $second = Get-DhBackend
                $c = Copy-DhRun a -Session $first -Project demo -DestinationSession $second
                $c.Project
                (Get-DhRun $c.Id).Project
                $d = Get-DhRun a -Session $first | Copy-DhRun -DestinationSession $second -DestinationProject there
                $d.Project
                $d.Function
                @(Get-DhRun -Session $first -Project demo).Count
                """));

    [Fact]
    public void An_object_is_copied_as_it_is_in_the_hand() =>
        Assert.Equal([7L, 1L], Values("$r = Get-DhRun a; $r.Spec.parameters.n = 7; ($r | Copy-DhRun).Spec.parameters.n; (Get-DhRun a).Spec.parameters.n"));

    [Fact]
    public void Many_come_out_in_order()
    {
        _shell.Run("1..20 | New-DhRun python+run -Id { \"r$_\" } -Spec { @{ n = $_ } } > $null");

        Assert.Equal([true, 20], Values("$s = Get-DhRun -Kind python+run; $c = $s | Copy-DhRun; (-join $c.Spec.n) -eq (-join $s.Spec.n); $c.Count"));
    }

    [Theory]
    [InlineData("Copy-DhRun gone", "RunNotFound")]
    [InlineData("Copy-DhRun gone -WhatIf", "RunNotFound")]
    [InlineData("Copy-DhRun a -DestinationId a", "RunExists")]
    [InlineData("Copy-DhRun a -DestinationId a -WhatIf", "RunExists")]
    [InlineData("Copy-DhRun a -DestinationId 'no blanks'", "IdInvalid")]
    [InlineData("Copy-DhRun a -Name 'no blanks'", "NameInvalid")]
    [InlineData("Copy-DhRun a -DestinationProject none", "ProjectNotFound")]
    [InlineData("Copy-DhRun a -DestinationProject none -WhatIf", "ProjectNotFound")]
    [InlineData("Copy-DhRun a -DestinationProject 'No Project'", "ProjectInvalid")]
    [InlineData("Copy-DhRun a -Task python+job://other/t", "ProjectMismatch")]
    [InlineData("Copy-DhRun a -Task nonsense", "ValueInvalid")]
    [InlineData("Copy-DhRun a -Replace", "ValueInvalid")]
    [InlineData("Copy-DhRun a -Spec @{ x = { 1 } }", "ValueInvalid")]
    [InlineData("$s = Connect-DhBackend -Local -InMemory -NoDefault -PassThru; Disconnect-DhBackend $s; Copy-DhRun a -DestinationSession $s", "BackendNotConfigured")]
    [InlineData("Get-DhProject demo | Copy-DhRun", "ValueInvalid")]
    public void Bad_calls_are_one_clear_error(string call, string id)
    {
        var error = _shell.Fail(call);

        Assert.Equal(id, error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal([1], Values("@(Get-DhRun -Project *).Count"));
    }

    // What a run refers to is looked for where it goes to: the function by its name, and of it the task of the same action.
    [Theory]
    [InlineData("Copy-DhRun b -DestinationProject other -Session $core", "python://other/train:there", "python+job://other/job-there")]
    [InlineData("Get-DhRun b -Session $core | Copy-DhRun -DestinationProject other", "python://other/train:there", "python+job://other/job-there")]
    [InlineData("Copy-DhRun b -DestinationProject other", "python://other/train:there", "python+job://other/job-there")]
    [InlineData("Copy-DhRun b -DestinationProject other -Spec @{ task = 'python+job://other/mine' }", "python://other/train:there", "python+job://other/mine")]
    [InlineData("Copy-DhRun bare -DestinationProject other", "python://other/train:there", "python+job://other/job-there")]
    [InlineData("Copy-DhRun a -DestinationProject other", "python://other/train:f1", "python+job://other/t1")]
    [InlineData("Copy-DhRun b -DestinationProject empty", "python://empty/train:here", "python+job://empty/job-here")]
    [InlineData("Get-DhRun b | Export-DhRun -AsString | ForEach-Object { Import-DhRun -Content $_ -NewId -DestinationProject other -Session $core }", "python://other/train:there", "python+job://other/job-there")]
    public void References_are_moved_to_what_is_of_the_same_name(string call, string? function, string task)
    {
        PrepareReferences();
        if (call.Contains("Copy-DhRun a ", StringComparison.Ordinal)) _shell.Run("Remove-DhFunction train -AllVersions -Project other -Confirm:$false");

        Assert.Equal([function, task], Values($"$r = {call}; $r.Function; $r.Task"));
    }

    [Theory]
    [InlineData("Copy-DhRun b -DestinationProject empty -Session $core", "New-DhFunction")]
    [InlineData("Copy-DhRun serving -DestinationProject other -Session $core", "New-DhTask serve -Function train")]
    [InlineData("Copy-DhRun lost -DestinationProject other -Session $core", "-Task")]
    [InlineData("Copy-DhRun b -DestinationProject empty -Session $core -WhatIf", "New-DhFunction")]
    [InlineData("Copy-DhRun b -DestinationProject empty -Session $core -Function python://empty/train:x", "New-DhTask job -Function train")]
    [InlineData("@{ kind = 'python+run'; project = 'demo'; spec = @{ function = 'python://demo/train:here' } } | Import-DhRun -DestinationProject empty -Session $core", "New-DhFunction")]
    public void On_a_core_what_is_missing_is_an_error(string call, string action)
    {
        PrepareReferences();
        var before = Values("@(Get-DhRun -Project *).Count");
        var error = _shell.Fail(call);

        Assert.Equal("ReferenceNotFound", error.Id());
        Assert.Contains(action, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(before, Values("@(Get-DhRun -Project *).Count"));
    }

    private void PrepareReferences()
    {
        BackendProxy.Put(_shell, call => call.Go());
        _shell.Run(
            """
            New-DhProject empty > $null
            New-DhFunction train python -Id here > $null; New-DhTask job -Function train -Id job-here > $null; New-DhTask serve -Function train -Id serve-here > $null
            New-DhFunction train python -Project other -Id older > $null; New-DhFunction train python -Project other -Id there > $null
            New-DhTask job -Function train -Project other -Id job-there > $null
            New-DhRun python+run -Id b -Task python+job://demo/job-here -Function python://demo/train:here > $null
            New-DhRun python+run -Id serving -Task python+serve://demo/serve-here -Function python://demo/train:here > $null
            New-DhRun python+run -Id bare -Task python+job://demo/job-here > $null
            New-DhRun python+run -Id lost -Task python+job://demo/gone > $null
            """);
    }

    public void Dispose() => _shell.Dispose();

    private List<object?> Values(string script) => [.. _shell.Run(script).Select(value => value?.BaseObject)];
}

using System.Diagnostics;
using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Watching on a local store, where another shell changes the runs.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dh-watch-").FullName;
    private readonly Shell _shell = Shell.Bare();
    private readonly Shell _other = Shell.Bare();

    public WatchTests()
    {
        foreach (var shell in (Shell[])[_shell, _other]) shell.Run($"Connect-DhBackend -Local -Path '{Path.Combine(_folder, "store.db")}'; Set-DhProject demo");
        _other.Run("New-DhRun python+run -Id a > $null");
    }

    public void Dispose()
    {
        _shell.Dispose();
        _other.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Changes_come_as_they_happen_and_in_objects()
    {
        using var watching = await Watching.BeginAsync(_shell, "Watch-DhRun -Verbose -PollInterval 0.1 -First 4 | ForEach-Object { $last = $_; $_ }; $last.GetType().FullName; $last.Project; $last.Run.Name; ($last.Time - [datetime]::Now).Duration().TotalMinutes -lt 10; $null -eq $last.OldState");

        _other.Run("New-DhRun python+run -Id b -Name second > $null");
        Assert.Equal(["CREATE b CREATED"], await watching.SeenAsync(1));
        _other.Run("Update-DhRun b -State BUILT; Update-DhRun b -State READY");
        Assert.Equal(["CREATE b CREATED", "UPDATE b CREATED -> BUILT", "UPDATE b BUILT -> READY"], await watching.SeenAsync(3));
        _other.Run("Remove-DhRun b");

        Assert.Equal(["DELETE b READY -> DELETED", "DigitalHub.RunChange", "demo", "second", "True", "False"], (await watching.EndAsync())[3..]);
        Assert.Empty(watching.Command.Streams.Error);
        Assert.Empty(watching.Command.Streams.Warning);
    }

    [Fact]
    public async Task Who_wants_no_more_ends_it()
    {
        using var watching = await Watching.BeginAsync(_shell, "Watch-DhRun -Verbose -PollInterval 0.1 | ForEach-Object { $_; break }");

        _other.Run("Update-DhRun a -State BUILT");

        Assert.Equal(["UPDATE a CREATED -> BUILT"], await watching.EndAsync());
    }

    [Fact]
    public async Task Only_what_is_wanted_comes()
    {
        using var watching = await Watching.BeginAsync(_shell, "Watch-DhRun -Verbose -PollInterval 0.1 -Name w* -Kind python+* -State error, built -First 2");

        _other.Run("Update-DhRun a -State ERROR; foreach ($id in 'w1', 'w2') { New-DhRun python+run -Id $id -Name $id > $null; Update-DhRun $id -State BUILT; Update-DhRun $id -State READY; Update-DhRun $id -AddLabel x }");

        Assert.Equal(["UPDATE w1 CREATED -> BUILT", "UPDATE w2 CREATED -> BUILT"], await watching.EndAsync());
    }

    [Fact]
    public async Task Own_runs_and_those_of_a_function_are_watched()
    {
        _other.Run("$f = New-DhFunction train python; New-DhFunction other python > $null");
        using var watching = await Watching.BeginAsync(_shell, "Get-DhFunction train | Watch-DhRun -Own -Verbose -PollInterval 0.1 -First 2");

        _other.Run("New-DhRun python+run -Id no -Function (Get-DhFunction other) > $null; New-DhRun python+run -Id yes -Function $f > $null; Update-DhRun yes -AddLabel x; Update-DhRun yes -State BUILT");

        Assert.Equal(["CREATE yes CREATED", "UPDATE yes CREATED -> BUILT"], await watching.EndAsync());
    }

    [Fact]
    public async Task Single_runs_are_watched_to_the_removal_of_the_last()
    {
        _other.Run("New-DhRun python+run -Id b > $null");
        using var watching = await Watching.BeginAsync(_shell, "Watch-DhRun a, a -Verbose -PollInterval 0.1");

        _other.Run("Update-DhRun b -State BUILT; Remove-DhRun a");

        Assert.Equal(["DELETE a CREATED -> DELETED"], await watching.EndAsync());
    }

    [Fact]
    public void Time_ends_it_without_an_error_and_what_was_found_comes()
    {
        _other.Run("1..20 | New-DhRun python+run -Id { \"x$_\" } > $null");
        _shell.Run("$runs = Get-DhRun -Sort Id");
        _other.Run("Get-DhRun | Update-DhRun -State BUILT");

        var result = _shell.Try("$runs | Watch-DhRun -Timeout 0");

        Assert.Empty(result.Errors);
        Assert.Equal(21, result.Output.Count);
        Assert.Empty(_shell.Try("Watch-DhRun -Timeout 0.2").Output);
    }

    [Theory]
    [InlineData("Watch-DhRun -Verbose")]
    [InlineData("Watch-DhRun -Verbose -PollInterval 3600")]
    [InlineData("Watch-DhRun a -Verbose")]
    [InlineData("Get-DhProject | Watch-DhRun -Project * -Verbose")]
    public async Task Ctrl_C_ends_it_at_once(string script)
    {
        using var watching = await Watching.BeginAsync(_shell, script);
        Assert.False(watching.Running.IsCompleted);

        var clock = Stopwatch.StartNew();
        watching.Command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"{script} took {clock.Elapsed}.");
        Assert.Equal(PSInvocationState.Stopped, watching.Command.InvocationStateInfo.State);
    }

    [Theory]
    [InlineData("Watch-DhRun -First 0", "ValueInvalid")]
    [InlineData("Watch-DhRun -First 1.5", "ValueInvalid")]
    [InlineData("Watch-DhRun -PollInterval 0", "ValueInvalid")]
    [InlineData("Watch-DhRun -PollInterval 100000", "ValueInvalid")]
    [InlineData("Watch-DhRun a -Own", "ValueInvalid")]
    [InlineData("Watch-DhRun a -Kind x", "ValueInvalid")]
    [InlineData("Watch-DhRun -Name '[a'", "ValueInvalid")]
    [InlineData("Watch-DhRun -Project none", "ProjectNotFound")]
    [InlineData("Watch-DhRun none", "RunNotFound")]
    [InlineData("Get-DhRun a | Watch-DhRun -Name x", "ValueInvalid")]
    public void What_makes_no_sense_is_refused(string script, string id) => Assert.Equal(id, _shell.Fail(script).Id());

    [Fact]
    public void An_empty_pipeline_is_silence() => Assert.Empty(_shell.Run("Get-DhRun -Name none* | Watch-DhRun"));

    [Fact]
    public void A_project_that_is_missing_among_others_is_one_error()
    {
        _shell.Run("$gone = New-DhProject gone; Remove-DhProject gone -Confirm:$false; New-DhProject spare > $null");

        var result = _shell.Try("$gone, (Get-DhProject demo) | Watch-DhRun -Timeout 0.5");

        Assert.Equal("ProjectNotFound", Assert.Single(result.Errors).Id());
    }

    [Fact]
    public void States_are_completed() => Assert.Equal(["RUNNING"], _shell.Complete("Watch-DhRun -State RUNN"));
}

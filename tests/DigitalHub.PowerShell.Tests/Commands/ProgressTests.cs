using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Commands that change many runs show how far they are, once that takes a while.</summary>
public sealed class ProgressTests : IDisposable
{
    // Longer than a command works before it shows anything.
    private static readonly TimeSpan While = TimeSpan.FromSeconds(1.2);

    private readonly Shell _shell = Shell.Open();

    public ProgressTests()
    {
        _shell.Run("1..3 | New-DhRun python+run -Id { \"r$_\" } > $null");
        BackendProxy.Put(_shell, call => call.Name is "DeleteRunAsync" or "UpdateRunAsync" ? call.GoAfter(() => Task.Delay(While)) : call.Go());
    }

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("'r1', 'r2', 'r3' | Remove-DhRun -Session $core", "Removing runs")]
    [InlineData("Update-DhRun r1, r2, r3 -AddLabel kept -Session $core", "Updating runs")]
    public void Is_shown_as_one_line_that_ends(string script, string activity)
    {
        var records = Progress(script);

        Assert.All(records, record => Assert.Equal(activity, record.Activity));
        Assert.Single(records.Select(record => record.ActivityId).Distinct());
        Assert.Equal(ProgressRecordType.Processing, records[0].RecordType);
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
        Assert.Equal("3 done of 3 so far", records[^1].StatusDescription);
    }

    [Theory]
    [InlineData("$ProgressPreference = 'SilentlyContinue'; 'r1', 'r2', 'r3' | Remove-DhRun -Session $core")]
    [InlineData("'r1', 'r2', 'r3' | Remove-DhRun -Session $core -ProgressAction Ignore")]
    [InlineData("'r1', 'r2', 'r3' | Remove-DhRun -Session $core -WhatIf")]
    [InlineData("'r1', 'r2', 'r3' | Get-DhRun -Session $core")]
    public void Is_not_shown_where_it_is_not_wanted(string script) => Assert.Empty(Progress(script));

    private List<ProgressRecord> Progress(string script)
    {
        using var command = System.Management.Automation.PowerShell.Create(_shell.Runspace);
        command.AddScript(script, useLocalScope: true).Invoke();
        Assert.Empty(command.Streams.Error);
        return [.. command.Streams.Progress];
    }
}

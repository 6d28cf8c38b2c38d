using System.Diagnostics;
using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Ctrl+C ends a command within a second, also while another process holds the store's lock.</summary>
public sealed class StoppingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dh-stop-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("New-DhRun python+run")]
    [InlineData("Remove-DhRun r1")]
    [InlineData("Get-DhRun | Remove-DhRun")]
    [InlineData("1..100 | New-DhRun python+run -Id { \"s$_\" }")]
    [InlineData("Update-DhRun r1 -AddLabel x")]
    [InlineData("Get-DhRun | Update-DhRun -AddLabel x")]
    [InlineData("New-DhProject other")]
    [InlineData("Set-DhProject other")]
    [InlineData("Update-DhProject demo -Description x")]
    [InlineData("Remove-DhProject demo -Cascade -Confirm:$false")]
    [InlineData("@{ kind = 'python+run'; project = 'demo' } | Import-DhRun")]
    public async Task A_command_that_waits_for_the_lock_ends_at_once(string script)
    {
        var file = Path.Combine(_folder, "store.db");
        using var shell = Shell.Bare();
        shell.Run($"Connect-DhBackend -Local -Path '{file}'; Set-DhProject demo; New-DhRun python+run -Id r1 > $null");
        using var other = LockHolder(file);
        using var command = System.Management.Automation.PowerShell.Create(shell.Runspace);
        command.AddScript(script);
        var running = command.BeginInvoke();
        await Task.Delay(400);
        Assert.False(running.IsCompleted, "The command must be waiting for the lock.");

        var clock = Stopwatch.StartNew();
        command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"It took {clock.Elapsed}.");
        Assert.Equal(PSInvocationState.Stopped, command.InvocationStateInfo.State);
        Assert.Empty(command.Streams.Error);
        other.StandardInput.Close();
        await other.WaitForExitAsync();
        Assert.Equal("r1", string.Join(' ', shell.Run("(Get-DhRun -Project *).Id")));
    }

    [Fact]
    public async Task An_export_that_is_stopped_leaves_no_file()
    {
        using var shell = Shell.Open();
        shell.Run("$r = New-DhRun python+run -Id r1; Export-DhRun $r old.yaml");
        var before = File.ReadAllText(Path.Combine(shell.Folder, "old.yaml"));
        using var command = System.Management.Automation.PowerShell.Create(shell.Runspace);
        command.AddScript("& { while ($true) { $r } } | Export-DhRun -Path old.yaml");
        var running = command.BeginInvoke();
        for (var i = 0; i < 6000 && Directory.GetFiles(shell.Folder).Length < 2; i++) await Task.Delay(20);
        Assert.Equal(2, Directory.GetFiles(shell.Folder).Length);

        command.Stop();

        Assert.True(running.IsCompleted);
        Assert.Equal(["old.yaml"], Directory.GetFiles(shell.Folder).Select(Path.GetFileName));
        Assert.Equal(before, File.ReadAllText(Path.Combine(shell.Folder, "old.yaml")));
    }

    [Fact]
    public async Task An_append_that_waits_for_another_ends_at_once()
    {
        using var shell = Shell.Open();
        shell.Run("$r = New-DhRun python+run -Id r1");
        var file = Path.Combine(shell.Folder, "all.yaml");
        using var command = System.Management.Automation.PowerShell.Create(shell.Runspace);
        command.AddScript("$r | Export-DhRun -Path all.yaml -Append");
        using (FileLock.Take(file, Patience.Long))
        {
            var running = command.BeginInvoke();
            await Task.Delay(400);
            Assert.False(running.IsCompleted, "The command must be waiting for the file.");

            var clock = Stopwatch.StartNew();
            command.Stop();

            Assert.True(clock.Elapsed < Patience.Prompt, $"It took {clock.Elapsed}.");
            Assert.Equal(PSInvocationState.Stopped, command.InvocationStateInfo.State);
            Assert.Empty(command.Streams.Error);
        }
        Assert.Empty(Directory.GetFiles(shell.Folder));
    }

    [Theory]
    [InlineData("---\nkind: python+run\nid: r#\nspec: { t: x }\n", 400_000)]
    [InlineData("- 1\n", 10_000_000)]
    public async Task A_huge_file_does_not_hold_the_user(string text, int count)
    {
        var file = Path.Combine(_folder, "huge.yaml");
        await using (var writer = new StreamWriter(file))
        {
            for (var i = 0; i < count; i++) await writer.WriteAsync(text.Replace("#", $"{i}", StringComparison.Ordinal));
        }
        using var shell = Shell.Open();
        using var command = System.Management.Automation.PowerShell.Create(shell.Runspace);
        command.AddScript($"Import-DhRun '{file}' -ErrorAction SilentlyContinue > $null");
        var running = command.BeginInvoke();
        await Task.Delay(700);
        Assert.False(running.IsCompleted, "The command must be reading the file.");

        var clock = Stopwatch.StartNew();
        command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"It took {clock.Elapsed}.");
    }

    [Theory]
    [InlineData("run.yaml", "# one document that is too large\n")]
    [InlineData("run.yaml", "- 1\n")]
    [InlineData("run.json", "[ ")]
    public async Task A_document_without_end_does_not_hold_the_user(string name, string text)
    {
        if (OperatingSystem.IsWindows()) return;
        var pipe = await PipeAsync(name);
        using var shell = Shell.Open();
        using var command = System.Management.Automation.PowerShell.Create(shell.Runspace);
        command.AddScript($"Import-DhRun -LiteralPath '{pipe}' -ErrorAction SilentlyContinue > $null");
        var running = command.BeginInvoke();
        var feeding = Task.Run(() => FeedAsync(pipe, text));
        await Task.Delay(700);
        Assert.False(running.IsCompleted, "The command must be reading the file.");

        var clock = Stopwatch.StartNew();
        command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"It took {clock.Elapsed}.");
        // It ends when the pipe is read no more.
        await feeding.WaitAsync(Patience.Prompt);
    }

    [Fact]
    public async Task A_pipe_that_nobody_writes_to_does_not_hold_the_user()
    {
        if (OperatingSystem.IsWindows()) return;
        var pipe = await PipeAsync("pipe");
        using var shell = Shell.Open();
        using var command = System.Management.Automation.PowerShell.Create(shell.Runspace);
        command.AddScript($"Import-DhRun -LiteralPath '{pipe}'");
        var running = command.BeginInvoke();
        await Task.Delay(400);
        Assert.False(running.IsCompleted, "The command must be waiting for the pipe.");

        var clock = Stopwatch.StartNew();
        command.Stop();

        Assert.True(clock.Elapsed < Patience.Prompt, $"It took {clock.Elapsed}.");
        await File.WriteAllTextAsync(pipe, string.Empty);
    }

    private async Task<string> PipeAsync(string name)
    {
        var pipe = Path.Combine(_folder, name);
        using var make = Process.Start("mkfifo", pipe);
        await make.WaitForExitAsync();
        return pipe;
    }

    // Until whoever reads it closes it.
    private static async Task FeedAsync(string pipe, string text)
    {
        try
        {
            await using var writer = new StreamWriter(pipe);
            while (true) await writer.WriteAsync(text);
        }
        catch (IOException)
        {
        }
    }

    private static Process LockHolder(string file)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltModule.StoreWriter, "lock", file]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        Assert.Equal("locked", process.StandardOutput.ReadLine());
        return process;
    }
}

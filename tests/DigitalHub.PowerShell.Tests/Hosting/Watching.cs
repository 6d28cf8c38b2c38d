using System.Management.Automation;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>A script under way that watches runs.</summary>
internal sealed class Watching : IDisposable
{
    private readonly PSDataCollection<PSObject> _output = [];

    private Watching(Shell shell, string script)
    {
        Command = System.Management.Automation.PowerShell.Create(shell.Runspace);
        Command.AddScript(script);
        Running = Command.BeginInvoke<PSObject, PSObject>(null, _output);
    }

    public System.Management.Automation.PowerShell Command { get; }

    public IAsyncResult Running { get; }

    /// <summary>Starts a script whose Watch-DhRun has -Verbose; the watch has begun when this ends.</summary>
    public static async Task<Watching> BeginAsync(Shell shell, string script)
    {
        var watching = new Watching(shell, script);
        await UntilAsync(() => watching.Said("Watching ") || watching.Running.IsCompleted);
        Assert.True(watching.Said("Watching "), string.Join('\n', Now(watching.Command.Streams.Error)));
        return watching;
    }

    /// <summary>Whether a verbose line holds a text.</summary>
    public bool Said(string text) => Now(Command.Streams.Verbose).Any(line => line.Message.Contains(text, StringComparison.Ordinal));

    /// <summary>What has come out, as text, when so much has.</summary>
    public async Task<string[]> SeenAsync(int count)
    {
        await UntilAsync(() => _output.Count >= count || Running.IsCompleted);
        return [.. Now(_output).Select(item => $"{item}")];
    }

    /// <summary>What has come out when the script has ended.</summary>
    public async Task<string[]> EndAsync()
    {
        await UntilAsync(() => Running.IsCompleted);
        Command.EndInvoke(Running);
        return [.. Now(_output).Select(item => $"{item}")];
    }

    public static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Patience.Long);
        while (!holds()) await Task.Delay(5, limit.Token);
    }

    // Whoever enumerates one that is still open waits for more.
    private static IEnumerable<T> Now<T>(PSDataCollection<T> items) => Enumerable.Range(0, items.Count).Select(number => items[number]);

    public void Dispose()
    {
        Command.Stop();
        Command.Dispose();
        _output.Dispose();
    }
}

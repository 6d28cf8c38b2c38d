using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DigitalHub.Benchmarks;

/// <summary>A hosted engine with the built module in it.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Runspace _runspace;

    public Shell(string store)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Path.Combine(Places.Module, "DigitalHub.psd1")]);
        state.ThrowOnRunspaceOpenError = true;
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run($"Connect-DhBackend -Local -Path '{store}'; Set-DhProject bench");
    }

    public IReadOnlyList<PSObject> Run(string script, IEnumerable? input = null)
    {
        using var shell = System.Management.Automation.PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: false);
        var output = input is null ? shell.Invoke() : shell.Invoke(input);
        return shell.HadErrors ? throw new InvalidOperationException($"{script}: {shell.Streams.Error.FirstOrDefault()}") : output;
    }

    public void Dispose()
    {
        Run("Disconnect-DhBackend");
        _runspace.Dispose();
    }
}

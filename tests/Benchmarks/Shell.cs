using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DigitalHub.Benchmarks;

/// <summary>A hosted engine with the built module in it.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Runspace _runspace;

    private Shell()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Path.Combine(Places.Module, "DigitalHub.psd1")]);
        state.ThrowOnRunspaceOpenError = true;
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>An engine on a local store.</summary>
    /// <param name="store">The store's file.</param>
    public Shell(string store)
        : this() => Run($"Connect-DhBackend -Local -Path '{store}'; Set-DhProject bench");

    /// <summary>An engine on a core.</summary>
    public Shell(Uri endpoint, string project)
        : this() => Run($"Connect-DhBackend {endpoint}; Set-DhProject {project}");

    public IReadOnlyList<PSObject> Run(string script, IEnumerable? input = null)
    {
        using var shell = System.Management.Automation.PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: false);
        var output = input is null ? shell.Invoke() : shell.Invoke(input);
        // Errors that a script ignores count as had, too.
        return shell.Streams.Error is [var error, ..] ? throw new InvalidOperationException($"{script}: {error}") : output;
    }

    public void Dispose()
    {
        Run("Disconnect-DhBackend");
        _runspace.Dispose();
    }
}

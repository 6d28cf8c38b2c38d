using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell;

/// <summary>Closes what a runspace opened when the module is removed from it. Nothing is done at import.</summary>
public sealed class ModuleInitializer : IModuleAssemblyCleanup
{
    /// <summary>Called by the engine on <c>Remove-Module</c>.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (Runspace.DefaultRunspace is not { } runspace) return;
        foreach (var session in CurrentSession.Forget(runspace)) session.CloseAsync().AsTask().GetAwaiter().GetResult();
    }
}

using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell;

/// <summary>Notes which runspace imports the module. Sessions outlive the module's removal, as the objects that came from them do.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    /// <summary>Called by the engine on import.</summary>
    public void OnImport()
    {
        if (Runspace.DefaultRunspace is { } runspace) CurrentSession.Imported(runspace);
    }
}

using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>Runspaces that a test is done with: making one takes longer than most tests.</summary>
public static class SpareRunspaces
{
    private static readonly ConcurrentBag<Runspace> Spare = [];

    private static volatile bool _isOver;

    /// <summary>One that is as it was at first; null where there is none.</summary>
    internal static Runspace? Take() => Spare.TryTake(out var runspace) ? runspace : null;

    /// <summary>Keeps one for another test; false where it can't be used again.</summary>
    internal static bool TryGive(Runspace runspace)
    {
        if (_isOver || runspace.RunspaceStateInfo.State != RunspaceState.Opened || runspace.RunspaceAvailability != RunspaceAvailability.Available) return false;
        runspace.ResetRunspaceState();
        Spare.Add(runspace);
        return true;
    }

    /// <summary>
    /// For tests that are alone, and look at which runspace was first or has been closed: there is none but their own. A
    /// collection of xunit that is not parallel begins when all others have ended.
    /// </summary>
    public sealed class Over
    {
        public Over()
        {
            _isOver = true;
            while (Spare.TryTake(out var runspace)) runspace.Dispose();
        }
    }
}

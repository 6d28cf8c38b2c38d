using System.Management.Automation.Runspaces;

namespace DigitalHub.PowerShell.Sessions;

/// <summary>Finds the session of a command that was given none (design section 4).</summary>
internal static class SessionFinder
{
    private const string DefaultSource = "default";

    private static int _warned;

    /// <summary>The current session, else the one that the surroundings describe, else the local store.</summary>
    /// <param name="runspace">The command's runspace.</param>
    /// <exception cref="InputException"><c>BackendNotConfigured</c></exception>
    public static Session Find(Runspace runspace)
    {
        var session = Look(runspace, out var found);
        if (found) return session;
        CurrentSession.FallBack(runspace, session);
        if (session.Source != DefaultSource)
        {
            Notices.Verbose($"Nobody connected: using {session}, named by {session.Source}.");
        }
        else if (Interlocked.Exchange(ref _warned, 1) == 0)
        {
            Notices.Warning($"No backend is configured: using the local store {session.Location}. Connect-DhBackend -Local says so silently.");
        }
        return session;
    }

    /// <summary>The session that a command would use; nothing becomes current by looking.</summary>
    /// <exception cref="InputException"><c>BackendNotConfigured</c></exception>
    public static Session Peek(Runspace runspace) => Look(runspace, out _);

    private static Session Look(Runspace runspace, out bool found)
    {
        var current = CurrentSession.Get(runspace, out var loss);
        if (loss != SessionLoss.None) throw Lost(loss);
        found = current is not null && !ImplicitSessions.Contains(current);
        if (found) return current!;
        var session = OfSurroundings();
        found = ReferenceEquals(session, current);
        return session;
    }

    private static InputException Lost(SessionLoss loss) => loss == SessionLoss.NotConnected
        ? new("BackendNotConfigured", "The last Connect-DhBackend failed, and there is no other session.")
        {
            RecommendedAction = "Connect again, or use Connect-DhBackend -Local for the local store.",
        }
        : new("BackendNotConfigured", "This session of PowerShell was disconnected from its backend.")
        {
            RecommendedAction = "Connect again, with Connect-DhBackend and the address of a core, or with Connect-DhBackend -Local.",
        };

    // What the surroundings say may change between two commands, so it is asked anew each time.
    private static Session OfSurroundings()
    {
        var (path, named) = Surroundings.LocalStore();
        if (!named && Bridge.Factory.Profiles.Find(null) is { } options) return ImplicitSessions.OfCore(options, () => CoreSession.Open(options));
        return ImplicitSessions.OfStore(path, () => new(Bridge.Factory.OpenLocalStore(new LocalStoreOptions(path)), BackendType.Local, "local", path)
        {
            Source = named ? Surroundings.StoreVariable : DefaultSource,
            User = Environment.UserName,
        });
    }
}

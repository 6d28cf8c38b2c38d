using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;

namespace DigitalHub.PowerShell.Sessions;

/// <summary>Finds the session of a command that was given none (design section 4).</summary>
internal static class SessionFinder
{
    private const string DefaultSource = "default";

    private static readonly ConcurrentDictionary<string, Session> Implicit = new(StringComparer.Ordinal);

    private static int _warned;

    /// <summary>The current session, else the one that the surroundings describe, else the local store.</summary>
    /// <param name="runspace">The command's runspace.</param>
    /// <param name="warn">Takes the warning about the fallback, once a process; null to ask without one.</param>
    /// <exception cref="InputException"><c>BackendNotConfigured</c></exception>
    public static Session Find(Runspace runspace, Action<string>? warn)
    {
        var session = Look(runspace, out var found);
        if (found) return session;
        CurrentSession.FallBack(runspace, session);
        if (session.Source == DefaultSource && warn is not null && Interlocked.Exchange(ref _warned, 1) == 0)
        {
            warn($"No backend is configured: using the local store {session.Location}. Connect-DhBackend -Local says so silently.");
        }
        return session;
    }

    /// <summary>The session that a command would use; nothing becomes current by looking.</summary>
    /// <exception cref="InputException"><c>BackendNotConfigured</c></exception>
    public static Session Peek(Runspace runspace) => Look(runspace, out _);

    private static Session Look(Runspace runspace, out bool found)
    {
        var current = CurrentSession.Get(runspace, out var lost);
        if (lost)
        {
            throw new InputException("BackendNotConfigured", "This session of PowerShell was disconnected from its backend.")
            {
                RecommendedAction = "Connect again, for example with Connect-DhBackend -Local.",
            };
        }
        found = current is not null && !IsImplicit(current);
        if (found) return current!;
        // What the surroundings say may change between two commands, so it is asked anew each time.
        var (path, named) = Surroundings.LocalStore();
        if (!named && Surroundings.CoreSource() is { } source)
        {
            throw new InputException("BackendNotConfigured", $"A core is named by {source}, and connecting to a core is not supported yet.")
            {
                Target = source,
                RecommendedAction = "Use the local store with Connect-DhBackend -Local.",
            };
        }
        var session = Implicit.AddOrUpdate(path, file => Open(file, named), (file, known) => known.IsClosed ? Open(file, named) : known);
        found = ReferenceEquals(session, current);
        return session;
    }

    private static Session Open(string file, bool named) =>
        new(Bridge.Factory.OpenLocalStore(new LocalStoreOptions(file)), BackendType.Local, "local", file)
        {
            Source = named ? Surroundings.StoreVariable : DefaultSource,
            User = Environment.UserName,
        };

    private static bool IsImplicit(Session session) =>
        Implicit.TryGetValue(session.Location, out var known) && ReferenceEquals(known, session);
}

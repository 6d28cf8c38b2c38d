using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;

namespace DigitalHub.PowerShell.Sessions;

/// <summary>Finds the session of a command that was given none (design section 4).</summary>
internal static class SessionFinder
{
    private static readonly ConcurrentDictionary<string, Session> Implicit = new(StringComparer.Ordinal);

    private static int _warned;

    /// <summary>The current session, else the one that the surroundings describe, else the local store.</summary>
    /// <param name="runspace">The command's runspace.</param>
    /// <param name="warn">Takes the warning about the fallback, once a process; null to ask without one.</param>
    /// <exception cref="InputException"><c>BackendNotConfigured</c></exception>
    public static Session Find(Runspace runspace, Action<string>? warn)
    {
        if (CurrentSession.Get(runspace, out var disconnected) is { } current && !IsImplicit(current)) return current;
        if (disconnected)
        {
            throw new InputException("BackendNotConfigured", "This session of PowerShell was disconnected from its backend.")
            {
                RecommendedAction = "Connect again, for example with Connect-DhBackend -Local.",
            };
        }
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
        if (!ReferenceEquals(session, CurrentSession.Get(runspace, out _))) CurrentSession.Set(runspace, session, opened: true);
        if (!named && warn is not null && Interlocked.Exchange(ref _warned, 1) == 0)
        {
            warn($"No backend is configured: using the local store {path}. Connect-DhBackend -Local says so silently.");
        }
        return session;
    }

    /// <summary>The session that <see cref="Find"/> would give, without making it current; null where it would fail.</summary>
    /// <param name="runspace">The asking runspace.</param>
    /// <exception cref="InputException"><c>BackendNotConfigured</c></exception>
    public static Session? Peek(Runspace runspace)
    {
        if (CurrentSession.Get(runspace, out var disconnected) is { } current && !IsImplicit(current)) return current;
        if (disconnected) return null;
        var (path, named) = Surroundings.LocalStore();
        if (!named && Surroundings.CoreSource() is not null) return null;
        return Implicit.AddOrUpdate(path, file => Open(file, named), (file, known) => known.IsClosed ? Open(file, named) : known);
    }

    private static Session Open(string file, bool named) =>
        new(Bridge.Factory.OpenLocalStore(new LocalStoreOptions(file)), BackendType.Local, "local", file)
        {
            Source = named ? Surroundings.StoreVariable : "default",
            User = Environment.UserName,
        };

    // What the surroundings say may change between two commands, so an implicit session is looked up anew each time.
    private static bool IsImplicit(Session session) =>
        Implicit.TryGetValue(session.Location, out var known) && ReferenceEquals(known, session);
}

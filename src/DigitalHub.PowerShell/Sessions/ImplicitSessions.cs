namespace DigitalHub.PowerShell.Sessions;

/// <summary>The sessions that nobody connected, one for each backend that the surroundings ever described. They are shared by all runspaces.</summary>
internal static class ImplicitSessions
{
    private static readonly List<Entry> Entries = [];

    /// <summary>The session of a local store's file.</summary>
    public static Session OfStore(string file, Func<Session> open) => Get(entry => entry.Store == file, open, session => new Entry(file, null, session));

    /// <summary>The session of a core.</summary>
    public static Session OfCore(CoreOptions options, Func<Session> open) =>
        Get(entry => SameCore.Comparer.Equals(entry.Core, options), open, session => new Entry(null, options, session));

    /// <summary>Whether a session is one of these.</summary>
    public static bool Contains(Session session)
    {
        lock (Entries) return Entries.Exists(entry => ReferenceEquals(entry.Session, session));
    }

    private static Session Get(Predicate<Entry> fits, Func<Session> open, Func<Session, Entry> make)
    {
        lock (Entries)
        {
            Entries.RemoveAll(entry => entry.Session.IsClosed);
            if (Entries.Find(fits) is { } known) return known.Session;
            var session = open();
            Entries.Add(make(session));
            return session;
        }
    }

    private sealed record Entry(string? Store, CoreOptions? Core, Session Session);
}

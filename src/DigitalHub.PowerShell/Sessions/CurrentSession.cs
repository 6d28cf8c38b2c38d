using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Sessions;

/// <summary>
/// Which session and which project are current (design section 4). A runspace has its own; one that has none uses the
/// process's default, which is what its owner has: the first runspace that connected. So the runspaces of
/// <c>ForEach-Object -Parallel</c> and thread jobs find the main runspace's, and never disturb it.
/// </summary>
internal static class CurrentSession
{
    private static readonly object Gate = new();

    private static readonly ConditionalWeakTable<Runspace, State> States = [];

    private static WeakReference<Runspace>? _owner;

    /// <summary>The current session; null if there is none and a configured or implicit one may be looked for.</summary>
    /// <param name="runspace">The asking runspace.</param>
    /// <param name="disconnected">Whether this runspace gave its session up and wants none until the next connect.</param>
    public static Session? Get(Runspace runspace, out bool disconnected)
    {
        lock (Gate)
        {
            var own = Find(runspace);
            disconnected = own?.Disconnected == true;
            if (disconnected) return null;
            return Usable(own?.Session) ?? Usable(OwnerState?.Session);
        }
    }

    /// <summary>Makes a session current in a runspace, and the process's default where that place is free or its own.</summary>
    /// <param name="runspace">The runspace that connected.</param>
    /// <param name="session">The session.</param>
    /// <param name="opened">Whether this runspace opened it, so that disconnecting closes it.</param>
    public static void Set(Runspace runspace, Session session, bool opened)
    {
        lock (Gate)
        {
            var state = States.GetOrCreateValue(runspace);
            state.Session = session;
            state.Disconnected = false;
            if (opened) state.Opened.Add(session);
            if (OwnerState is not { } owner || owner.Disconnected || owner.Session is null or { IsClosed: true }) _owner = new(runspace);
        }
    }

    /// <summary>Remembers that a runspace opened a session which did not become current.</summary>
    public static void Opened(Runspace runspace, Session session)
    {
        lock (Gate) States.GetOrCreateValue(runspace).Opened.Add(session);
    }

    /// <summary>Leaves a runspace without a session.</summary>
    /// <param name="runspace">The runspace.</param>
    /// <param name="session">The session to give up; null for all that this runspace has.</param>
    /// <returns>What this runspace opened and what must therefore be closed.</returns>
    public static IReadOnlyList<Session> Leave(Runspace runspace, Session? session)
    {
        lock (Gate)
        {
            var state = States.GetOrCreateValue(runspace);
            var current = state.Session ?? OwnerState?.Session;
            if (session is null || ReferenceEquals(session, current))
            {
                state.Session = null;
                state.Disconnected = true;
            }
            List<Session> closing = [.. state.Opened.Where(opened => session is null || ReferenceEquals(opened, session))];
            foreach (var closed in closing) state.Opened.Remove(closed);
            return closing;
        }
    }

    /// <summary>Forgets what a runspace had, for a module that is being removed.</summary>
    /// <returns>What this runspace opened.</returns>
    public static IReadOnlyList<Session> Forget(Runspace runspace)
    {
        var closing = Leave(runspace, null);
        lock (Gate) States.Remove(runspace);
        return closing;
    }

    /// <summary>The project that is current for a session; null if none was set.</summary>
    public static string? GetProject(Runspace runspace, Session session)
    {
        lock (Gate)
        {
            if (Find(runspace)?.Projects.TryGetValue(session, out var own) == true) return own.Name;
            return OwnerState?.Projects.TryGetValue(session, out var inherited) == true ? inherited.Name : null;
        }
    }

    /// <summary>Sets the current project of a session in one runspace.</summary>
    /// <param name="runspace">The runspace.</param>
    /// <param name="session">The session.</param>
    /// <param name="project">The project's name; null for none.</param>
    public static void SetProject(Runspace runspace, Session session, string? project)
    {
        lock (Gate) States.GetOrCreateValue(runspace).Projects.AddOrUpdate(session, new CurrentProject(project));
    }

    private static State? OwnerState =>
        _owner is not null && _owner.TryGetTarget(out var owner) && owner.RunspaceStateInfo.State is not (RunspaceState.Closed or RunspaceState.Broken)
            ? Find(owner)
            : null;

    private static State? Find(Runspace runspace) => States.TryGetValue(runspace, out var state) ? state : null;

    private static Session? Usable(Session? session) => session is { IsClosed: false } ? session : null;

    private sealed class State
    {
        public Session? Session { get; set; }

        public bool Disconnected { get; set; }

        public List<Session> Opened { get; } = [];

        public ConditionalWeakTable<Session, CurrentProject> Projects { get; } = [];
    }

    private sealed record CurrentProject(string? Name);
}

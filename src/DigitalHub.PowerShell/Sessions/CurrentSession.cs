using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Sessions;

/// <summary>
/// Which session and which project are current (design section 4). A runspace has its own; one that has none uses the
/// process's default, which is what its owner has: the first runspace that connected. So the runspaces of
/// <c>ForEach-Object -Parallel</c> and thread jobs find the main runspace's, and never disturb it. A runspace whose session
/// was closed under it has none until it connects: it never drifts to another backend.
/// </summary>
internal static class CurrentSession
{
    private static readonly object Gate = new();

    private static readonly ConditionalWeakTable<Runspace, State> States = [];

    private static WeakReference<Runspace>? _owner;

    private static WeakReference<Runspace>? _home;

    /// <summary>Remembers the first runspace that imported the module: only there does falling back make a default for others.</summary>
    public static void Imported(Runspace runspace)
    {
        lock (Gate)
        {
            if (Alive(_home) is null) _home = new(runspace);
        }
    }

    /// <summary>The current session; null if there is none and one may be looked for in the surroundings.</summary>
    /// <param name="runspace">The asking runspace.</param>
    /// <param name="loss">Why this runspace must connect before anything else.</param>
    public static Session? Get(Runspace runspace, out SessionLoss loss)
    {
        lock (Gate)
        {
            loss = SessionLoss.None;
            var own = Find(runspace);
            if (own?.Session is { } session)
            {
                if (!session.IsClosed) return session;
                loss = SessionLoss.Disconnected;
                return null;
            }
            if (own is not null && own.Loss != SessionLoss.None)
            {
                loss = own.Loss;
                return null;
            }
            if (OwnerState?.Session is { IsClosed: false } inherited)
            {
                States.GetOrCreateValue(runspace).Inherited = inherited;
                return inherited;
            }
            if (own?.Inherited is { IsClosed: true }) loss = SessionLoss.Disconnected;
            else if (OwnerState is { Loss: not SessionLoss.None } owner) loss = owner.Loss;
            else if (Alive(_home) is { } home && Find(home)?.Loss == SessionLoss.NotConnected) loss = SessionLoss.NotConnected;
            return null;
        }
    }

    /// <summary>
    /// Remembers that connecting failed. A runspace that had no session, or one that nobody connected, has none until it
    /// connects: what was meant for a backend that can't be reached must not be done on another.
    /// </summary>
    public static void Failed(Runspace runspace)
    {
        lock (Gate)
        {
            var state = States.GetOrCreateValue(runspace);
            if (state.Session is { } own ? IsConnected(own) : OwnerState?.Session is { } inherited && IsConnected(inherited)) return;
            if (state.Loss == SessionLoss.Disconnected) return;
            state.Session = null;
            state.Loss = SessionLoss.NotConnected;
        }

        static bool IsConnected(Session session) => session.IsClosed || !ImplicitSessions.Contains(session);
    }

    /// <summary>Makes a session current in a runspace, and the process's default where that place is free or its own.</summary>
    /// <param name="runspace">The runspace that connected.</param>
    /// <param name="session">The session.</param>
    public static void Connect(Runspace runspace, Session session)
    {
        lock (Gate)
        {
            Take(runspace, session);
            if (OwnerState is not { Session.IsClosed: false }) _owner = new(runspace);
        }
    }

    /// <summary>Makes the session current that the surroundings describe. It becomes the default for others only where the module was first imported.</summary>
    /// <param name="runspace">The runspace that looked for one.</param>
    /// <param name="session">The session.</param>
    public static void FallBack(Runspace runspace, Session session)
    {
        lock (Gate)
        {
            Take(runspace, session);
            if (OwnerState is not { Session.IsClosed: false } && ReferenceEquals(Alive(_home), runspace)) _owner = new(runspace);
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
            if (session is null || ReferenceEquals(session, state.Session ?? OwnerState?.Session))
            {
                state.Session = null;
                state.Loss = SessionLoss.Disconnected;
            }
            return [.. state.Opened.Where(opened => session is null || ReferenceEquals(opened, session))];
        }
    }

    /// <summary>Forgets a session that was closed.</summary>
    public static void Closed(Runspace runspace, Session session)
    {
        lock (Gate) Find(runspace)?.Opened.Remove(session);
    }

    /// <summary>The project that is current for a session, else the profile's; null if there is neither.</summary>
    public static string? GetProject(Runspace runspace, Session session)
    {
        lock (Gate)
        {
            if (Find(runspace)?.Projects.TryGetValue(session, out var own) == true) return own.Name ?? session.DefaultProject;
            return (OwnerState?.Projects.TryGetValue(session, out var inherited) == true ? inherited.Name : null) ?? session.DefaultProject;
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

    private static State? OwnerState => Alive(_owner) is { } owner ? Find(owner) : null;

    private static Runspace? Alive(WeakReference<Runspace>? reference) =>
        reference is not null && reference.TryGetTarget(out var runspace) && runspace.RunspaceStateInfo.State is not (RunspaceState.Closed or RunspaceState.Broken)
            ? runspace
            : null;

    private static void Take(Runspace runspace, Session session)
    {
        var state = States.GetOrCreateValue(runspace);
        state.Session = session;
        state.Loss = SessionLoss.None;
        if (!state.Opened.Contains(session)) state.Opened.Add(session);
    }

    private static State? Find(Runspace runspace) => States.TryGetValue(runspace, out var state) ? state : null;

    private sealed class State
    {
        public Session? Session { get; set; }

        public SessionLoss Loss { get; set; }

        /// <summary>What it last found at the owner.</summary>
        public Session? Inherited { get; set; }

        public List<Session> Opened { get; } = [];

        public ConditionalWeakTable<Session, CurrentProject> Projects { get; } = [];
    }

    private sealed record CurrentProject(string? Name);
}

/// <summary>Why a runspace has no session and may not look for one in the surroundings.</summary>
internal enum SessionLoss
{
    None,

    /// <summary>Its session was disconnected.</summary>
    Disconnected,

    /// <summary>The last attempt to connect failed.</summary>
    NotConnected,
}

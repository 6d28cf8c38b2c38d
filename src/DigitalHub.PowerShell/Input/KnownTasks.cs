using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// The tasks that the commands of a session have found on a core, for those that follow: a script that makes runs one by one
/// need not ask for the same task each time. For a while only: somebody may make a newer one. A local store is asked each
/// time, which takes no time, and would not say that a task is gone.
/// </summary>
internal static class KnownTasks
{
    private const long MaxAgeInMilliseconds = 60_000;

    private static readonly ConditionalWeakTable<Session, ConcurrentDictionary<(string Owner, string Kind), (EntityReference Task, long Since)>> Sessions = [];

    public static EntityReference? Find(RunTarget target) =>
        Sessions.TryGetValue(target.Session, out var tasks) && tasks.TryGetValue(Key(target), out var known) && Environment.TickCount64 - known.Since < MaxAgeInMilliseconds ? known.Task : null;

    public static void Add(RunTarget target, EntityReference task)
    {
        if (target.Session.Type == BackendType.Core) Sessions.GetOrCreateValue(target.Session)[Key(target)] = (task, Environment.TickCount64);
    }

    /// <summary>Forgets the tasks of a function or workflow.</summary>
    /// <param name="session">The backend.</param>
    /// <param name="owner">Its full reference.</param>
    public static void Forget(Session session, string owner)
    {
        if (!Sessions.TryGetValue(session, out var tasks)) return;
        foreach (var key in tasks.Keys.Where(key => key.Owner == owner)) tasks.TryRemove(key, out _);
    }

    /// <summary>Forgets all that is known of a session.</summary>
    public static void Forget(Session session) => Sessions.Remove(session);

    private static (string Owner, string Kind) Key(RunTarget target) => (target.Owner.ToString(), target.TaskKind);
}

using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Completion;

/// <summary>
/// What the commands of a session have shown lately, for completion: no server is asked on Tab. A local store is asked,
/// briefly, since it is right here.
/// </summary>
internal static class Seen
{
    private const int MaxRuns = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private static readonly ConditionalWeakTable<Session, Memory> Memories = [];

    public static void Add(Run run) => Memories.GetOrCreateValue(run.Session).Add(run);

    public static void Add(Project project) => Memories.GetOrCreateValue(project.Session).Add(project.Id);

    /// <summary>Runs seen lately, newest first, and the newest of a local store.</summary>
    public static IEnumerable<RunTrace> Runs(Session session, string? project)
    {
        var known = Memories.GetOrCreateValue(session).Runs().Select(RunTrace.Of);
        var stored = session.Type == BackendType.Local
            ? Ask(token => session.Client.ListRunsAsync(new RunQuery { Project = project, First = MaxRuns }, token), document => RunTrace.Of(new Run(document, session)))
            : [];
        return known.Concat(stored).Where(run => project is null || run.Project == project);
    }

    public static IEnumerable<string> Projects(Session session)
    {
        var known = Memories.GetOrCreateValue(session).Projects();
        var stored = session.Type == BackendType.Local
            ? Ask(token => session.Client.ListProjectsAsync(new ProjectQuery { First = MaxRuns }, token), document => new Project(document, session).Id)
            : [];
        return known.Concat(stored);
    }

    private static List<T> Ask<T>(Func<CancellationToken, IAsyncEnumerable<StoredDocument>> list, Func<StoredDocument, T> read)
    {
        var found = new List<T>();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            Task.Run(
                async () =>
                {
                    await foreach (var document in list(limit.Token).ConfigureAwait(false))
                    {
                        lock (found) found.Add(read(document));
                    }
                },
                limit.Token).WaitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is OperationCanceledException or DigitalHubException)
        {
            // What came in time is offered.
        }
        lock (found) return [.. found];
    }

    private sealed class Memory
    {
        private readonly LinkedList<Run> _runs = new();
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        private readonly HashSet<string> _projects = new(StringComparer.Ordinal);

        public void Add(Run run)
        {
            lock (_runs)
            {
                _projects.Add(run.Project);
                if (!_ids.Add(run.Id)) return;
                _runs.AddFirst(run);
                if (_runs.Count <= MaxRuns) return;
                _ids.Remove(_runs.Last!.Value.Id);
                _runs.RemoveLast();
            }
        }

        public void Add(string project)
        {
            lock (_runs) _projects.Add(project);
        }

        public IReadOnlyList<Run> Runs()
        {
            lock (_runs) return [.. _runs];
        }

        public IReadOnlyList<string> Projects()
        {
            lock (_runs) return [.. _projects.Order(StringComparer.Ordinal)];
        }
    }
}

using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Completion;

/// <summary>
/// What the commands of a session have shown lately, for completion: it is offered where the backend does not answer in time.
/// </summary>
internal static class Seen
{
    /// <summary>How many runs of a session are remembered; of one listing the first, since remembering reads a document.</summary>
    public const int MaxRemembered = 200;

    private static readonly ConditionalWeakTable<Session, Memory> Memories = [];

    /// <summary>Remembers a run. Those of a local store need none: it is asked, and remembering would read every document of a listing.</summary>
    public static void Add(Run run)
    {
        if (run.Session.Type == BackendType.Local) return;
        Memories.GetOrCreateValue(run.Session).Add(run);
        Asked.Forget(run.Session);
    }

    public static void Add(Project project)
    {
        Memories.GetOrCreateValue(project.Session).Add(project.Id);
        Asked.Forget(project.Session);
    }

    /// <summary>Forgets a run that was removed.</summary>
    public static void Forget(Session session, string runId)
    {
        if (Memories.TryGetValue(session, out var memory)) memory.Forget(runId);
        Asked.Forget(session);
    }

    /// <summary>Forgets a project that was removed, with its runs.</summary>
    public static void ForgetProject(Session session, string project)
    {
        if (Memories.TryGetValue(session, out var memory)) memory.ForgetProject(project);
        Asked.Forget(session);
    }

    /// <summary>Runs to offer, newest first.</summary>
    /// <param name="request">What is to be completed.</param>
    /// <param name="query">What to ask for, but for the project; it may find more than what fits.</param>
    /// <param name="fits">Which runs are wanted.</param>
    /// <param name="count">How many are wanted at most.</param>
    public static IEnumerable<RunTrace> Runs(CompletionRequest request, RunQuery query, Func<RunTrace, bool> fits, int count)
    {
        if (request.Session is not { } session) return [];
        // Where nothing was typed all of them fit, and a page of as many is enough.
        long? first = request.Start.Length == 0 ? count : null;
        var found = Asked.Items(
            request,
            $"run {request.Command} {request.Parameter}",
            token => session.Client.ListRunsAsync(query with { Project = request.Project, First = first }, token),
            document => RunTrace.Of(new Run(document, session)),
            fits,
            count,
            out var complete);
        if (complete) return found;
        return found
            .Concat(Memories.GetOrCreateValue(session).Runs().Select(RunTrace.Of).Where(run => (request.Project is null || run.Project == request.Project) && fits(run)))
            .DistinctBy(run => run.Id)
            .OrderByDescending(run => run.Created)
            .Take(count);
    }

    /// <summary>Remembers a function, workflow or task; those of a local store need none, as with runs.</summary>
    public static void Add(Entity entity)
    {
        if (entity.Session.Type == BackendType.Local) return;
        Memories.GetOrCreateValue(entity.Session).Add(entity);
        Asked.Forget(entity.Session);
    }

    /// <summary>Forgets a function, workflow or task that was removed.</summary>
    public static void ForgetEntity(Session session, EntityAddress address)
    {
        if (Memories.TryGetValue(session, out var memory)) memory.Forget(address);
        Asked.Forget(session);
    }

    /// <summary>Functions, workflows or tasks to offer, newest first.</summary>
    /// <param name="request">What is to be completed.</param>
    /// <param name="query">What to ask for, but for the project.</param>
    /// <param name="fits">Which are wanted.</param>
    public static IReadOnlyList<Entity> Entities(CompletionRequest request, EntityQuery query, Func<Entity, bool> fits)
    {
        if (request.Session is not { } session) return [];
        var found = Asked.Items(
            request,
            $"{query.Type} {query.AllVersions} {string.Join('|', query.Names)} {request.Command} {request.Parameter}",
            token => session.Client.ListEntitiesAsync(query with { Project = request.Project }, token),
            document => Entity.Of(query.Type, document, session),
            fits,
            CompletionRequest.MaxResults,
            out var complete);
        return complete
            ? found
            : [.. found.Concat(Memories.GetOrCreateValue(session).Entities(query.Type).Where(entity => (request.Project is null || entity.Project == request.Project) && fits(entity)))];
    }

    /// <summary>Names of projects to offer.</summary>
    public static IEnumerable<string> Projects(CompletionRequest request)
    {
        if (request.Session is not { } session) return [];
        var found = Asked.Items(
            request,
            "project",
            token => session.Client.ListProjectsAsync(new ProjectQuery { Names = request.Pattern is { } pattern ? [pattern] : [] }, token),
            document => new Project(document, session).Id,
            request.Fits,
            CompletionRequest.MaxResults,
            out var complete);
        return complete ? found : found.Concat(Memories.GetOrCreateValue(session).Projects());
    }

    /// <summary>The newest runs that a session has shown, whatever the order in which they came.</summary>
    private sealed class Memory
    {
        private static readonly Comparer<(DateTime Created, string Id)> OldestFirst = Comparer<(DateTime Created, string Id)>.Create((left, right) =>
            left.Created.CompareTo(right.Created) is not 0 and var order ? order : string.CompareOrdinal(left.Id, right.Id));

        // To put a run in its place is to read of it: what comes by the thousand waits until somebody asks.
        private const int MaxWaiting = 4 * MaxRemembered;

        private readonly List<Run> _waiting = [];
        private readonly SortedSet<(DateTime Created, string Id)> _order = new(OldestFirst);
        private readonly Dictionary<string, (DateTime Created, Run Run)> _runs = new(StringComparer.Ordinal);
        private readonly HashSet<string> _projects = new(StringComparer.Ordinal);
        private readonly Dictionary<EntityAddress, Entity> _entities = [];

        public void Add(Run run)
        {
            lock (_runs)
            {
                _waiting.Add(run);
                if (_waiting.Count == MaxWaiting) Arrange();
            }
        }

        public void Add(string project)
        {
            lock (_runs) _projects.Add(project);
        }

        public void Add(Entity entity)
        {
            lock (_runs)
            {
                _projects.Add(entity.Project);
                var address = AddressOf(entity);
                if (_entities.Count >= MaxRemembered && !_entities.ContainsKey(address)) _entities.Remove(_entities.Keys.First());
                _entities[address] = entity;
            }
        }

        public void Forget(EntityAddress address)
        {
            lock (_runs) _entities.Remove(address);
        }

        public IReadOnlyList<Entity> Entities(EntityType type)
        {
            lock (_runs) return [.. _entities.Where(one => one.Key.Type == type).Select(one => one.Value)];
        }

        public void Forget(string id)
        {
            lock (_runs)
            {
                Arrange();
                Drop(id);
            }
        }

        public void ForgetProject(string project)
        {
            lock (_runs)
            {
                Arrange();
                _projects.Remove(project);
                foreach (var run in _runs.Values.Select(one => one.Run).Where(run => run.Project == project).ToList()) Drop(run.Id);
                foreach (var address in _entities.Keys.Where(address => address.Project == project).ToList()) _entities.Remove(address);
            }
        }

        private static EntityAddress AddressOf(Entity entity) =>
            new(entity is Function ? EntityType.Function : entity is Workflow ? EntityType.Workflow : EntityType.Task, entity.Project, entity.Id);

        public IReadOnlyList<Run> Runs()
        {
            lock (_runs)
            {
                Arrange();
                return [.. _order.Reverse().Select(place => _runs[place.Id].Run)];
            }
        }

        public IReadOnlyList<string> Projects()
        {
            lock (_runs)
            {
                Arrange();
                return [.. _projects];
            }
        }

        private void Arrange()
        {
            foreach (var run in _waiting)
            {
                try
                {
                    Place(run);
                }
                catch (DigitalHubException)
                {
                    // Its document can't be read, which whoever asks it for something is told.
                }
            }
            _waiting.Clear();
        }

        private void Place(Run run)
        {
            var (created, id) = (run.Created ?? DateTime.MinValue, run.Id);
            _projects.Add(run.Project);
            Drop(id);
            _order.Add((created, id));
            _runs.Add(id, (created, run));
            if (_runs.Count > MaxRemembered) Drop(_order.Min.Id);
        }

        private void Drop(string id)
        {
            if (_runs.Remove(id, out var known)) _order.Remove((known.Created, id));
        }
    }
}

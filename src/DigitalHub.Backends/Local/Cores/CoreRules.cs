using System.Collections.Specialized;
using System.Globalization;
using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Local.Cores;

/// <summary>
/// What a local store that is like a core of a level refuses, drops and adds (design section 6; contract 2, 4.5, 7, 8 and 13).
/// Nothing executes: a run stays where a core's answer to its creation leaves it.
/// </summary>
internal sealed class CoreRules
{
    private readonly CoreRuns _runs;
    private readonly CoreEntities _entities;

    /// <param name="level">The level: 13, 14 or 15.</param>
    /// <param name="user">Who is written as creator.</param>
    public CoreRules(int level, string user)
    {
        var rules = new CoreLevel(level);
        var specs = new CoreSpecs(level);
        Level = level;
        _runs = new(rules, specs, user);
        _entities = new(rules, specs, user);
        Known = Tell(new BackendStatus(user, null, null, Exists: true));
    }

    /// <summary>The level.</summary>
    public int Level { get; }

    /// <summary>What is known of the backend without looking at it.</summary>
    public BackendStatus Known { get; }

    /// <summary>A status that tells the level.</summary>
    public BackendStatus Tell(BackendStatus status) => status with
    {
        ApiLevel = Level,
        ApiLevelSource = "-LikeCore",
        // The versions whose answers were recorded.
        LikeVersion = string.Create(CultureInfo.InvariantCulture, $"0.{Level}.{(Level == 15 ? 1 : 0)}"),
    };

    /// <summary>A function of a store's thread that is heard by the command on whose behalf it works.</summary>
    public static Func<StoreConnection, T> Heard<T>(Func<StoreConnection, T> work)
    {
        if (ExecutionContext.Capture() is not { } context) return work;
        return connection =>
        {
            T answer = default!;
            ExecutionContext.Run(context, _ => answer = work(connection), null);
            return answer;
        };
    }

    public OrderedDictionary NewProject(StoreConnection connection, OrderedDictionary document, DateTimeOffset now) => _entities.NewProject(connection, document, now);

    public OrderedDictionary ChangedProject(OrderedDictionary current, EntityChange change, DateTimeOffset now) => _entities.ChangedProject(current, change, now);

    public OrderedDictionary NewEntity(StoreConnection connection, EntityType type, OrderedDictionary document, DateTimeOffset now) =>
        _entities.New(connection, type, document, now);

    public OrderedDictionary ChangedEntity(EntityType type, OrderedDictionary current, EntityChange change, DateTimeOffset now) =>
        _entities.Changed(type, current, change, now);

    /// <summary>Checks what creating a run would be refused for before it is sent to a core.</summary>
    public void CheckRun(StoreConnection connection, OrderedDictionary document) => _runs.Check(connection, document);

    public OrderedDictionary NewRun(StoreConnection connection, OrderedDictionary document, DateTimeOffset now) => _runs.New(connection, document, now);

    public OrderedDictionary ChangedRun(StoreConnection connection, OrderedDictionary current, EntityChange change, DateTimeOffset now) =>
        _runs.Changed(connection, current, change, now);

    public OrderedDictionary Acted(OrderedDictionary current, string action, DateTimeOffset now) => _runs.Acted(current, action, now);

    public RunDeletion DeleteRun(StoreConnection connection, RunRow run, bool force, DateTimeOffset now) => _runs.Delete(connection, run, force, now);
}

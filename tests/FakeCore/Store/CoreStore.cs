using System.Text;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Store;

/// <summary>What the server keeps, in memory. Tests reach it past the HTTP interface and its rules.</summary>
public sealed class CoreStore
{
    private readonly Dictionary<string, Entity>[] _byId = Each(() => new Dictionary<string, Entity>(StringComparer.Ordinal));
    private readonly EntityIndex[] _all = Each(() => new EntityIndex());
    private readonly Dictionary<string, EntityIndex>[] _byProject = Each(() => new Dictionary<string, EntityIndex>(StringComparer.Ordinal));
    private readonly Dictionary<string, RunParts> _parts = new(StringComparer.Ordinal);
    private readonly EntityRenderer _renderer;
    private readonly CoreClock _clock;
    private long _sequence;

    internal CoreStore(EntityRenderer renderer, CoreClock clock)
    {
        _renderer = renderer;
        _clock = clock;
    }

    /// <summary>Told under <see cref="Gate"/> of each change: CREATE, UPDATE or DELETE, what was there before, and what it became.</summary>
    internal event Action<string, Entity?, Entity>? Changed;

    /// <summary>Guards everything: what belongs together is done under it, so that no request sees half of a change.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>How many entities of a type there are, in one project or in all.</summary>
    public int Count(EntityType type, string? project = null)
    {
        lock (Gate)
        {
            return Index(type, project)?.Count ?? 0;
        }
    }

    /// <summary>The document that core would answer, or null.</summary>
    public JsonObject? Find(EntityType type, string id) =>
        Get(type, id) is { } entity ? JsonNode.Parse(entity.Document(_renderer))!.AsObject() : null;

    /// <summary>Removes an entity behind the back of everybody.</summary>
    public bool Remove(EntityType type, string id)
    {
        lock (Gate)
        {
            if (!_byId[(int)type].Remove(id, out var entity))
            {
                return false;
            }
            _all[(int)type].Remove(entity);
            _byProject[(int)type][entity.Project].Remove(entity);
            _parts.Remove(id);
            Changed?.Invoke("DELETE", entity, entity);
            return true;
        }
    }

    /// <summary>
    /// Adds a document as it is, unchecked: the fields of the server (id, name, user, the dates in the metadata) are taken from it,
    /// or made up where they are missing.
    /// </summary>
    public void Add(EntityType type, JsonObject document)
    {
        var metadata = document["metadata"] as JsonObject;
        var spec = document["spec"] as JsonObject;
        var status = document["status"]?.DeepClone() as JsonObject ?? [];
        var id = Json.String(document, "id") ?? (type == EntityType.Project ? Json.String(document, "name") : null) ?? Names.Id();
        var user = Json.String(document, "user") ?? "anonymous";
        var created = Date(metadata, "created") ?? _clock.Now;
        status["state"] ??= "CREATED";
        Add(new Entity
        {
            Type = type,
            Id = id,
            Name = Json.String(document, "name") ?? id,
            Kind = Json.String(document, "kind") ?? type.Word(),
            Project = Json.String(document, "project") ?? (type == EntityType.Project ? id : "default"),
            User = user,
            UpdatedBy = Json.String(metadata, "updated_by") ?? user,
            Created = created,
            Updated = Date(metadata, "updated") ?? created,
            Metadata = metadata is null ? Json.EmptyObject : Json.Bytes(metadata),
            Status = Json.Bytes(status),
            State = Json.String(status, "state") ?? "CREATED",
        }.WithSpec(spec ?? []));
    }

    /// <summary>Makes the document of a run large, by a field <c>padding</c> of its status.</summary>
    public void Grow(string runId, int bytes)
    {
        lock (Gate)
        {
            if (Get(EntityType.Run, runId) is { } run)
            {
                var status = Json.Object(run.Status);
                status["padding"] = new StringBuilder(bytes).Append('x', bytes).ToString();
                Replace(run with { Status = Json.Bytes(status) });
            }
        }
    }

    internal Entity? Get(EntityType type, string id)
    {
        lock (Gate)
        {
            return _byId[(int)type].GetValueOrDefault(id);
        }
    }

    internal Entity Add(Entity entity)
    {
        lock (Gate)
        {
            entity = entity with { Sequence = _sequence++ };
            _byId[(int)entity.Type].Add(entity.Id, entity);
            _all[(int)entity.Type].Add(entity);
            var projects = _byProject[(int)entity.Type];
            if (!projects.TryGetValue(entity.Project, out var index))
            {
                projects.Add(entity.Project, index = new EntityIndex());
            }
            index.Add(entity);
            Changed?.Invoke("CREATE", null, entity);
            return entity;
        }
    }

    internal Entity Replace(Entity entity)
    {
        lock (Gate)
        {
            var before = _byId[(int)entity.Type].GetValueOrDefault(entity.Id);
            _byId[(int)entity.Type][entity.Id] = entity;
            _all[(int)entity.Type].Replace(entity);
            _byProject[(int)entity.Type][entity.Project].Replace(entity);
            Changed?.Invoke("UPDATE", before, entity);
            return entity;
        }
    }

    /// <summary>A page and the total, newest first; those of the same time by their ids, or as they came.</summary>
    internal (Entity[] Page, int Total) NewestFirst(EntityType type, string? project, long offset, int size, bool byId)
    {
        lock (Gate)
        {
            return Index(type, project) is { } index ? (index.NewestFirst(offset, size, byId), index.Count) : ([], 0);
        }
    }

    /// <summary>All, oldest first.</summary>
    internal Entity[] All(EntityType type, string? project)
    {
        lock (Gate)
        {
            return Index(type, project)?.ToArray() ?? [];
        }
    }

    internal RunParts Parts(string runId)
    {
        lock (Gate)
        {
            if (!_parts.TryGetValue(runId, out var parts))
            {
                _parts.Add(runId, parts = new RunParts());
            }
            return parts;
        }
    }

    internal RunParts? FindParts(string runId)
    {
        lock (Gate)
        {
            return _parts.GetValueOrDefault(runId);
        }
    }

    private EntityIndex? Index(EntityType type, string? project) =>
        project is null ? _all[(int)type] : _byProject[(int)type].GetValueOrDefault(project);

    private static DateTimeOffset? Date(JsonObject? metadata, string key) =>
        Json.String(metadata, key) is { } text
            ? DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal)
            : null;

    private static T[] Each<T>(Func<T> make) => [.. Enumerable.Range(0, EntityTypes.Count).Select(_ => make())];
}

using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Routes;

/// <summary>What the routes of all entities have in common: finding by id, checking bodies, making new entities.</summary>
internal abstract class EntityRoutes(CoreServices core, EntityType type)
{
    protected CoreServices Core { get; } = core;

    protected EntityType Type { get; } = type;

    public abstract IEnumerable<Route> Routes();

    protected Answer Document(Entity entity) => Answer.Document(entity.Document(Core.Renderer));

    /// <summary>The project of the path; null on the paths of administrators.</summary>
    protected static string? Project(CoreRequest request) => request.Route.GetValueOrDefault("project");

    /// <summary>The entity of the path, which must be in the project of the path (contract, section 2.2).</summary>
    protected Entity Find(CoreRequest request, string method)
    {
        var project = Project(request);
        if (project is not null)
        {
            BeanValidation.CheckPath(method, "project", project);
        }
        BeanValidation.CheckPath(method, "id", request.Route["id"]);
        return Find(request);
    }

    protected Entity Find(CoreRequest request)
    {
        var entity = Core.Store.Get(Type, request.Route["id"]) ?? throw CoreError.Project(404, Core.Rules.NoSuch(Type));
        return Project(request) is { } project && entity.Project != project ? throw CoreError.Project(400, "invalid project") : entity;
    }

    protected EntityDraft ReadNew(CoreRequest request)
    {
        var context = Project(request) is not null;
        var draft = EntityDraft.Read(request);
        DraftRules.Check(draft, Type, context ? 1 : 0, Core.Methods.Create(Type, context), Core.Rules);
        return draft;
    }

    protected EntityDraft ReadChanged(CoreRequest request)
    {
        var context = Project(request) is not null;
        var draft = EntityDraft.Read(request);
        DraftRules.Check(draft, Type, context ? 2 : 1, Core.Methods.Update(Type, context), Core.Rules);
        return draft;
    }

    /// <summary>The project that a new entity goes to: that of the path, else that of the body; it must exist.</summary>
    protected string Target(CoreRequest request, EntityDraft draft)
    {
        var project = Project(request) ?? draft.Project!;
        return Core.Store.Get(EntityType.Project, project) is null ? throw CoreError.Project(400, "invalid or missing project") : project;
    }

    /// <summary>A new entity with the defaults that core fills in (contract, section 2.1).</summary>
    protected Entity Make(CoreRequest request, EntityDraft draft, string project, string id, string name)
    {
        var metadata = draft.StoredMetadata();
        if (Core.Rules.VersionOfTwoWords(Type) && Json.String(metadata, "version") is var version && (version is null || version == id))
        {
            metadata["version"] = Names.TwoWords();
        }
        var status = draft.Status?.DeepClone().AsObject() ?? [];
        status["state"] = "CREATED";
        return new Entity
        {
            Type = Type,
            Id = id,
            Name = name,
            Kind = draft.Kind!,
            Project = project,
            User = request.Principal.Name,
            UpdatedBy = request.Principal.Name,
            Created = request.Now,
            Updated = request.Now,
            Metadata = Json.Bytes(metadata),
            Status = Json.Bytes(status),
        };
    }

    /// <summary>Stores a new entity, unless the database refuses it: all its refusals look like a duplicate (contract, surprise 26).</summary>
    protected Entity Insert(Entity entity)
    {
        if (entity.Id.Length > 255
            || entity.Spec.Length > Core.Options.DocumentLimit
            || entity.Metadata.Length > Core.Options.DocumentLimit
            || Core.Store.Get(Type, entity.Id) is not null)
        {
            throw CoreError.Project(400, Core.Rules.Duplicated(Type, entity.Id));
        }
        return Core.Store.Add(entity);
    }

    /// <summary>Metadata, status and name as sent; all else as stored.</summary>
    protected static Entity Change(Entity entity, EntityDraft draft, CoreRequest request)
    {
        var status = draft.Status?.DeepClone().AsObject() ?? [];
        status["state"] = entity.State;
        return entity with
        {
            Metadata = Json.Bytes(draft.StoredMetadata()),
            Status = Json.Bytes(status),
            Updated = request.Now,
            UpdatedBy = request.Principal.Name,
        };
    }

    protected static Route Get(string path, Permission permission, Func<CoreRequest, Answer> handle) => new("GET", path, permission, handle);

    protected Route Post(string path, Permission permission, Func<CoreRequest, Answer> handle) => new("POST", path, permission, Locked(handle));

    protected Route Put(string path, Permission permission, Func<CoreRequest, Answer> handle) => new("PUT", path, permission, Locked(handle));

    protected Route Delete(string path, Permission permission, Func<CoreRequest, Answer> handle) => new("DELETE", path, permission, Locked(handle));

    // What changes something is done under the lock from its first check to its last write.
    private Func<CoreRequest, Answer> Locked(Func<CoreRequest, Answer> handle) => request =>
    {
        lock (Core.Store.Gate)
        {
            return handle(request);
        }
    };
}

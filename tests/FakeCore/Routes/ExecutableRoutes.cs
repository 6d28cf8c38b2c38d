using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Paging;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Functions and workflows, which are alike: every version is an entity (<c>functions-and-tasks.json</c>).</summary>
internal sealed class ExecutableRoutes(CoreServices core, EntityType type) : EntityRoutes(core, type)
{
    /// <summary>The newest version of each name.</summary>
    public static IEnumerable<Entity> Latest(IEnumerable<Entity> versions) =>
        versions.GroupBy(version => version.Name).Select(group => group.Last());

    public override IEnumerable<Route> Routes()
    {
        var word = Type.Word() + "s";
        foreach (var (root, permission) in ((string, Permission)[])[($"/api/v1/-/{{project}}/{word}", Permission.Project), ($"/api/v1/{word}", Permission.Admin)])
        {
            yield return Get(root, permission, List);
            yield return Post(root, permission, Create);
            yield return Get(root + "/{id}", permission, request => Document(Find(request, $"get{Type}ById")));
            yield return Put(root + "/{id}", permission, Update);
            yield return Delete(root + "/{id}", permission, request => Remove(Find(request, $"delete{Type}ById"), request.Query["cascade"] == "true"));
            if (permission == Permission.Project)
            {
                yield return Delete(root, permission, RemoveByName);
                yield return Get(root + "/{id}/tasks", permission, Tasks);
                yield return Get(root + "/{id}/relationships", permission, request =>
                {
                    Find(request);
                    return Answer.Document("[]"u8.ToArray());
                });
            }
        }
    }

    private Answer List(CoreRequest request)
    {
        var project = Project(request);
        var latest = (request.Query["versions"] ?? (project is null ? "all" : "latest")) != "all";
        return Core.Lister.List(request, Type, project, SortKey.NewestFirst, latest ? Latest : null);
    }

    private Answer Create(CoreRequest request)
    {
        var draft = ReadNew(request);
        var project = Target(request, draft);
        var spec = Core.Specs.Read(Type, draft.Kind!, draft.Spec);
        var id = draft.Id ?? Names.Id();
        return Document(Insert(Embedded(Make(request, draft, project, id, draft.Name!).WithSpec(spec))));
    }

    private Answer Update(CoreRequest request)
    {
        var draft = ReadChanged(request);
        return Document(Core.Store.Replace(Embedded(Change(Find(request, $"update{Type}ById"), draft, request))));
    }

    private Answer RemoveByName(CoreRequest request)
    {
        var name = request.Query["name"] ?? throw CoreError.Boot(400);
        foreach (var version in Core.Store.All(Type, Project(request)).Where(version => version.Name == name))
        {
            Remove(version, cascade: true);
        }
        return Answer.Empty;
    }

    private Answer Remove(Entity executable, bool cascade)
    {
        if (cascade)
        {
            foreach (var task in TasksOf(executable))
            {
                TaskRoutes.Remove(Core.Store, task, cascade: true);
            }
        }
        Core.Store.Remove(Type, executable.Id);
        return Answer.Empty;
    }

    private Answer Tasks(CoreRequest request)
    {
        var tasks = TasksOf(Find(request));
        return Answer.Document(writer =>
        {
            writer.WriteStartArray();
            foreach (var task in tasks)
            {
                writer.WriteRawValue(task.Document(Core.Renderer));
            }
            writer.WriteEndArray();
        });
    }

    private Entity[] TasksOf(Entity executable)
    {
        var reference = $"{executable.Kind}://{executable.Project}/{executable.Name}:{executable.Id}";
        return [.. Core.Store.All(EntityType.Task, executable.Project).Where(task => (task.Function ?? task.Workflow) == reference)];
    }

    private Entity Embedded(Entity executable)
    {
        var metadata = Json.Object(executable.Metadata);
        metadata["embedded"] ??= false;
        if (Core.Rules.Level == 13)
        {
            metadata["version"] ??= executable.Id;
        }
        return executable with { Metadata = Json.Bytes(metadata) };
    }
}

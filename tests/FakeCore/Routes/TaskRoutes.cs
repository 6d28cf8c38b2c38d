using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Paging;
using DigitalHub.FakeCore.Store;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Tasks (contract, section 8.2; <c>functions-and-tasks.json</c>).</summary>
internal sealed class TaskRoutes(CoreServices core) : EntityRoutes(core, EntityType.Task)
{
    public static void Remove(CoreStore store, Entity task, bool cascade)
    {
        if (cascade)
        {
            foreach (var run in RunsOf(store, task))
            {
                store.Remove(EntityType.Run, run.Id);
            }
        }
        store.Remove(EntityType.Task, task.Id);
    }

    public override IEnumerable<Route> Routes()
    {
        const string Context = "/api/v1/-/{project}/tasks";
        foreach (var (root, permission, sort) in ((string, Permission, SortKey)[])
            [(Context, Permission.Project, SortKey.NewestFirst), ("/api/v1/tasks", Permission.Admin, new SortKey("kind", Descending: false))])
        {
            yield return Get(root, permission, request => Core.Lister.List(request, Type, Project(request), sort));
            yield return Post(root, permission, Create);
            yield return Get(root + "/{id}", permission, request => Document(Find(request, "getTaskById")));
            yield return Put(root + "/{id}", permission, Update);
            yield return Delete(root + "/{id}", permission, request =>
            {
                Remove(Core.Store, Find(request, "deleteTaskById"), request.Query["cascade"] == "true");
                return Answer.Empty;
            });
        }
        yield return Get(Context + "/{id}/runs", Permission.Project, Runs);
    }

    private Answer Create(CoreRequest request)
    {
        var draft = ReadNew(request);
        var project = Target(request, draft);
        var kind = Core.Specs.Kind(Type, draft.Kind!);
        CheckExecutable(draft.Spec, project);
        var spec = Core.Specs.Read(kind, draft.Spec);
        var id = draft.Id ?? Names.Id();
        return Document(Insert(Make(request, draft, project, id, id).WithSpec(spec)));
    }

    private Answer Update(CoreRequest request)
    {
        var draft = ReadChanged(request);
        var task = Find(request, "updateTaskById");
        var sent = draft.Spec?.DeepClone().AsObject() ?? [];
        var stored = Json.Object(task.Spec);
        foreach (var reference in (string[])["function", "workflow"])
        {
            if (stored[reference] is { } kept)
            {
                sent[reference] = kept.DeepClone();
            }
        }
        var spec = Core.Specs.Read(Type, draft.Kind!, sent);
        return Document(Core.Store.Replace(Change(task, draft, request).WithSpec(spec)));
    }

    private void CheckExecutable(JsonObject? spec, string project)
    {
        var type = Json.String(spec, "function") is null ? EntityType.Workflow : EntityType.Function;
        var match = Patterns.Executable().Match(Json.String(spec, "function") ?? Json.String(spec, "workflow") ?? "");
        if (!match.Success)
        {
            throw CoreError.Project(400, "Cannot create accessor for the given task string.");
        }
        if (match.Groups[2].Value != project)
        {
            throw CoreError.Project(400, "project mismatch");
        }
        if (Core.Store.Get(type, match.Groups[4].Value) is not { } executable)
        {
            throw CoreError.Project(400, "invalid executable entity");
        }
        if (executable.Project != project)
        {
            throw CoreError.Project(400, "project mismatch");
        }
    }

    // Not a page: a bare array, newest first (runs-list.json).
    private Answer Runs(CoreRequest request)
    {
        var runs = RunsOf(Core.Store, Find(request));
        return Answer.Document(writer =>
        {
            writer.WriteStartArray();
            foreach (var run in runs.Reverse())
            {
                writer.WriteRawValue(run.Document(Core.Renderer), skipInputValidation: true);
            }
            writer.WriteEndArray();
        });
    }

    private static Entity[] RunsOf(CoreStore store, Entity task)
    {
        var reference = $"{task.Kind}://{task.Project}/{task.Id}";
        return [.. store.All(EntityType.Run, task.Project).Where(run => run.Task == reference)];
    }
}

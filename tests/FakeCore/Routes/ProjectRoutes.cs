using System.Text.Json;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Paging;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Projects (<c>projects.json</c>).</summary>
internal sealed class ProjectRoutes(CoreServices core) : EntityRoutes(core, EntityType.Project)
{
    public override IEnumerable<Route> Routes() =>
    [
        Get("/api/v1/projects", Permission.User, request => Core.Lister.List(request, Type, null, new SortKey("name", Descending: false))),
        Post("/api/v1/projects", Permission.User, Create),
        Get("/api/v1/projects/{id}", Permission.User, request => Answer.Document(Inflated(Find(request, "getProject")))),
        Put("/api/v1/projects/{id}", Permission.User, Update),
        Delete("/api/v1/projects/{id}", Permission.User, Remove),
        Get("/api/v1/projects/{id}/relationships", Permission.User, request =>
        {
            Find(request);
            return Answer.Document("[]"u8.ToArray());
        }),
    ];

    private Answer Create(CoreRequest request)
    {
        var draft = ReadNew(request);
        if (draft.Id is { } id && id != draft.Name)
        {
            throw CoreError.Project(400, "invalid project id");
        }
        var spec = Core.Specs.Read(Type, draft.Kind!, draft.Spec);
        var name = draft.Name!;
        return Document(Insert(Make(request, draft, name, name, name).WithSpec(spec)));
    }

    private Answer Update(CoreRequest request)
    {
        var draft = ReadChanged(request);
        var project = Find(request, "updateProject");
        RequireOwner(request);
        project = Core.Store.Replace(Change(project, draft, request).WithSpec(Core.Specs.Read(Type, draft.Kind!, draft.Spec)));
        return Answer.Document(Core.Renderer.RenderWithoutUser(project));
    }

    private Answer Remove(CoreRequest request)
    {
        var id = request.Route["id"];
        if (Core.Store.Get(Type, id) is not null)
        {
            RequireOwner(request);
            if (request.Query["cascade"] == "true")
            {
                foreach (var type in (EntityType[])[EntityType.Run, EntityType.Task, EntityType.Function, EntityType.Workflow])
                {
                    foreach (var entity in Core.Store.All(type, id))
                    {
                        Core.Store.Remove(type, entity.Id);
                    }
                }
            }
            Core.Store.Remove(Type, id);
            Core.Shares.Remove(id, null);
        }
        return Answer.Empty;
    }

    private static void RequireOwner(CoreRequest request)
    {
        if (!request.Principal.Owns(request.Route["id"]))
        {
            throw CoreError.Boot(403);
        }
    }

    // A single project lists what it holds.
    private byte[] Inflated(Entity project)
    {
        using var document = JsonDocument.Parse(project.Document(Core.Renderer));
        return Json.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!property.NameEquals("spec"))
                {
                    property.WriteTo(writer);
                    continue;
                }
                writer.WriteStartObject("spec");
                foreach (var field in property.Value.EnumerateObject())
                {
                    field.WriteTo(writer);
                }
                WriteEmbedded(writer, "functions", EntityType.Function, project.Id);
                WriteEmbedded(writer, "workflows", EntityType.Workflow, project.Id);
                foreach (var name in (string[])["artifacts", "dataitems", "models"])
                {
                    writer.WriteStartArray(name);
                    writer.WriteEndArray();
                }
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        });
    }

    private void WriteEmbedded(Utf8JsonWriter writer, string name, EntityType type, string project)
    {
        writer.WriteStartArray(name);
        foreach (var entity in ExecutableRoutes.Latest(Core.Store.All(type, project)))
        {
            Core.Renderer.WriteEmbedded(writer, entity);
        }
        writer.WriteEndArray();
    }
}

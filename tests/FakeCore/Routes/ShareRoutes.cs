using System.Text.Json;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Sharing of projects (<c>authentication-oidc.json</c>).</summary>
internal sealed class ShareRoutes(CoreServices core) : EntityRoutes(core, EntityType.Project)
{
    public override IEnumerable<Route> Routes() =>
    [
        Get("/api/v1/projects/{id}/share", Permission.User, List),
        Post("/api/v1/projects/{id}/share", Permission.User, Add),
        Delete("/api/v1/projects/{id}/share", Permission.User, Remove),
    ];

    private Answer List(CoreRequest request)
    {
        var project = Find(request);
        return Answer.Document(writer =>
        {
            writer.WriteStartArray();
            foreach (var share in Core.Shares.Of(project.Id))
            {
                Write(writer, share);
            }
            writer.WriteEndArray();
        });
    }

    private Answer Add(CoreRequest request)
    {
        var project = Find(request);
        RequireOwner(request);
        var user = request.Query["user"] ?? throw CoreError.Boot(400);
        var share = new Share(Names.Id(), project.Id, request.Principal.Name, user, request.Now);
        Core.Shares.Add(share);
        return Answer.Document(writer => Write(writer, share));
    }

    private Answer Remove(CoreRequest request)
    {
        var project = Find(request);
        RequireOwner(request);
        Core.Shares.Remove(project.Id, request.Query["id"] ?? throw CoreError.Boot(400));
        return Answer.Empty;
    }

    private static void RequireOwner(CoreRequest request)
    {
        if (!request.Principal.Owns(request.Route["id"]))
        {
            throw CoreError.Boot(403);
        }
    }

    private static void Write(Utf8JsonWriter writer, Share share)
    {
        writer.WriteStartObject();
        writer.WriteString("id", share.Id);
        writer.WriteString("project", share.Project);
        writer.WriteString("entity", "project");
        writer.WriteString("entityId", share.Project);
        writer.WriteString("owner", share.Owner);
        writer.WriteString("user", share.User);
        writer.WriteString("issuedTime", Timestamps.Boot(share.IssuedTime));
        writer.WriteNull("expirationTime");
        writer.WriteEndObject();
    }
}

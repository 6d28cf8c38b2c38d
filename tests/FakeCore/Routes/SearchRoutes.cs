using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Paging;

namespace DigitalHub.FakeCore.Routes;

/// <summary>The search, whose index a plain core never fills, and the labels, which are right (<c>search.json</c>).</summary>
internal sealed class SearchRoutes(CoreServices core) : EntityRoutes(core, EntityType.Run)
{
    private const int StandardSize = 20;

    public override IEnumerable<Route> Routes() =>
    [
        Get("/api/v1/-/{project}/solr/search/item", Permission.Project, Search),
        Get("/api/v1/-/{project}/solr/search/group", Permission.Project, _ => Answer.Empty with { ApiHeaders = true }),
        Get("/api/v1/-/{project}/labels", Permission.Project, Labels),
    ];

    private Answer Search(CoreRequest request)
    {
        var page = PageRequest.Parse(request.Query, null, StandardSize);
        return Answer.Document(PageWriter.Write([], 0, page, writer =>
        {
            writer.WriteStartObject("filters");
            writer.WriteStartArray("q");
            writer.WriteStringValue(request.Query["q"]);
            writer.WriteEndArray();
            writer.WriteStartArray("fq");
            foreach (var filter in request.Query.All("fq").Append($"project:{Project(request)}"))
            {
                writer.WriteStringValue(filter);
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }));
    }

    private Answer Labels(CoreRequest request)
    {
        var project = Project(request)!;
        var prefix = request.Query["label"] ?? "";
        var page = PageRequest.Parse(request.Query, null, StandardSize);
        var labels = Enum.GetValues<EntityType>()
            .SelectMany(type => Core.Store.All(type, project))
            .SelectMany(entity => Json.Object(entity.Metadata)["labels"] as JsonArray ?? [])
            .Select(Json.Text)
            .OfType<string>()
            .Where(label => label.StartsWith(prefix, StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        var content = labels.Skip((int)Math.Min(page.Offset, int.MaxValue)).Take(page.Size).Select(label => (ReadOnlyMemory<byte>)Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{project}/{label}")).AsSpan(0, 16)));
            writer.WriteString("label", label);
            writer.WriteString("project", project);
            writer.WriteEndObject();
        }));
        return Answer.Document(PageWriter.Write([.. content], labels.Length, page)) with { ApiHeaders = false };
    }
}

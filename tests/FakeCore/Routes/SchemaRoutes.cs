using System.Globalization;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Paging;
using DigitalHub.FakeCore.Specs;

namespace DigitalHub.FakeCore.Routes;

/// <summary>
/// The schemas of kinds (contract, section 1.3): those that cores of 0.13 and 0.15 served. For 0.14 those of 0.15 are given, with
/// the fields that only tasks of 0.14 have.
/// </summary>
internal sealed class SchemaRoutes(CoreServices core)
{
    private const int StandardSize = 20;

    private static readonly EntityType[] Entities = [EntityType.Run, EntityType.Task, EntityType.Function, EntityType.Workflow];

    public IEnumerable<Route> Routes() =>
    [
        new("GET", "/api/v1/schemas/{entity}", Permission.User, List),
        new("GET", "/api/v1/schemas/{entity}/{kind}", Permission.User, One),
        new("GET", "/api/v1/-/{project}/schemas/{entity}", Permission.User, List),
        new("GET", "/api/v1/-/{project}/schemas/{entity}/{kind}", Permission.User, One),
    ];

    private Answer List(CoreRequest request)
    {
        if (Entity(request) is not { } entity)
        {
            return Answer.Empty with { Status = 404 };
        }
        var runtime = request.Query["runtime"];
        var items = core.Kinds.Names(entity).Order(StringComparer.Ordinal).Select(kind => Item(entity, kind)).OfType<JsonObject>()
            .Where(item => runtime is null || item["runtime"]!.GetValue<string>() == runtime)
            .Select(item => (ReadOnlyMemory<byte>)Json.Write(writer => item.WriteTo(writer)))
            .ToArray();
        // All of them, whatever page and size say.
        return Answer.Document(PageWriter.Write(items, items.Length, PageRequest.Parse(request.Query, null, StandardSize)));
    }

    private Answer One(CoreRequest request) =>
        Entity(request) is not { } entity ? Answer.Empty with { Status = 404 }
        : Item(entity, request.Route["kind"]) is { } item ? Answer.Document(writer => item.WriteTo(writer))
        : throw CoreError.Project(400, "missing spec");

    private static EntityType? Entity(CoreRequest request) => Entities.Cast<EntityType?>().FirstOrDefault(entity => entity!.Value.Word() == request.Route["entity"]);

    private JsonObject? Item(EntityType entity, string kind)
    {
        if (core.Kinds.Find(entity, kind) is null)
        {
            return null;
        }
        var level = core.Rules.Level <= 13 ? 13 : 15;
        var own = core.Kinds.OwnRuntime is { } runtime && (kind == runtime || kind.StartsWith(runtime + "+", StringComparison.Ordinal)) ? runtime : null;
        var recorded = own is null ? kind : KindCatalog.Copied + kind[own.Length..];
        var name = string.Create(CultureInfo.InvariantCulture, $"schemas/{level}/{entity.Word()}/{recorded.Replace(':', '.')}.json");
        using var stream = typeof(SchemaRoutes).Assembly.GetManifestResourceStream(name)!;
        var schema = (own is null ? JsonNode.Parse(stream) : Renamed(stream, own))!.AsObject();
        if (own is not null && entity == EntityType.Run)
        {
            schema["properties"]![KindCatalog.OwnField] = new JsonObject { ["type"] = "integer", ["description"] = "How often it is measured." };
        }
        var task = entity == EntityType.Task ? kind : kind.EndsWith(":run", StringComparison.Ordinal) ? kind[..^":run".Length] : null;
        if (core.Rules.Level == 14 && task is not null)
        {
            AddTaskFields(schema, core.Kinds.Find(EntityType.Task, task)!);
        }
        return new JsonObject
        {
            ["id"] = $"{entity.Word().ToUpperInvariant()}:{kind}",
            ["kind"] = kind,
            ["runtime"] = kind.Split('+')[0],
            ["entity"] = entity.Word().ToUpperInvariant(),
            ["schema"] = schema,
        };
    }

    private static JsonNode? Renamed(Stream schema, string runtime)
    {
        using var reader = new StreamReader(schema);
        return JsonNode.Parse(reader.ReadToEnd().Replace($"\"specs.{KindCatalog.Copied}", $"\"specs.{runtime}", StringComparison.Ordinal));
    }

    private static void AddTaskFields(JsonObject schema, SpecKind task)
    {
        var part = schema["allOf"]?[0] as JsonObject ?? schema;
        var properties = part["properties"]!.AsObject();
        foreach (var (field, facts) in task.Fields)
        {
            if (!properties.ContainsKey(field))
            {
                properties[field] = new JsonObject { ["type"] = facts.Type.EndsWith("[]", StringComparison.Ordinal) ? "array" : facts.Type is "string" or "integer" or "boolean" ? facts.Type : "object" };
            }
        }
    }
}

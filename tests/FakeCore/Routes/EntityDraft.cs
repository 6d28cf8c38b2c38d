using System.Globalization;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Routes;

/// <summary>What a body says, before anything is checked. Fields that core doesn't know are left out.</summary>
internal sealed record EntityDraft
{
    private static readonly string[] ServerMetadata = ["project", "created", "updated", "created_by", "updated_by"];

    private readonly JsonObject _body;

    private EntityDraft(JsonObject body) => _body = body;

    public string? Id => Text("id");

    public string? Name => Text("name");

    public string? Project => Text("project");

    public string? Kind => Text("kind");

    public JsonObject? Metadata => Map("metadata");

    public JsonObject? Spec => Map("spec");

    public JsonObject? Status => Map("status");

    public JsonArray? Extensions => _body["extensions"] as JsonArray;

    /// <summary>Whether a field is there and null, which core treats unlike one that is missing.</summary>
    public bool IsNull(string field) => _body.ContainsKey(field) && _body[field] is null;

    public static EntityDraft Read(CoreRequest request)
    {
        request.RequireJson();
        var body = request.JsonObject();
        foreach (var (field, value) in body)
        {
            var fits = field switch
            {
                "metadata" or "spec" or "status" => value is null or JsonObject,
                "extensions" => value is null or JsonArray,
                "id" or "name" or "project" or "kind" => value is null or JsonValue,
                _ => true,
            };
            if (!fits)
            {
                throw CoreError.Boot(400);
            }
        }
        return new EntityDraft(body);
    }

    /// <summary>The metadata to store: what the server writes itself is left out.</summary>
    public JsonObject StoredMetadata()
    {
        var metadata = Metadata?.DeepClone().AsObject() ?? [];
        foreach (var date in (string[])["created", "updated"])
        {
            if (Json.String(metadata, date) is { } text && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _))
            {
                throw CoreError.Project(400, $"Text '{text}' could not be parsed at index 0");
            }
        }
        foreach (var field in ServerMetadata)
        {
            metadata.Remove(field);
        }
        return metadata;
    }

    private string? Text(string field) => Json.Text(_body[field]);

    private JsonObject? Map(string field) => _body[field] as JsonObject;
}

using System.Text.Json;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Auth;
using Microsoft.AspNetCore.Http;

namespace DigitalHub.FakeCore.Hosting;

/// <summary>A request as read: the path split before it is decoded, the query decoded as forms are.</summary>
internal sealed class CoreRequest
{
    public required string Method { get; init; }

    /// <summary>As sent, without the query.</summary>
    public required string Path { get; init; }

    public required string[] Segments { get; init; }

    public required Query Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The time at which the request came, by the server's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    public required string RemoteAddress { get; init; }

    /// <summary>Set once the caller is known.</summary>
    public Principal Principal { get; set; } = Principal.Anonymous;

    /// <summary>The parts of the path that the route names.</summary>
    public Dictionary<string, string> Route { get; } = new(StringComparer.Ordinal);

    public string? ContentType => Headers.ContentType is [{ Length: > 0 } type, ..] ? type : null;

    /// <summary>Bodies that declare another type, or none, are refused before anything else.</summary>
    public void RequireJson()
    {
        var type = ContentType?.Split(';')[0].Trim();
        if (string.Equals(type, MediaTypes.Json, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }
        // The YAML type is declared, but nothing reads it: the list is then that of the readers.
        throw CoreError.Boot(415, ("Accept", string.Equals(type, "application/x-yaml", StringComparison.OrdinalIgnoreCase)
            ? "application/json, application/cbor, application/yaml, application/*+json"
            : "application/json, application/x-yaml"));
    }

    public JsonObject JsonObject() => JsonBody() as JsonObject ?? throw CoreError.Boot(400);

    public JsonNode? JsonBody()
    {
        try
        {
            return JsonNode.Parse(Body);
        }
        catch (JsonException)
        {
            throw CoreError.Boot(400);
        }
    }
}

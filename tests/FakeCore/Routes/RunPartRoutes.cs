using System.Text.Json;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Runs;
using DigitalHub.FakeCore.Store;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Routes;

/// <summary>What hangs on a run: logs, metrics, relationships, extensions (contract, sections 2.7 to 2.9; <c>runs-parts.json</c>).</summary>
internal sealed class RunPartRoutes(CoreServices core) : EntityRoutes(core, EntityType.Run)
{
    public override IEnumerable<Route> Routes()
    {
        const string Run = "/api/v1/-/{project}/runs/{id}";
        yield return Get(Run + "/logs", Permission.Project, Logs);
        yield return Get(Run + "/relationships", Permission.Project, Relationships);
        yield return Get(Run + "/metrics", Permission.Project, Metrics);
        yield return Get(Run + "/metrics/{name}", Permission.Project, Metric);
        yield return Put(Run + "/metrics/{name}", Permission.Project, StoreMetric);
        if (Core.Rules.Extensions)
        {
            yield return Get(Run + "/metrics/k8s", Permission.Project, request => throw CoreError.Project(500, $"Error getting metrics for run {request.Route["id"]}"));
            yield return Get(Run + "/extensions", Permission.Project, request => Answer.Document(Find(request).Extensions ?? "[]"u8.ToArray()));
            yield return Put(Run + "/extensions", Permission.Project, StoreExtensions);
        }
    }

    private Answer Logs(CoreRequest request)
    {
        var run = Find(request, "getLogsByRunId");
        LogEntry[] logs;
        lock (Core.Store.Gate)
        {
            logs = [.. Core.Store.FindParts(run.Id)?.Logs ?? []];
        }
        return Answer.Document(writer =>
        {
            writer.WriteStartArray();
            foreach (var log in logs)
            {
                LogWriter.Write(writer, log, Core.Rules);
            }
            writer.WriteEndArray();
        });
    }

    private Answer Relationships(CoreRequest request)
    {
        var run = Find(request, "getRelationshipsById");
        var match = Patterns.Executable().Match(run.Function ?? run.Workflow ?? "");
        return Answer.Document(writer =>
        {
            writer.WriteStartArray();
            if (match.Success)
            {
                var type = run.Function is null ? "workflow" : "function";
                var groups = match.Groups;
                Write(writer, "run_of", run.Key, $"store://{groups[2].Value}/{type}/{groups[1].Value}/{groups[3].Value}:{groups[4].Value}");
            }
            foreach (var relationship in (Json.Object(run.Metadata)["relationships"] as JsonArray ?? []).OfType<JsonObject>())
            {
                Write(writer, Json.String(relationship, "type"), Json.String(relationship, "source") ?? run.Key, Json.String(relationship, "dest"));
            }
            writer.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter writer, string? type, string? source, string? dest)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("source", source);
        writer.WriteString("dest", dest);
        writer.WriteEndObject();
    }

    private Answer Metrics(CoreRequest request)
    {
        var metrics = AllMetrics(Find(request, "getMetrics"));
        return Answer.Document(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in metrics)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            writer.WriteEndObject();
        });
    }

    private Answer Metric(CoreRequest request) =>
        AllMetrics(Find(request, "getMetricsByName")).TryGetValue(request.Route["name"], out var value)
            ? Answer.Document(Json.Bytes(value))
            : Answer.Empty;

    // What stands in the status goes before what was stored.
    private SortedDictionary<string, JsonNode> AllMetrics(Entity run)
    {
        lock (Core.Store.Gate)
        {
            var metrics = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
            foreach (var (name, value) in Core.Store.FindParts(run.Id)?.Metrics ?? [])
            {
                metrics[name] = value.DeepClone();
            }
            foreach (var (name, value) in Json.Object(run.Status)["metrics"] as JsonObject ?? [])
            {
                metrics[name] = value?.DeepClone() ?? 0.0;
            }
            return metrics;
        }
    }

    private Answer StoreMetric(CoreRequest request)
    {
        request.RequireJson();
        var run = Find(request, "storeMetrics");
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(request.Body);
        }
        catch (JsonException)
        {
            body = null;
        }
        Core.Store.Parts(run.Id).Metrics[request.Route["name"]] = body is JsonArray list
            ? new JsonArray([.. list.Select(Number)])
            : Number(body);
        return Answer.Empty;
    }

    // What is no number silently becomes 0.
    private static JsonNode Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.DeepClone() : JsonNode.Parse("0.0")!;

    private Answer StoreExtensions(CoreRequest request)
    {
        request.RequireJson();
        var run = Find(request, "updateExtensions");
        var sent = request.JsonBody() as JsonArray ?? throw CoreError.Boot(400);
        Core.Store.Replace(run with { Extensions = sent.Count > 0 ? RunExtensions.Render(run, sent) : null });
        return Answer.Empty;
    }
}

using System.Text.Json;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Writes logs in the shape of the level (contract, section 2.7).</summary>
internal static class LogWriter
{
    public static void Write(Utf8JsonWriter writer, LogEntry log, LevelRules rules)
    {
        writer.WriteStartObject();
        writer.WriteString("content", log.Content);
        if (rules.Level >= 15)
        {
            writer.WritePropertyName("extensions");
            log.Place.WriteTo(writer);
            writer.WriteString("id", log.Id);
            writer.WriteStartObject("metadata");
            writer.WriteString("project", log.Project);
            writer.WriteEndObject();
            writer.WriteString("project", log.Project);
            writer.WriteString("run", log.Run);
            writer.WriteString("user", log.User);
        }
        else
        {
            WriteOld(writer, log);
        }
        writer.WriteEndObject();
    }

    private static void WriteOld(Utf8JsonWriter writer, LogEntry log)
    {
        writer.WriteString("id", log.Id);
        writer.WriteString("key", $"store://{log.Project}/log/log/{log.Id}");
        writer.WriteStartObject("metadata");
        writer.WriteString("name", log.Id);
        if (log.Version is not null)
        {
            writer.WriteString("version", log.Version);
        }
        writer.WriteString("project", log.Project);
        writer.WriteString("created", Timestamps.Document(log.Created));
        writer.WriteString("updated", Timestamps.Document(log.Created));
        writer.WriteString("created_by", log.User ?? "anonymous");
        writer.WriteString("updated_by", log.User ?? "anonymous");
        writer.WriteEndObject();
        writer.WriteString("name", log.Id);
        writer.WriteString("project", log.Project);
        writer.WriteStartObject("spec");
        writer.WriteString("run", log.Run);
        writer.WriteEndObject();
        writer.WriteStartObject("status");
        foreach (var (key, value) in log.Place)
        {
            writer.WritePropertyName(key);
            value!.WriteTo(writer);
        }
        writer.WriteString("state", "CREATED");
        writer.WriteEndObject();
        writer.WriteString("user", log.User ?? "anonymous");
    }
}

using System.Text.Json;

namespace DigitalHub.FakeCore.Model;

/// <summary>Writes entities as core answers them: keys in alphabetical order, the server's fields in the metadata (contract, section 4).</summary>
internal sealed class EntityRenderer(LevelRules rules)
{
    private static readonly HashSet<string> ServerMetadata = ["project", "created", "updated", "created_by", "updated_by"];

    public byte[] Render(Entity entity) => Json.Write(writer => Write(writer, entity, parts: true, user: true));

    /// <summary>The answer to a PUT of a project, which lacks the user (<c>projects.json</c>).</summary>
    public byte[] RenderWithoutUser(Entity entity) => Json.Write(writer => Write(writer, entity, parts: true, user: false));

    /// <summary>As embedded in a project: without spec and status, with a reference.</summary>
    public void WriteEmbedded(Utf8JsonWriter writer, Entity entity) => Write(writer, entity, parts: false, user: true);

    /// <summary>The name that is shown. Core 0.13 puts the name of the function before that of a run.</summary>
    public string ShownName(Entity entity)
    {
        if (rules.Level > 13 || entity.Type != EntityType.Run || (entity.Function ?? entity.Workflow) is not { } reference)
        {
            return entity.Name;
        }
        var start = reference.LastIndexOf('/') + 1;
        var end = reference.IndexOf(':', start);
        return $"{reference[start..(end < 0 ? reference.Length : end)]}/{entity.Id}";
    }

    private static void WriteMetadata(Utf8JsonWriter writer, Entity entity, string? reference = null)
    {
        writer.WriteStartObject();
        var named = entity.Metadata.Length > Json.EmptyObject.Length && CopyMetadata(writer, entity);
        if (!named)
        {
            writer.WriteString("name", entity.Name);
        }
        if (reference is not null)
        {
            writer.WriteString("ref", reference);
        }
        writer.WriteString("project", entity.Project);
        writer.WriteString("created", Timestamps.Document(entity.Created));
        writer.WriteString("updated", Timestamps.Document(entity.Updated));
        writer.WriteString("created_by", entity.User);
        writer.WriteString("updated_by", entity.UpdatedBy);
        writer.WriteEndObject();
    }

    // What was sent, without the fields that are the server's. Returns whether a name was among it.
    private static bool CopyMetadata(Utf8JsonWriter writer, Entity entity)
    {
        var named = false;
        using var stored = JsonDocument.Parse(entity.Metadata);
        foreach (var property in stored.RootElement.EnumerateObject())
        {
            if (!ServerMetadata.Contains(property.Name))
            {
                named |= property.NameEquals("name");
                property.WriteTo(writer);
            }
        }
        return named;
    }

    private void Write(Utf8JsonWriter writer, Entity entity, bool parts, bool user)
    {
        writer.WriteStartObject();
        if (entity.Type == EntityType.Run && rules.Extensions)
        {
            writer.WritePropertyName("extensions");
            writer.WriteRawValue(entity.Extensions ?? "[]"u8);
        }
        writer.WriteString("id", entity.Id);
        writer.WriteString("key", entity.Key);
        writer.WriteString("kind", entity.Kind);
        if (entity.Type != EntityType.Task || rules.TaskMetadata)
        {
            writer.WritePropertyName("metadata");
            WriteMetadata(writer, entity, parts ? null : entity.Key);
        }
        writer.WriteString("name", ShownName(entity));
        writer.WriteString("project", entity.Project);
        if (parts)
        {
            writer.WritePropertyName("spec");
            writer.WriteRawValue(entity.Spec, skipInputValidation: true);
            if (entity.Type != EntityType.Task)
            {
                writer.WritePropertyName("status");
                writer.WriteRawValue(entity.Status, skipInputValidation: true);
            }
        }
        if (user)
        {
            writer.WriteString("user", entity.User);
        }
        writer.WriteEndObject();
    }
}

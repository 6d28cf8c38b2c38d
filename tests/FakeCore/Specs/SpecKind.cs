using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Specs;

/// <summary>What core knows of one kind: fields with their types, in the order of the classes that declare them.</summary>
internal sealed class SpecKind(EntityType entity, string kind)
{
    public EntityType Entity { get; } = entity;

    public string Kind { get; } = kind;

    public Dictionary<string, SpecField> Fields { get; } = new(StringComparer.Ordinal);

    public List<string> Required { get; } = [];

    public Dictionary<string, JsonNode> Defaults { get; } = new(StringComparer.Ordinal);
}

/// <summary>A field: its type as in <c>kinds.json</c>, and the Java class that declares it, which core names in its messages.</summary>
internal sealed record SpecField(string Type, string JavaClass);

/// <summary>A nested class or an enumeration.</summary>
internal sealed record SpecType(
    string Name, IReadOnlyDictionary<string, string>? Fields, IReadOnlyList<string>? Values, IReadOnlyDictionary<string, JsonNode> Defaults);

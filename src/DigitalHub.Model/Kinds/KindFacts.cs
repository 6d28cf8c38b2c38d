using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>
/// Reads facts about kinds, the form in which they are bundled and into which <see cref="KindSchema"/> brings the schemas
/// of a server: <c>types</c> by name (an enumeration or an object with fields), then for each entity its kinds with their
/// own fields. The fields of a run's tasks and function stand there, not with the run.
/// </summary>
internal sealed class KindFacts(int apiLevel, OrderedDictionary facts, OrderedDictionary texts)
{
    /// <summary>The entities that have kinds here.</summary>
    public static readonly string[] Entities = ["run", "task", "function", "workflow"];

    // Types may hold each other.
    private const int MaxDepth = 10;

    /// <summary>All kinds, in the order of the facts.</summary>
    public IEnumerable<EntityKind> Kinds() =>
        from entity in Entities
        from name in Names(entity)
        select Kind(entity, name);

    /// <summary>A kind; null if there is none of this name.</summary>
    public EntityKind? Find(string entity, string name) => facts.Map(entity)?.Map(name) is null ? null : Kind(entity, name);

    /// <summary>The names of the kinds of an entity.</summary>
    public IEnumerable<string> Names(string entity) => facts.Map(entity)?.Keys.Cast<string>() ?? [];

    private EntityKind Kind(string entity, string name) => new(entity, name, Actions(entity, name), apiLevel, Fields(entity, name).DistinctBy(field => field.Name));

    private IEnumerable<KindField> Fields(string entity, string name)
    {
        var kind = facts.Map(entity)?.Map(name);
        if (kind is null) return [];
        var own = Fields(entity, kind);
        if (entity != "run") return own;
        var runtime = name.Split('+')[0];
        return own.Concat(Tasks(kind).SelectMany(task => Fields("task", task))).Concat(Fields("function", runtime)).Concat(Fields("workflow", runtime));
    }

    private IEnumerable<KindField> Fields(string entity, OrderedDictionary owner, int depth = 0)
    {
        var required = (owner["required"] as Array)?.Cast<string>().ToArray() ?? [];
        foreach (var name in owner.Map("fields")?.Keys.Cast<string>() ?? [])
        {
            var field = owner.Map("fields")!.Map(name)!;
            var text = field.Text("text");
            yield return new KindField(entity, name, Shape(field.Text("type") ?? "any", depth))
            {
                Required = required.Contains(name, StringComparer.Ordinal),
                Default = field["default"],
                Minimum = field["minimum"] as long?,
                Pattern = field.Text("pattern"),
                // A server that has sentences instead of keys for them is quoted.
                Description = text is null ? null : texts.Text(text) ?? (text.Contains(' ', StringComparison.Ordinal) ? text : null),
            };
        }
    }

    // text, integer, map<text>, text[], or the name of a type.
    private FieldShape Shape(string type, int depth)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal)) return new(FieldType.List) { Item = Shape(type[..^2], depth) };
        if (type.StartsWith("map<", StringComparison.Ordinal)) return new(FieldType.Map) { Item = Shape(type[4..^1], depth) };
        return type switch
        {
            "any" => FieldShape.Any,
            "text" => FieldShape.Text,
            "integer" => new(FieldType.Integer),
            "number" => new(FieldType.Number),
            "boolean" => new(FieldType.Boolean),
            _ => Named(type, depth + 1),
        };
    }

    private FieldShape Named(string type, int depth)
    {
        var named = facts.Map("types")?.Map(type);
        if (named is null || depth > MaxDepth) return FieldShape.Any;
        return named["enum"] is Array values
            ? FieldShape.Text with { Values = [.. values.Cast<string>()] }
            : new(FieldType.Object) { Fields = [.. Fields(string.Empty, named, depth)] };
    }

    private IEnumerable<string> Actions(string entity, string name)
    {
        if (entity == "task") return [Action(name)];
        if (entity == "run") return Tasks(facts.Map(entity)!.Map(name)!).Select(Action);
        return Names("task").Where(task => task.StartsWith(name + "+", StringComparison.Ordinal)).Select(Action);
    }

    private static IEnumerable<string> Tasks(OrderedDictionary run) => (run["tasks"] as Array)?.Cast<string>() ?? [];

    private static string Action(string task) => task[(task.IndexOf('+', StringComparison.Ordinal) + 1)..];
}

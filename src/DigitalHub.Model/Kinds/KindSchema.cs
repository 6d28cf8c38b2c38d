using System.Collections;
using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>
/// Brings the JSON Schemas of a server (contract 1.3, Schemas; draft 2020-12, as the recorded ones use it) into the form that
/// <see cref="KindFacts"/> reads. What it does not know in a schema it takes for anything.
/// </summary>
internal sealed class KindSchema
{
    private readonly OrderedDictionary _facts = ValueMap.New();
    private readonly OrderedDictionary _types = new(StringComparer.Ordinal);

    public KindSchema() => _facts["types"] = _types;

    /// <summary>The facts of all schemas added so far.</summary>
    public OrderedDictionary Facts => _facts;

    /// <summary>Adds the schema of a kind.</summary>
    public void Add(string entity, string kind, OrderedDictionary schema)
    {
        // Core 0.13 also lists what all its runs have in common, as "run".
        if (entity == "run" && !kind.Contains('+', StringComparison.Ordinal)) return;
        if (_facts[entity] is not OrderedDictionary kinds) _facts[entity] = kinds = new OrderedDictionary(StringComparer.Ordinal);
        var defs = schema.Map("$defs");
        var facts = Object(schema, defs);
        // A run's schema holds those of its tasks; each is also there on its own.
        if (schema["allOf"] is Array { Length: > 0 } parts)
        {
            facts["tasks"] = parts.OfType<OrderedDictionary>().Select(TaskOf).OfType<object>().ToArray();
        }
        kinds[kind] = facts;
    }

    // specs.python+job.title
    private static string? TaskOf(OrderedDictionary part) =>
        part.Text("title") is { } title && title.StartsWith("specs.", StringComparison.Ordinal) && title.EndsWith(".title", StringComparison.Ordinal)
            ? title["specs.".Length..^".title".Length]
            : null;

    // fields.python.version.description
    private static string Key(string text) =>
        text.StartsWith("fields.", StringComparison.Ordinal) && text.EndsWith(".description", StringComparison.Ordinal) ? text["fields.".Length..^".description".Length] : text;

    private OrderedDictionary Object(OrderedDictionary schema, OrderedDictionary? defs)
    {
        var fields = new OrderedDictionary(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in schema.Map("properties") ?? ValueMap.New())
        {
            if (entry.Value is not OrderedDictionary property) continue;
            var field = ValueMap.New();
            field["type"] = Type(property, defs);
            if (property.Contains("default")) field["default"] = property["default"];
            if (property["minimum"] is long minimum) field["minimum"] = minimum;
            if (property.Text("pattern") is { } pattern) field["pattern"] = pattern;
            if (property.Text("description") is { } text) field["text"] = Key(text);
            fields[(string)entry.Key] = field;
        }
        var facts = ValueMap.New();
        facts["fields"] = fields;
        if (schema["required"] is Array { Length: > 0 } required) facts["required"] = required;
        return facts;
    }

    private string Type(OrderedDictionary schema, OrderedDictionary? defs)
    {
        if (schema.Text("$ref") is { } reference)
        {
            var name = reference[(reference.LastIndexOf('/') + 1)..];
            return defs?.Map(name) is { } definition ? Named(name, definition, defs) : "any";
        }
        if (schema["enum"] is Array) return "text";
        return schema.Text("type") switch
        {
            "string" => "text",
            "integer" => "integer",
            "number" => "number",
            "boolean" => "boolean",
            "array" => (schema.Map("items") is { } items ? Type(items, defs) : "any") + "[]",
            "object" when schema.Map("additionalProperties") is { } values => $"map<{Type(values, defs)}>",
            _ => "any",
        };
    }

    private string Named(string name, OrderedDictionary definition, OrderedDictionary defs)
    {
        if (definition["enum"] is Array values)
        {
            _types[name] = ValueMap.From([new("enum", values)]);
            return name;
        }
        if (definition.Map("properties") is null) return Type(definition, defs);
        if (!_types.Contains(name))
        {
            // Before its fields: they may be of the same type.
            _types[name] = ValueMap.New();
            _types[name] = Object(definition, defs);
        }
        return name;
    }
}

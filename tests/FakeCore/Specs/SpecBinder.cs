using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Specs;

/// <summary>
/// Takes a spec through the class of its kind and back, as core does: unknown fields go, types are enforced, defaults come
/// (contract, section 4.5; <c>runs-create.json</c>, <c>runs-every-kind.json</c>).
/// </summary>
internal sealed class SpecBinder(KindCatalog catalog)
{
    private const string Source = "\n at [Source: UNKNOWN; byte offset: #UNKNOWN] (through reference chain: ";

    public JsonObject Bind(SpecKind kind, JsonObject spec)
    {
        var sent = SpecCleaner.Clean(spec);
        var result = new JsonObject();
        foreach (var (name, field) in kind.Fields)
        {
            if (sent[name] is { } value)
            {
                result[name] = Convert(value, field.Type, $"{field.JavaClass}[\"{name}\"]");
            }
        }
        foreach (var (name, value) in kind.Defaults)
        {
            if (!result.ContainsKey(name))
            {
                result[name] = value.DeepClone();
            }
        }
        return result;
    }

    private JsonNode Convert(JsonNode value, string type, string chain)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return ConvertList(value, type[..^2], chain);
        }
        return type switch
        {
            "any" => SpecCleaner.CleanValue(value)!,
            "map" or "map<string>" => ConvertMap(value, type == "map<string>", chain),
            "string" => Json.Text(value) ?? throw CannotRead("java.lang.String", value, chain),
            "integer" => ConvertInteger(value, chain),
            "number" => value.GetValueKind() == JsonValueKind.Number ? value.DeepClone() : throw CannotRead("java.lang.Double", value, chain),
            "boolean" => ConvertBoolean(value, chain),
            _ => ConvertNested(value, catalog.Type(type)!, chain),
        };
    }

    private JsonArray ConvertList(JsonNode value, string type, string chain)
    {
        if (value is not JsonArray list)
        {
            throw CannotRead($"java.util.ArrayList<{JavaType(type)}>", value, chain);
        }
        var result = new JsonArray();
        for (var i = 0; i < list.Count; i++)
        {
            result.Add(list[i] is { } element ? Convert(element, type, string.Create(CultureInfo.InvariantCulture, $"{chain}->java.util.ArrayList[{i}]")) : null);
        }
        return result;
    }

    private static JsonObject ConvertMap(JsonNode value, bool ofStrings, string chain)
    {
        if (value is JsonObject map)
        {
            var result = SpecCleaner.Clean(map);
            foreach (var (key, element) in ofStrings ? result.ToArray() : [])
            {
                result[key] = Json.Text(element) ?? throw CannotRead("java.lang.String", element!, $"{chain}->java.util.LinkedHashMap[\"{key}\"]");
            }
            return result;
        }
        throw value.GetValueKind() == JsonValueKind.String
            ? Refusal(
                "Cannot construct instance of `java.util.LinkedHashMap` (although at least one Creator exists): no String-argument constructor/factory method "
                + $"to deserialize from String value ('{value.GetValue<string>()}')",
                chain)
            : CannotRead("java.util.LinkedHashMap<java.lang.String,java.io.Serializable>", value, chain);
    }

    private static JsonNode ConvertInteger(JsonNode value, string chain)
    {
        if (value.GetValueKind() == JsonValueKind.Number)
        {
            return value.DeepClone();
        }
        return value.GetValueKind() == JsonValueKind.String
            ? int.TryParse(value.GetValue<string>(), CultureInfo.InvariantCulture, out var number) ? number : throw NotValid("java.lang.Integer", value, chain)
            : throw CannotRead("java.lang.Integer", value, chain);
    }

    private static JsonNode ConvertBoolean(JsonNode value, string chain) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => value.DeepClone(),
        JsonValueKind.String => bool.TryParse(value.GetValue<string>(), out var flag) ? flag : throw NotValid("java.lang.Boolean", value, chain),
        _ => throw CannotRead("java.lang.Boolean", value, chain),
    };

    private JsonNode ConvertNested(JsonNode value, SpecType type, string chain)
    {
        if (type.Values is { } values)
        {
            return Json.Text(value) is { } text && values.Contains(text)
                ? text
                : throw Refusal(
                    $"Cannot deserialize value of type `{JavaNames.NestedClass(type.Name)}` from String \"{Json.Text(value)}\": "
                    + $"not one of the values accepted for Enum class: [{string.Join(", ", values)}]",
                    chain);
        }
        if (value is not JsonObject map)
        {
            throw CannotRead(JavaNames.NestedClass(type.Name), value, chain);
        }
        var result = new JsonObject();
        foreach (var (name, fieldType) in type.Fields!)
        {
            if (map[name] is { } field)
            {
                result[name] = Convert(field, fieldType, $"{chain}->{JavaNames.NestedClass(type.Name)}[\"{name}\"]");
            }
            else if (type.Defaults.TryGetValue(name, out var standard))
            {
                result[name] = standard.DeepClone();
            }
        }
        return result;
    }

    private static string JavaType(string type) => type switch
    {
        "string" => "java.lang.String",
        "integer" => "java.lang.Integer",
        _ => JavaNames.NestedClass(type),
    };

    private static CoreError NotValid(string javaType, JsonNode value, string chain) =>
        Refusal($"Cannot deserialize value of type `{javaType}` from String \"{Json.Text(value)}\": not a valid `{javaType}` value", chain);

    private static CoreError CannotRead(string javaType, JsonNode value, string chain)
    {
        var (word, token) = value.GetValueKind() switch
        {
            JsonValueKind.Object => ("Object", "START_OBJECT"),
            JsonValueKind.Array => ("Array", "START_ARRAY"),
            JsonValueKind.String => ("String", "VALUE_STRING"),
            JsonValueKind.Number => ("Integer", "VALUE_NUMBER_INT"),
            _ => ("Boolean", "VALUE_TRUE"),
        };
        return Refusal($"Cannot deserialize value of type `{javaType}` from {word} value (token `JsonToken.{token}`)", chain);
    }

    private static CoreError Refusal(string message, string chain) => CoreError.Project(400, $"{message}{Source}{chain})");
}

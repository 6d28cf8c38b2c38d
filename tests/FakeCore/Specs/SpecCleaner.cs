using System.Text.Json;
using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Specs;

/// <summary>Drops what core's mapper drops: null and what is empty, inside maps at every depth; elements of lists stay (contract, section 4.5).</summary>
internal static class SpecCleaner
{
    public static JsonObject Clean(JsonObject map)
    {
        var result = new JsonObject();
        foreach (var (key, value) in map)
        {
            if (!IsEmpty(value))
            {
                result[key] = CleanValue(value);
            }
        }
        return result;
    }

    public static JsonNode? CleanValue(JsonNode? value) => value switch
    {
        JsonObject map => Clean(map),
        JsonArray list => new JsonArray([.. list.Select(CleanValue)]),
        _ => value?.DeepClone(),
    };

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonObject map => map.Count == 0,
        JsonArray list => list.Count == 0,
        JsonValue scalar => scalar.GetValueKind() == JsonValueKind.String && scalar.GetValue<string>().Length == 0,
        _ => false,
    };
}

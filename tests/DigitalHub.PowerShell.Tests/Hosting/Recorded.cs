using System.Collections;
using System.Text.Json;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>Values of recorded documents: as a script would give them, and as a text to compare.</summary>
internal static class Recorded
{
    public static string Sorted(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(",", value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}:{Sorted(field.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(",", value.EnumerateArray().Select(Sorted))}]",
        JsonValueKind.String => JsonSerializer.Serialize(value.GetString()),
        _ => value.GetRawText(),
    };

    public static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new Hashtable(value.EnumerateObject().ToDictionary(field => field.Name, field => Value(field.Value))),
        JsonValueKind.Array => value.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var number) ? (object)number : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}

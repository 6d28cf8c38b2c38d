using System.Globalization;
using System.Text.Json;

namespace DigitalHub.Backends.Core;

/// <summary>What <c>/.well-known/configuration</c> says (contract 9.6; transcript <c>discovery</c>).</summary>
/// <param name="Level"><c>dhcore_api_level</c>.</param>
/// <param name="Version"><c>dhcore_version</c>.</param>
/// <param name="Methods"><c>dhcore_authentication_methods</c>; null where it says nothing.</param>
internal sealed record ServerConfiguration(int? Level, string? Version, IReadOnlyList<string>? Methods)
{
    /// <summary>The names of <c>k8s_resource_profiles</c>.</summary>
    public IReadOnlyList<string> ResourceProfiles { get; private init; } = [];

    public const string Path = "/.well-known/configuration";

    /// <summary>Reads the document; null if it is none.</summary>
    public static ServerConfiguration? TryRead(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            var methods = root.TryGetProperty("dhcore_authentication_methods", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToList()
                : null;
            return new ServerConfiguration(Number(Text(root, "dhcore_api_level")), Text(root, "dhcore_version"), methods) { ResourceProfiles = Profiles(root) };
        }
        // The second for text that is half a character.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A level as text; null if it is none.</summary>
    public static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level > 0 ? level : null;

    // Texts, or objects that have an id or a name: which, no core was seen to say.
    private static List<string> Profiles(JsonElement root) =>
        root.TryGetProperty("k8s_resource_profiles", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Object ? Text(item, "id") ?? Text(item, "name") : item.ValueKind == JsonValueKind.String ? item.GetString() : null).OfType<string>()]
            : [];

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;
}

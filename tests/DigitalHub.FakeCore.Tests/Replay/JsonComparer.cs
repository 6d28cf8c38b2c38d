using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Tests.Replay;

/// <summary>Compares answers: the same structure and values, but for what differs from one core to the next.</summary>
internal sealed class JsonComparer(Translation translation)
{
    // Java's sets: their order is that of hashes with a seed.
    private static readonly HashSet<string> Sets =
    [
        "permissions", "authorities", "scopes", "dhcore_authentication_methods", "oauth2_grant_types_supported", "oauth2_scopes_supported",
        "oauth2_token_endpoint_auth_methods_supported", "grant_types_supported", "scopes_supported", "token_endpoint_auth_methods_supported",
    ];

    private static readonly HashSet<string> Tokens = ["access_token", "id_token", "refresh_token"];

    private static readonly HashSet<string> MadeUp = ["jti", "kid", "n"];

    private static readonly HashSet<string> Seconds = ["exp", "iat"];

    /// <param name="recorded">What core answered.</param>
    /// <param name="actual">What the server answers.</param>
    /// <param name="differences">Takes a line for each difference.</param>
    /// <param name="ignored">Paths whose values may differ.</param>
    /// <param name="path">Where in the document this is.</param>
    public void Compare(JsonNode? recorded, JsonNode? actual, List<string> differences, IReadOnlySet<string> ignored, string path = "$")
    {
        if (ignored.Contains(path))
        {
            return;
        }
        var key = path[(path.LastIndexOf('.') + 1)..];
        switch (recorded, actual)
        {
            case (JsonObject left, JsonObject right):
                foreach (var name in left.Select(field => field.Key).Union(right.Select(field => field.Key)))
                {
                    if (!left.ContainsKey(name) || !right.ContainsKey(name))
                    {
                        differences.Add($"{path}.{name}: only {(left.ContainsKey(name) ? "recorded" : "answered")}: {Short(left[name] ?? right[name])}");
                    }
                    else
                    {
                        Compare(left[name], right[name], differences, ignored, $"{path}.{name}");
                    }
                }
                break;
            case (JsonArray left, JsonArray right) when left.Count == right.Count:
                var sorted = Sets.Contains(key);
                foreach (var (a, b, i) in Order(left, sorted).Zip(Order(right, sorted), Enumerable.Range(0, left.Count)))
                {
                    Compare(a, b, differences, ignored, $"{path}[{i}]");
                }
                break;
            case (JsonValue left, JsonValue right) when left.GetValueKind() == JsonValueKind.String && right.GetValueKind() == JsonValueKind.String:
                if (!SameString(key, path, left.GetValue<string>(), right.GetValue<string>(), differences, ignored))
                {
                    differences.Add($"{path}: {Short(left)} / {Short(right)}");
                }
                break;
            default:
                var same = (Seconds.Contains(key) && recorded is JsonValue && actual is JsonValue) || JsonNode.DeepEquals(recorded, actual);
                if (!same)
                {
                    differences.Add($"{path}: {Short(recorded)} / {Short(actual)}");
                }
                break;
        }
    }

    private bool SameString(string key, string path, string recorded, string actual, List<string> differences, IReadOnlySet<string> ignored)
    {
        if (Tokens.Contains(key))
        {
            if (recorded.Count(letter => letter == '.') == 2)
            {
                Compare(Claims(recorded), Claims(actual), differences, ignored, path + ".claims");
            }
            translation.Learn(recorded, actual);
            return recorded.Split('.').Length == actual.Split('.').Length;
        }
        if (MadeUp.Contains(key))
        {
            return recorded.Length == actual.Length;
        }
        if (key == "version" && Translation.AreNames(recorded, actual))
        {
            return true;
        }
        if (key == "name" && recorded != actual && Translation.AreNames(recorded, actual))
        {
            return translation.SameName(recorded, actual);
        }
        return translation.SameText(recorded, actual);
    }

    private static JsonNode? Claims(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));

    private static IEnumerable<JsonNode?> Order(JsonArray list, bool sorted) =>
        sorted ? list.OrderBy(element => element?.ToJsonString(), StringComparer.Ordinal) : list;

    private static string Short(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length > 300 ? text[..300] + "…" : text;
    }
}

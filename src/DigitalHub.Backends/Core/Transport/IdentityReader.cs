using System.Text.Json;

namespace DigitalHub.Backends.Core;

/// <summary>Reads the answer of <c>/api/auth</c> (transcripts <c>authentication-*</c>).</summary>
internal static class IdentityReader
{
    public const string Path = "/api/auth";

    /// <summary>Who it says we are; null if it says nothing of the kind.</summary>
    public static CoreIdentity? TryRead(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            var user = root.TryGetProperty("username", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
            var permissions = root.TryGetProperty("permissions", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToList()
                : null;
            return user is null && permissions is null ? null : new CoreIdentity(user, permissions);
        }
        // The second for text that is half a character.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

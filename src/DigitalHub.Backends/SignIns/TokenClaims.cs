using System.Text;
using System.Text.Json;

namespace DigitalHub.Backends.SignIns;

/// <summary>What an access token says of itself if it is a JWT (contract 9.3). Nothing is validated: that is the server's part.</summary>
internal sealed record TokenClaims(string? User, string? ClientId, DateTimeOffset? Issued, DateTimeOffset? Expires)
{
    private static readonly TokenClaims None = new(null, null, null, null);

    public static TokenClaims Of(Secret token)
    {
        var parts = token.Reveal().Split('.');
        if (parts.Length != 3) return None;
        try
        {
            using var document = JsonDocument.Parse(Decode(parts[1]));
            var claims = document.RootElement;
            if (claims.ValueKind != JsonValueKind.Object) return None;
            return new TokenClaims(Text(claims, "preferred_username") ?? Text(claims, "sub"), Text(claims, "client_id"), Time(claims, "iat"), Time(claims, "exp"));
        }
        catch (Exception exception) when (exception is FormatException or JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return None;
        }
    }

    private static byte[] Decode(string base64Url)
    {
        var text = base64Url.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253402300799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
}

using System.Buffers.Text;
using System.Security.Cryptography;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Auth;

/// <summary>Access tokens with core's claims, and a signature that only looks like one: nobody but the server checks it.</summary>
internal sealed class JwtWriter
{
    public string KeyId { get; } = Guid.NewGuid().ToString();

    /// <summary>The modulus in the key set.</summary>
    public string Modulus { get; } = Random(256);

    public string Write(AccessToken token, string issuer)
    {
        var header = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("kid", KeyId);
            writer.WriteString("alg", "RS256");
            writer.WriteEndObject();
        });
        var claims = Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("sub", token.Subject);
            writer.WriteString("aud", "dhcore");
            writer.WriteString("iss", issuer);
            writer.WriteString("preferred_username", token.Subject);
            writer.WriteNumber("exp", token.Expires.ToUnixTimeSeconds());
            writer.WriteNumber("iat", token.Issued.ToUnixTimeSeconds());
            writer.WriteString("jti", token.Id);
            writer.WriteStartArray("authorities");
            foreach (var authority in token.Authorities)
            {
                writer.WriteStringValue(authority);
            }
            writer.WriteEndArray();
            writer.WriteString("client_id", token.ClientId);
            if (token.Projects is not null)
            {
                writer.WriteString("dh_projects", token.Projects);
            }
            writer.WriteEndObject();
        });
        return $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}.{Random(256)}";
    }

    /// <summary>27 characters that fit into a URL: ids, codes, refresh tokens, personal access tokens.</summary>
    public static string Opaque() => Random(20);

    private static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}

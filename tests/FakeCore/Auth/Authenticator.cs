using System.Text;
using DigitalHub.FakeCore.Hosting;

namespace DigitalHub.FakeCore.Auth;

/// <summary>Finds out who asks. Whoever doesn't say it rightly is refused with 403; only the bearer filter knows 401 (contract, section 5.3).</summary>
internal sealed class Authenticator(FakeCoreOptions options, UserDirectory users, TokenService tokens)
{
    public Principal Authenticate(CoreRequest request)
    {
        if (options.Auth == AuthMode.Off)
        {
            return Principal.Anonymous;
        }
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return tokens.Bearer(header["Bearer ".Length..].Trim());
        }
        return Basic(header) is var (name, password) && users.CheckPassword(name, password)
            ? new Principal(name, users.Authorities(name), name)
            : throw CoreError.Boot(403);
    }

    /// <summary>Name and password of a header; null where there are none.</summary>
    public static (string Name, string Password)? Basic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..].Trim()));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

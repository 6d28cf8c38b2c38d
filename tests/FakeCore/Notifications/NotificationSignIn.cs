using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Hosting;

namespace DigitalHub.FakeCore.Notifications;

/// <summary>Who connects: by name and password where that is on, by an access token with OIDC only; a personal access token is none.</summary>
internal sealed class NotificationSignIn(CoreServices core)
{
    /// <summary>The user; null for one who is not let in.</summary>
    public string? User(string? authorization)
    {
        if (authorization is null)
        {
            return null;
        }
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return core.Options.Auth == AuthMode.Oidc ? core.Tokens.FindAccess(authorization["Bearer ".Length..].Trim())?.Subject : null;
        }
        return core.Options.Auth == AuthMode.Basic && Authenticator.Basic(authorization) is var (name, password) && core.Users.CheckPassword(name, password) ? name : null;
    }
}

namespace DigitalHub.Backends.Core;

/// <summary>Who a core says we are.</summary>
/// <param name="User">The user's name; null where authentication is off.</param>
/// <param name="Permissions">Roles such as <c>ROLE_ADMIN</c> and <c>project:ROLE_USER</c>; null where authentication is off or the core can't tell.</param>
internal sealed record CoreIdentity(string? User, IReadOnlyList<string>? Permissions)
{
    /// <summary>Whether everything is allowed.</summary>
    public bool IsAdministrator => Permissions is null || Permissions.Contains("ROLE_ADMIN");

    /// <summary>The projects that the user has a role in.</summary>
    public IEnumerable<string> Projects => (Permissions ?? []).Where(role => role.Contains(':', StringComparison.Ordinal)).Select(role => role[..role.IndexOf(':', StringComparison.Ordinal)]).Distinct();
}

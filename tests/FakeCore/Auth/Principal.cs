namespace DigitalHub.FakeCore.Auth;

/// <summary>Who asks, and what they may do (contract, section 9.2).</summary>
internal sealed record Principal(string Name, IReadOnlyList<string> Authorities, string ClientId)
{
    public const string User = "ROLE_USER";

    public const string Admin = "ROLE_ADMIN";

    /// <summary>Everybody while authentication is off.</summary>
    public static Principal Anonymous { get; } = new("anonymous", [User, Admin], "");

    public bool IsAdmin => Authorities.Contains(Admin);

    public bool CanUse(string project) =>
        IsAdmin || Authorities.Contains($"{project}:{User}") || Authorities.Contains($"{project}:{Admin}");

    public bool Owns(string project) => IsAdmin || Authorities.Contains($"{project}:{Admin}");
}

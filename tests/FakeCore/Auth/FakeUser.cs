namespace DigitalHub.FakeCore.Auth;

/// <summary>A user that the server knows.</summary>
/// <param name="Name">The name, which is also the subject of tokens.</param>
/// <param name="Password">The password of basic authentication; null for users who can only sign in with a browser.</param>
/// <param name="Admin">Whether the user is an administrator.</param>
public sealed record FakeUser(string Name, string? Password = null, bool Admin = false)
{
    /// <summary>Authorities beyond those that follow from projects, such as <c>demo:ROLE_USER</c>.</summary>
    public IReadOnlyList<string> Authorities { get; init; } = [];
}

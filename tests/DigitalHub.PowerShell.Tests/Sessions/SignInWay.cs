using DigitalHub.FakeCore;

namespace DigitalHub.PowerShell.Tests.Sessions;

/// <summary>A way of signing in to a core of its own, where nothing is gone or revoked that another way did away with.</summary>
/// <param name="Name">What it is, for a person.</param>
/// <param name="Core">The core.</param>
/// <param name="Connect">The call that signs in; with <see cref="Nothing"/> the first command does.</param>
/// <param name="SignIn">What the session says of it.</param>
internal sealed record SignInWay(string Name, FakeCoreServer Core, string Connect, string SignIn)
{
    /// <summary>The call where nobody connects: it only looks.</summary>
    public const string Nothing = "Get-DhBackend";

    /// <summary>What the environment says meanwhile.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether an access token that was revoked is followed by another one.</summary>
    public bool IsRenewed { get; init; } = true;

    /// <summary>The same with a secret that is refused, and quoted; null for none.</summary>
    public string? Wrong { get; init; }
}

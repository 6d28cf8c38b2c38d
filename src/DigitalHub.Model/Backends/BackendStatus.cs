namespace DigitalHub;

/// <summary>What one request told about a backend.</summary>
/// <param name="User">The user as the backend knows him.</param>
/// <param name="Version">The version of the server's software, or of the store's file format.</param>
/// <param name="ApiLevel">The server's API level; null for the local store.</param>
/// <param name="Exists">Whether there is anything yet: false for a local store whose file was not made.</param>
internal sealed record BackendStatus(string? User, string? Version, int? ApiLevel, bool Exists);

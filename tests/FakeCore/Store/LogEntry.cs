using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Store;

/// <summary>The log of one container.</summary>
internal sealed record LogEntry(string Id, string Project, string Run, string Content, JsonObject Place, DateTimeOffset Created)
{
    /// <summary>Null for logs that core read from Kubernetes.</summary>
    public string? User { get; init; }

    public string? Version { get; init; }
}

using System.Text.Json.Nodes;

namespace DigitalHub.FakeCore.Store;

/// <summary>What hangs on a run and few runs have (contract, sections 2.7 to 2.9).</summary>
internal sealed class RunParts
{
    public List<LogEntry> Logs { get; } = [];

    public SortedDictionary<string, JsonNode> Metrics { get; } = new(StringComparer.Ordinal);
}

namespace DigitalHub.Backends.Core;

/// <summary>A successful answer of a core.</summary>
/// <param name="Body">The whole body, decompressed; empty where there is none. JSON, unless it is empty.</param>
internal sealed record CoreAnswer(ReadOnlyMemory<byte> Body)
{
    /// <summary>The server's clock when it answered (header <c>Date</c>, to the second); null where it sent none.</summary>
    public DateTimeOffset? Date { get; init; }
}

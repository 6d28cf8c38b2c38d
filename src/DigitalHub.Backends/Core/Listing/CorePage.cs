namespace DigitalHub.Backends.Core.Listing;

/// <summary>A page of a listing (contract 6).</summary>
/// <param name="Items">Its documents, in order.</param>
/// <param name="Total">How many there are on all pages; null where the answer does not say.</param>
/// <param name="Bytes">How large the answer was.</param>
internal sealed record CorePage(List<PageItem> Items, long? Total, int Bytes)
{
    /// <summary>The server's clock when it answered, or null.</summary>
    public DateTimeOffset? Date { get; init; }
}

namespace DigitalHub.FakeCore.Admin;

/// <summary>A request that came.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, as sent.</param>
/// <param name="Headers">The headers; of several values the text that joins them.</param>
/// <param name="Started">When it came, by the server's clock.</param>
public sealed record RecordedRequest(int Number, string Method, string Target, IReadOnlyDictionary<string, string> Headers, DateTimeOffset Started)
{
    /// <summary>The body as text; null until it was read.</summary>
    public string? Body { get; internal set; }

    /// <summary>The status of the answer; null while there is none, and when the connection was reset before one.</summary>
    public int? Status { get; internal set; }

    /// <summary>When the answer began to be written, or the request was given up.</summary>
    public DateTimeOffset? Ended { get; internal set; }
}

using System.Net;
using System.Net.Http.Headers;

namespace DigitalHub.Backends.Core;

/// <summary>
/// The body of a request that changes something, and the knowledge whether any of it went out. Every such request has one, be
/// it empty: a request without a body is sent again by the framework itself, up to three times, when the connection breaks
/// before the answer, and a second DELETE or stop does more than the first (contract 0.8).
/// </summary>
internal sealed class RequestBody : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ReadOnlyMemory<byte> _bytes;

    public RequestBody(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        if (!bytes.IsEmpty) Headers.ContentType = Json;
    }

    /// <summary>Whether sending began: before, the server can't have acted.</summary>
    public bool Started { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        if (!_bytes.IsEmpty) await stream.WriteAsync(_bytes, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}

using System.Net.WebSockets;

namespace DigitalHub.Backends.Tests.Fuzzing;

/// <summary>A WebSocket over which bytes come, a few at a time, and then its end.</summary>
internal sealed class SendingSocket(byte[] sent, int size) : WebSocket
{
    private int _at;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _at < sent.Length ? WebSocketState.Open : WebSocketState.CloseReceived;

    public override string? SubProtocol => null;

    public override void Abort()
    {
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var part = sent.AsSpan(_at, Math.Min(Math.Min(size, buffer.Count), sent.Length - _at));
        part.CopyTo(buffer);
        _at += part.Length;
        return Task.FromResult(new WebSocketReceiveResult(part.Length, part.Length == 0 ? WebSocketMessageType.Close : WebSocketMessageType.Text, true));
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => Task.CompletedTask;
}

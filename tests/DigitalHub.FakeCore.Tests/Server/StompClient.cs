using System.Net.WebSockets;
using System.Text;

namespace DigitalHub.FakeCore.Tests.Server;

/// <summary>A plain client of a server's notifications: what is sent and received are frames as text.</summary>
internal sealed class StompClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<byte> _received = [];

    public static async Task<StompClient> OpenAsync(FakeCoreServer core)
    {
        var client = new StompClient();
        await client._socket.ConnectAsync(new UriBuilder(core.Endpoint) { Scheme = "ws", Path = "/ws" }.Uri, default);
        return client;
    }

    public Task SendAsync(string frame) => _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, default);

    /// <summary>The next frame; null when the connection has ended.</summary>
    public async Task<string?> ReceiveAsync()
    {
        var buffer = new byte[4096];
        int end;
        while ((end = _received.IndexOf(0)) < 0)
        {
            try
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), default);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }
                _received.AddRange(buffer.AsSpan(0, received.Count));
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
        var frame = Encoding.UTF8.GetString([.. _received.Take(end + 1)]);
        _received.RemoveRange(0, end + 1);
        return frame;
    }

    public void Dispose() => _socket.Dispose();
}

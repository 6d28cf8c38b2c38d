using System.Globalization;
using System.Net.WebSockets;

namespace DigitalHub.Backends.Core.Notifications;

/// <summary>STOMP 1.2 over a WebSocket: one who reads, and heartbeats as both sides agreed on.</summary>
/// <param name="socket">The WebSocket; goes with this.</param>
/// <param name="clock">The clock.</param>
internal sealed class StompConnection(WebSocket socket, TimeProvider clock) : IAsyncDisposable
{
    // What is wanted of the other side and offered to it, in milliseconds; a core may want none (transcript notifications).
    private const int HeartBeat = 10_000;

    // Who promises less than a sign of life a day promises none that is worth waiting for, and timers end where numbers do.
    private const int RarestBeat = 24 * 60 * 60 * 1000;

    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(200);

    private static readonly byte[] Beat = "\n"u8.ToArray();

    private readonly StompReader _frames = new();
    private readonly byte[] _buffer = new byte[16 << 10];
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _ending = new();
    private TimeSpan? _silence;
    private Task _beating = Task.CompletedTask;

    /// <summary>Connects.</summary>
    /// <param name="host">The server's name.</param>
    /// <param name="authorization">Who connects.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The server's answer: CONNECTED, or ERROR for one that it does not let in.</returns>
    /// <exception cref="InvalidDataException">What came is no STOMP.</exception>
    /// <exception cref="WebSocketException">The connection was lost.</exception>
    public async Task<StompFrame> ConnectAsync(string host, string authorization, CancellationToken cancellationToken)
    {
        var beat = string.Create(CultureInfo.InvariantCulture, $"{HeartBeat},{HeartBeat}");
        await SendAsync(new StompFrame(StompFrame.Connect, ("accept-version", "1.2"), ("host", host), ("heart-beat", beat), ("Authorization", authorization)), cancellationToken).ConfigureAwait(false);
        var answer = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Command == StompFrame.Connected) Agree(answer.Header("heart-beat"));
        return answer;
    }

    public Task SendAsync(StompFrame frame, CancellationToken cancellationToken) => SendAsync(frame.ToBytes(), cancellationToken);

    /// <summary>The next frame.</summary>
    /// <exception cref="InvalidDataException">What came is no STOMP.</exception>
    /// <exception cref="WebSocketException">The connection was lost or closed.</exception>
    /// <exception cref="TimeoutException">The server was silent for longer than it promised.</exception>
    public async Task<StompFrame> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_frames.Read() is { } frame) return frame;
            var received = await ReceiveSomeAsync(cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close) throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
            _frames.Add(_buffer.AsSpan(0, received.Count));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (socket.State == WebSocketState.Open)
        {
            using var limit = new CancellationTokenSource(Farewell);
            await SendAsync(new StompFrame(StompFrame.Disconnect), limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        socket.Dispose();
        _ending.Dispose();
        _sending.Dispose();
    }

    private async Task<ValueWebSocketReceiveResult> ReceiveSomeAsync(CancellationToken cancellationToken)
    {
        if (_silence is not { } silence) return await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await socket.ReceiveAsync(_buffer.AsMemory(), either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("No heartbeat came.", exception);
        }
    }

    // "x,y": the server sends each x milliseconds, and wants something each y; 0 is none.
    private void Agree(string? beats)
    {
        var parts = (beats ?? string.Empty).Split(',');
        if (parts.Length != 2 || Number(parts[0]) is not { } sends || Number(parts[1]) is not { } wants) return;
        if (sends > 0) _silence = TimeSpan.FromMilliseconds(2.5 * Math.Clamp(sends, HeartBeat, RarestBeat));
        if (wants > 0) _beating = BeatAsync(TimeSpan.FromMilliseconds(Math.Clamp(wants, HeartBeat, RarestBeat)));

        static int? Number(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private async Task BeatAsync(TimeSpan pause)
    {
        try
        {
            while (true)
            {
                // Early enough to be there in time.
                await Task.Delay(pause * 0.8, clock, _ending.Token).ConfigureAwait(false);
                await SendAsync(Beat, _ending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // Who reads meets the same.
        }
    }

    private async Task SendAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(bytes.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }
}

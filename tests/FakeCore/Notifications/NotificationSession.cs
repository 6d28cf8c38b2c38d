using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace DigitalHub.FakeCore.Notifications;

/// <summary>One connection: the frames of STOMP as core reads and writes them.</summary>
internal sealed class NotificationSession(WebSocket socket, NotificationSignIn signIn)
{
    private readonly Channel<byte[]> _out = Channel.CreateUnbounded<byte[]>();
    private readonly ConcurrentDictionary<string, string> _subscriptions = new(StringComparer.Ordinal);
    private readonly Guid _id = Guid.NewGuid();
    private int _messages;

    /// <summary>Who connected; null before that.</summary>
    public string? User { get; private set; }

    public int Subscriptions => _subscriptions.Count;

    /// <summary>The id of the subscription to a destination.</summary>
    public string? SubscriptionTo(string destination) => _subscriptions.GetValueOrDefault(destination);

    public void Abort() => socket.Abort();

    public void Send(byte[] bytes) => _out.Writer.TryWrite(bytes);

    public void SendMessage(string destination, string subscription, byte[] body) => Send([
        .. Encoding.UTF8.GetBytes($"MESSAGE\ndestination:{destination}\ncontent-type:application/json\nsubscription:{subscription}\nmessage-id:{_id}-{_messages++}\ncontent-length:{body.Length}\n\n"),
        .. body,
        0,
    ]);

    public async Task ServeAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var writing = WriteAsync(ending.Token);
        try
        {
            await ReadAsync(ending.Token);
        }
        catch (Exception problem) when (problem is WebSocketException or OperationCanceledException or IOException)
        {
            // The connection has ended.
        }
        // What is still to be said is said.
        _out.Writer.TryComplete();
        await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(5), stop));
        await ending.CancelAsync();
        await writing;
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        var buffer = new byte[8192];
        var text = new List<byte>();
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), stop);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }
            text.AddRange(buffer.AsSpan(0, received.Count));
            for (int end; (end = text.IndexOf(0)) >= 0; text.RemoveRange(0, end + 1))
            {
                if (!Handle(Encoding.UTF8.GetString([.. text.Take(end)]).TrimStart('\n', '\r')))
                {
                    return;
                }
            }
        }
    }

    // False for what ends the connection.
    private bool Handle(string frame)
    {
        var lines = frame.Split('\n');
        var headers = lines.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        if (lines[0] == "DISCONNECT")
        {
            if (headers.TryGetValue("receipt", out var receipt))
            {
                Send($"RECEIPT\nreceipt-id:{receipt}\n\n\0");
            }
            return false;
        }
        User = lines[0] == "CONNECT" ? signIn.User(headers.GetValueOrDefault("Authorization")) : User;
        if (User is null)
        {
            Send("ERROR\nmessage:Failed to send message to ExecutorSubscribableChannel[clientInboundChannel]\ncontent-length:0\n\n\0");
            return false;
        }
        switch (lines[0])
        {
            case "CONNECT":
                Send($"CONNECTED\nversion:1.2\nheart-beat:0,0\nuser-name:{User}\n\n\0");
                break;
            case "SUBSCRIBE":
                _subscriptions[headers["destination"]] = headers["id"];
                break;
            case "UNSUBSCRIBE":
                foreach (var (destination, _) in _subscriptions.Where(one => one.Value == headers["id"]))
                {
                    _subscriptions.TryRemove(destination, out _);
                }
                break;
        }
        return true;
    }

    private void Send(string frame) => Send(Encoding.UTF8.GetBytes(frame));

    private async Task WriteAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var bytes in _out.Reader.ReadAllAsync(stop))
            {
                await socket.SendAsync(bytes.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, stop);
            }
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
        }
        catch (Exception problem) when (problem is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection has ended.
        }
    }
}

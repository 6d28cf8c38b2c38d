using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DigitalHub.FakeCore;

/// <summary>
/// A proxy on the loopback interface that wants a sign-in, and leads all that is asked of it to one server, whatever the name
/// it is asked for. Whoever signs in wrongly is told what he sent.
/// </summary>
public sealed class FakeProxy : IAsyncDisposable
{
    private static readonly byte[] Connected = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly string _header;
    private readonly Task _accepting;
    private int _passed;
    private int _tunnels;
    private int _refused;

    /// <summary>Starts one.</summary>
    /// <param name="server">Where all goes.</param>
    /// <param name="user">Who may pass.</param>
    /// <param name="password">His password.</param>
    public FakeProxy(Uri server, string user, string password)
    {
        _server = server;
        _header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Host and port.</summary>
    public string Authority => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How many requests were passed on.</summary>
    public int Passed => Volatile.Read(ref _passed);

    /// <summary>How many tunnels were made.</summary>
    public int Tunnels => Volatile.Read(ref _tunnels);

    /// <summary>How often a sign-in was wanted.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Breaks all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { } head)
                {
                    var fields = head.Skip(1).Select(line => line.Split(':', 2)).ToLookup(parts => parts[0], parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);
                    var body = new byte[int.Parse(fields["Content-Length"].SingleOrDefault("0"), CultureInfo.InvariantCulture)];
                    await stream.ReadExactlyAsync(body, _stop.Token);
                    if (fields["Proxy-Authorization"].SingleOrDefault() is var signIn && signIn != _header)
                    {
                        Interlocked.Increment(ref _refused);
                        await stream.WriteAsync(Refusal(signIn), _stop.Token);
                        continue;
                    }
                    await PassAsync(stream, head, body);
                    return;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
        }
    }

    // The server closes the connection after the answer, so that the next request comes here too.
    private async Task PassAsync(NetworkStream stream, string[] head, byte[] body)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _server.Port, _stop.Token);
        var upstream = server.GetStream();
        var first = head[0].Split(' ');
        if (first[0] == "CONNECT")
        {
            Interlocked.Increment(ref _tunnels);
            await stream.WriteAsync(Connected, _stop.Token);
        }
        else
        {
            Interlocked.Increment(ref _passed);
            var kept = head.Skip(1).Where(line => !line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
            string[] sent = [$"{first[0]} {new Uri(first[1]).PathAndQuery} {first[2]}", .. kept, "Connection: close", string.Empty, string.Empty];
            await upstream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", sent)), _stop.Token);
            await upstream.WriteAsync(body, _stop.Token);
        }
        await Task.WhenAny(stream.CopyToAsync(upstream, _stop.Token), upstream.CopyToAsync(stream, _stop.Token));
    }

    private async Task<string[]?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Add(one[0]);
        }
        return Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private static byte[] Refusal(string? signIn)
    {
        var parts = signIn?.Split(' ', 2);
        var said = parts is null ? "Who are you?" : $"{parts[1]} is wrong, which is {Encoding.UTF8.GetString(Convert.FromBase64String(parts[1]))}.";
        var body = Encoding.UTF8.GetBytes($$"""{"message":"{{said}}"}""");
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}

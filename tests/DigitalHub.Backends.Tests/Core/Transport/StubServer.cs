using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DigitalHub.Backends.Tests.Core.Transport;

/// <summary>A request that the stub got.</summary>
internal sealed record StubRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>Answers a request by whatever bytes; says whether the connection lives on.</summary>
internal delegate Task<bool> StubStep(StubConnection connection, StubRequest request);

/// <summary>A connection as a step sees it.</summary>
internal sealed class StubConnection(Socket socket, Stream stream, CancellationToken stopped)
{
    public CancellationToken Stopped => stopped;

    public async Task WriteAsync(string text) => await WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes, stopped);
        await stream.FlushAsync(stopped);
    }

    /// <summary>Breaks the connection hard (RST).</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}

/// <summary>A server of raw bytes on loopback. Each request gets the next step; the last step serves all that follow.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<StubRequest> _requests = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly StubStep[] _steps;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private int _next = -1;
    private int _connections;

    public StubServer(params StubStep[] steps)
        : this(null, steps)
    {
    }

    public StubServer(X509Certificate2? certificate, params StubStep[] steps)
    {
        _steps = steps;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Endpoint => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}");

    public IReadOnlyList<StubRequest> Requests => [.. _requests];

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Waits for one more request.</summary>
    public Task ArrivedAsync() => _arrived.WaitAsync(Patience.Long);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _ = Task.Run(() => ServeAsync(socket));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException || _stop.IsCancellationRequested)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using (socket)
            {
                Stream stream = new NetworkStream(socket);
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                    stream = secure;
                }

                await using (stream)
                {
                    var connection = new StubConnection(socket, stream, _stop.Token);
                    while (await ReadAsync(stream) is { } request)
                    {
                        _requests.Enqueue(request);
                        var step = _steps[Math.Min(Interlocked.Increment(ref _next), _steps.Length - 1)];
                        _arrived.Release();
                        if (!await step(connection, request)) return;
                    }
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private async Task<StubRequest?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new StubRequest(first[0], first[1], headers, body);
    }
}

/// <summary>The steps of stubs.</summary>
internal static class Steps
{
    public const string Ok = """{"ok":true}""";

    /// <summary>An answer with a body of JSON.</summary>
    public static StubStep Json(string body, int status = 200, params string[] headers) => Answer(status, "application/json", body, headers);

    /// <summary>An answer.</summary>
    public static StubStep Answer(int status, string? type, string body, params string[] headers) => Bytes(status, type, Encoding.UTF8.GetBytes(body), headers);

    public static StubStep Bytes(int status, string? type, ReadOnlyMemory<byte> body, params string[] headers) => async (connection, _) =>
    {
        await connection.WriteAsync(Head(status, type, body.Length, headers));
        await connection.WriteAsync(body);
        return true;
    };

    /// <summary>Core's error body (contract 5.1).</summary>
    public static StubStep Error(int status, string? message, params string[] headers) =>
        Json(System.Text.Json.JsonSerializer.Serialize(new { status, message, errorCode = (string?)null }), status, headers);

    /// <summary>Spring Boot's error body (contract 5.2).</summary>
    public static StubStep Boot(int status, string error = "Forbidden") =>
        Json(System.Text.Json.JsonSerializer.Serialize(new { timestamp = "2026-11-24T14:41:18.039+00:00", status, error, path = "/x" }), status);

    /// <summary>Whatever text, and the end of the connection.</summary>
    public static StubStep Raw(string text) => async (connection, _) =>
    {
        await connection.WriteAsync(text);
        return false;
    };

    /// <summary>A hard end after the request was read.</summary>
    public static StubStep Reset => (connection, _) =>
    {
        connection.Reset();
        return Task.FromResult(false);
    };

    /// <summary>A quiet end after the request was read.</summary>
    public static StubStep Close => (_, _) => Task.FromResult(false);

    /// <summary>A body that ends before its stated length.</summary>
    public static StubStep HalfBody => Raw(Head(200, "application/json", 1000) + "{\"half\":");

    /// <summary>Never an answer.</summary>
    public static StubStep StallBefore => async (connection, _) =>
    {
        await Task.Delay(Timeout.Infinite, connection.Stopped);
        return false;
    };

    /// <summary>Half the headers, and nothing more.</summary>
    public static StubStep StallHeaders => async (connection, _) =>
    {
        await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Ty");
        await Task.Delay(Timeout.Infinite, connection.Stopped);
        return false;
    };

    /// <summary>Half the body, and nothing more.</summary>
    public static StubStep StallBody => async (connection, _) =>
    {
        await connection.WriteAsync(Head(200, "application/json", 1000) + "{\"half\":");
        await Task.Delay(Timeout.Infinite, connection.Stopped);
        return false;
    };

    public static string Head(int status, string? type, long length, params string[] headers) =>
        $"HTTP/1.1 {status} Whatever\r\n{(type is null ? string.Empty : $"Content-Type: {type}\r\n")}Content-Length: {length}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";
}

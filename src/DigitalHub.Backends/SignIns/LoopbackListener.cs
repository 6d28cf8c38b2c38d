using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;

namespace DigitalHub.Backends.SignIns;

/// <summary>
/// Waits for the browser to come back to <c>http://localhost:port/callback</c>, the one host that core sends it to (contract
/// 9.4). It listens on the loopback addresses alone, on both, since a browser takes either for <c>localhost</c>. Sockets, since
/// the framework's HTTP listener takes one of the two.
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    private const string Path = "/callback";
    private const int LongestHead = 16 << 10;
    private const int Tries = 10;
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(20);
    private readonly List<TcpListener> _listeners = [];
    private readonly int _port;

    private LoopbackListener(int port) => _port = port;

    public Uri Redirect => new($"http://localhost:{_port}{Path}");

    /// <summary>Listens on a free port.</summary>
    /// <exception cref="SocketException">There is none.</exception>
    public static LoopbackListener Start()
    {
        for (var attempt = 1; ; attempt++)
        {
            var first = Socket.OSSupportsIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback;
            var listener = Listen(first, 0);
            var result = new LoopbackListener(((IPEndPoint)listener.LocalEndpoint).Port);
            result._listeners.Add(listener);
            if (first.AddressFamily == AddressFamily.InterNetworkV6 || !Socket.OSSupportsIPv6) return result;
            try
            {
                result._listeners.Add(Listen(IPAddress.IPv6Loopback, result._port));
                return result;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is not SocketError.AddressAlreadyInUse || attempt == Tries)
            {
                // No such address on this machine.
                return result;
            }
            catch (SocketException)
            {
                // Somebody has this port of the other address; he would get half of the answers.
                result.Dispose();
            }
        }
    }

    /// <summary>Waits for the answer that belongs to this sign-in; what does not belong to it is told so and has no effect.</summary>
    /// <returns>The whole address that the browser came to.</returns>
    public async Task<string> AnswerAsync(string state, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        foreach (var listener in _listeners) _ = AcceptAsync(listener, state, answer, ending.Token);
        try
        {
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (var listener in _listeners) listener.Dispose();
    }

    private static TcpListener Listen(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        try
        {
            if (OperatingSystem.IsWindows()) listener.ExclusiveAddressUse = true;
            listener.Start();
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(TcpListener listener, string state, TaskCompletionSource<string> answer, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false);
                // Browsers open connections ahead and say nothing on them: each is served on its own.
                _ = ServeAsync(client, state, answer, cancellationToken);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            catch (SocketException)
            {
                // This one was gone before it was there.
            }
        }
    }

    private async Task ServeAsync(TcpClient client, string state, TaskCompletionSource<string> answer, CancellationToken cancellationToken)
    {
        using var _ = client;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Slowest);
        string? accepted = null;
        try
        {
            var stream = client.GetStream();
            await using (stream.ConfigureAwait(false))
            {
                var (status, page) = Look(await HeadAsync(stream, limit.Token).ConfigureAwait(false), state, out accepted);
                await stream.WriteAsync(page.ToResponse(status), limit.Token).ConfigureAwait(false);
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser went away; what it brought counts all the same.
        }
        if (accepted is not null) answer.TrySetResult(accepted);
    }

    private static async Task<string> HeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestHead];
        var length = 0;
        while (length < buffer.Length)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (count == 0) break;
            length += count;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0) return Encoding.Latin1.GetString(buffer, 0, length);
        }
        return string.Empty;
    }

    private (string Status, SignInPage Page) Look(string head, string state, out string? accepted)
    {
        accepted = null;
        var lines = head.Split("\r\n");
        var request = lines[0].Split(' ');
        if (request is not [var method, var target, _] || !IsForUs(lines)) return ("400 Bad Request", SignInPage.Foreign);
        var query = target.IndexOf('?', StringComparison.Ordinal);
        if ((query < 0 ? target : target[..query]) != Path) return ("404 Not Found", SignInPage.Foreign);
        if (method != "GET") return ("405 Method Not Allowed", SignInPage.Foreign);
        var values = HttpUtility.ParseQueryString(query < 0 ? string.Empty : target[(query + 1)..]);
        var belongs = string.Equals(values["state"], state, StringComparison.Ordinal);
        if (values["error"] is not null && (belongs || values["state"] is null))
        {
            accepted = Redirect.AbsoluteUri + target[query..];
            return ("200 OK", SignInPage.Refused);
        }
        if (!belongs || string.IsNullOrEmpty(values["code"])) return ("400 Bad Request", SignInPage.Foreign);
        accepted = Redirect.AbsoluteUri + target[query..];
        return ("200 OK", SignInPage.Done);
    }

    // A page of somebody else's that calls itself by a name of his own is none that core sent here.
    private bool IsForUs(string[] lines) => Array.Exists(lines, line =>
        line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase) && line[5..].Trim() is var host && (host == $"localhost:{_port}" || host == $"127.0.0.1:{_port}" || host == $"[::1]:{_port}"));
}

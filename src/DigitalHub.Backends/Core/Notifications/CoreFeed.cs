using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Core.Notifications;

/// <summary>A core's notifications of changes of runs (contract 2.10).</summary>
/// <param name="connection">The connection, with its subscriptions; goes with this.</param>
/// <param name="socket">What it goes over.</param>
/// <param name="server">The server, for a person.</param>
/// <param name="isWanted">Whether the runs of a project are wanted.</param>
internal sealed class CoreFeed(StompConnection connection, CoreSocket socket, string server, Predicate<string?> isWanted) : IRunFeed
{
    public async IAsyncEnumerable<RunNotice> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, socket.Closing);
        while (true)
        {
            var frame = await NextAsync(closing.Token, cancellationToken).ConfigureAwait(false);
            if (frame.Command == StompFrame.Error) throw Ended(socket.Redact(frame.Header("message")));
            if (frame.Command != StompFrame.Message) continue;
            if (NoticeReader.Read(frame.Body) is not { } notice) Notices.Verbose($"A notification of {server} can't be read; it is passed over.");
            else if (isWanted(notice.Run.Head("project"))) yield return notice;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>That the connection broke.</summary>
    public static ServerException Lost(string server, string? why = null) =>
        new("ConnectionFailed", ErrorKind.ConnectionError, $"The connection for the notifications of {server} was lost{(why is null ? string.Empty : $": {why}")}.")
        {
            RecommendedAction = "Try again; check network, proxy and server.",
        };

    /// <summary>Whether an error is one of a connection.</summary>
    public static bool IsOfConnection(Exception exception) =>
        exception is WebSocketException or IOException or InvalidOperationException or TimeoutException or InvalidDataException or HttpRequestException;

    private async Task<StompFrame> NextAsync(CancellationToken token, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ReceiveAsync(token).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfConnection(exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Lost(server, exception switch
            {
                InvalidDataException => "what came is no STOMP",
                TimeoutException => "it has been silent for too long",
                OperationCanceledException => "the session was disconnected",
                _ => null,
            });
        }
    }

    private ServerException Ended(string? message) =>
        new("ServerError", ErrorKind.ResourceUnavailable, $"{server} ended the notifications{(message is { Length: > 0 } ? $": {ServerText.Clean(message)}" : string.Empty)}.")
        {
            ServerMessage = message,
            RecommendedAction = "Try again later.",
        };
}

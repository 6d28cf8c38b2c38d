using System.Globalization;
using System.Net.Http.Headers;
using DigitalHub.Backends.Core.Listing;

namespace DigitalHub.Backends.Core.Notifications;

/// <summary>Opens a core's notifications (contract 2.10, transcript <c>notifications</c>): only who has signed in gets them, in ways that the first frame can carry.</summary>
internal static class FeedOpening
{
    private const string All = "/notifications/runs";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Opens them; null where the core has none for this session.</summary>
    /// <exception cref="DigitalHubException">What keeps the core from giving them now.</exception>
    public static async Task<IRunFeed?> OpenAsync(ICoreTransport transport, RunFeedQuery query, CancellationToken cancellationToken)
    {
        // Those of level 13 are not known to have any.
        if ((await transport.LevelAsync(cancellationToken).ConfigureAwait(false)).HasShortRunKinds) return null;
        var wanted = await WantedAsync(transport, query, cancellationToken).ConfigureAwait(false);
        AuthenticationHeaderValue? refused = null;
        while (await transport.OpenSocketAsync(refused, cancellationToken).ConfigureAwait(false) is { } socket)
        {
            var connection = new StompConnection(socket.Socket, transport.Clock);
            try
            {
                if (await ConnectAsync(connection, socket, query, transport.Clock, cancellationToken).ConfigureAwait(false))
                {
                    return new CoreFeed(connection, socket, socket.Host, wanted);
                }
            }
            catch
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                throw;
            }
            await connection.DisposeAsync().ConfigureAwait(false);
            if (refused is not null) break;
            refused = socket.Authorization;
        }
        if (refused is not null) Notices.Verbose("The server does not take this sign-in for notifications.");
        return null;
    }

    // The subscriptions go out at once after the answer; the server acknowledges none of them.
    private static async Task<bool> ConnectAsync(StompConnection connection, CoreSocket socket, RunFeedQuery query, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, socket.Closing, cancellationToken);
        try
        {
            var answer = await connection.ConnectAsync(socket.Host, socket.Authorization.ToString(), either.Token).ConfigureAwait(false);
            if (answer.Command == StompFrame.Error) return false;
            if (answer.Command != StompFrame.Connected) throw CoreFeed.Lost(socket.Host, "what came is no answer");
            var number = 0;
            foreach (var destination in Destinations(query))
            {
                await connection.SendAsync(new StompFrame(StompFrame.Subscribe, ("id", (number++).ToString(CultureInfo.InvariantCulture)), ("destination", destination)), either.Token).ConfigureAwait(false);
            }
            return true;
        }
        catch (Exception exception) when (CoreFeed.IsOfConnection(exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CoreFeed.Lost(socket.Host, limit.IsCancellationRequested ? "it did not answer" : null);
        }
    }

    private static IEnumerable<string> Destinations(RunFeedQuery query) =>
        query.Own ? ["/user" + All] : query.Ids.Count > 0 ? query.Ids.Select(id => $"{All}/{id}") : [All];

    // The core tells everybody of all runs: a user is shown those of his projects, as a listing does.
    private static async Task<Predicate<string?>> WantedAsync(ICoreTransport transport, RunFeedQuery query, CancellationToken cancellationToken)
    {
        if (query.Project is { } project) return name => name == project;
        if (query.Own || query.Ids.Count > 0) return _ => true;
        var readable = new ReadableProjects(transport);
        if (await readable.MayReadAllAsync(cancellationToken).ConfigureAwait(false)) return _ => true;
        var names = (await readable.NamesAsync(cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        return name => name is not null && names.Contains(name);
    }
}

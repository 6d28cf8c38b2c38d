using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>Gives out pages; meanwhile the next one is fetched and cut up, and the one after that may be on its way, no more.</summary>
internal static class Pump
{
    /// <param name="pages">The pages.</param>
    /// <param name="ahead">Fetch the next page before the last one is used up.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<IReadOnlyList<PageItem>> ReadAsync(OrderedPages pages, bool ahead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = stop.Token;
        // On another thread than the consumer's, who is busy with the page before.
        Func<Task<IReadOnlyList<PageItem>?>> fetch = ahead
            ? () => Task.Run(() => pages.NextAsync(ahead: true, token), CancellationToken.None)
            : () => pages.NextAsync(ahead: false, token);
        var next = fetch();
        try
        {
            while (await next.ConfigureAwait(false) is { } items)
            {
                if (ahead) next = fetch();
                yield return items;
                if (!ahead) next = fetch();
            }
        }
        finally
        {
            // Whoever leaves early must not leave a request behind, nor hear of its failure.
            if (!next.IsCompleted || !pages.Early.IsCompleted) await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await pages.Early.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

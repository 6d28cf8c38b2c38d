using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>Gives out the items of pages one by one; the next page is fetched meanwhile, one at most.</summary>
internal static class Pump
{
    /// <param name="pages">The pages.</param>
    /// <param name="ahead">Fetch the next page before the last one is used up.</param>
    /// <param name="cancellationToken">Stops it, also between two items of a page.</param>
    public static async IAsyncEnumerable<PageItem> ReadAsync(OrderedPages pages, bool ahead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = pages.NextAsync(stop.Token);
        try
        {
            while (await next.ConfigureAwait(false) is { } items)
            {
                if (ahead) next = pages.NextAsync(stop.Token);
                foreach (var item in items)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return item;
                }
                if (!ahead) next = pages.NextAsync(stop.Token);
            }
        }
        finally
        {
            // Whoever leaves early must not leave a request behind, nor hear of its failure.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>Merges listings that are each in the order of creation into one, lazily.</summary>
internal sealed class MergedRuns : IAsyncDisposable
{
    private const int OpenAtOnce = 8;

    private readonly List<IAsyncEnumerator<PageItem>> _open = [];
    private readonly bool _descending;

    private MergedRuns(bool descending) => _descending = descending;

    /// <summary>Opens listings, a few at a time.</summary>
    /// <param name="streams">The listings.</param>
    /// <param name="descending">The newest first.</param>
    /// <param name="passOver">Called with the number of a listing that can't be read and why; false lets the error through.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<MergedRuns> OpenAsync(
        IReadOnlyList<RunStream> streams,
        bool descending,
        Func<int, DigitalHubException, bool> passOver,
        CancellationToken cancellationToken)
    {
        var merged = new MergedRuns(descending);
        try
        {
            foreach (var some in streams.Select((stream, number) => (stream, number)).Chunk(OpenAtOnce))
            {
                var opened = await Task.WhenAll(some.Select(one => OpenAsync(one.stream, error => passOver(one.number, error), cancellationToken))).ConfigureAwait(false);
                merged._open.AddRange(opened.OfType<IAsyncEnumerator<PageItem>>());
            }
            return merged;
        }
        catch
        {
            await merged.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async IAsyncEnumerable<PageItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = Comparer<DateTimeOffset>.Create((a, b) => _descending ? b.CompareTo(a) : a.CompareTo(b));
        var heads = new PriorityQueue<IAsyncEnumerator<PageItem>, DateTimeOffset>(order);
        foreach (var one in _open) heads.Enqueue(one, TimeOf(one));
        while (heads.TryDequeue(out var one, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return one.Current;
            if (await one.MoveNextAsync().ConfigureAwait(false)) heads.Enqueue(one, TimeOf(one));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _open) await one.DisposeAsync().ConfigureAwait(false);
    }

    private static DateTimeOffset TimeOf(IAsyncEnumerator<PageItem> one) => one.Current.Created ?? DateTimeOffset.MinValue;

    private static async Task<IAsyncEnumerator<PageItem>?> OpenAsync(RunStream stream, Func<DigitalHubException, bool> passOver, CancellationToken cancellationToken)
    {
        var items = stream.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            if (await items.MoveNextAsync().ConfigureAwait(false)) return items;
        }
        catch (DigitalHubException exception) when (passOver(exception))
        {
            // It is left out, and whoever opened it said so.
        }
        catch
        {
            await items.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await items.DisposeAsync().ConfigureAwait(false);
        return null;
    }
}

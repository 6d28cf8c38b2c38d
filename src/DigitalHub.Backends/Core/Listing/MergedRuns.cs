using System.Runtime.CompilerServices;

namespace DigitalHub.Backends.Core.Listing;

/// <summary>Merges listings that are each in the order of creation into one, lazily.</summary>
internal sealed class MergedRuns : IAsyncDisposable
{
    private const int OpenAtOnce = 8;

    private readonly List<Listing> _open = [];
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
                merged._open.AddRange(opened.OfType<Listing>());
            }
            return merged;
        }
        catch
        {
            await merged.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The runs in order, as many at once as are there without waiting.</summary>
    public IAsyncEnumerable<IReadOnlyList<PageItem>> ReadAsync(CancellationToken cancellationToken) =>
        _open is [var only] ? only.RestAsync() : MergeAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _open) await one.DisposeAsync().ConfigureAwait(false);
    }

    private async IAsyncEnumerable<IReadOnlyList<PageItem>> MergeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = Comparer<DateTimeOffset>.Create((a, b) => _descending ? b.CompareTo(a) : a.CompareTo(b));
        var heads = new PriorityQueue<Listing, DateTimeOffset>(order);
        foreach (var one in _open) heads.Enqueue(one, one.Time);
        var merged = new List<PageItem>();
        while (heads.TryDequeue(out var one, out _))
        {
            merged.Add(one.Head);
            if (one.Advance())
            {
                heads.Enqueue(one, one.Time);
                continue;
            }
            yield return merged;
            merged = [];
            cancellationToken.ThrowIfCancellationRequested();
            if (await one.FetchAsync().ConfigureAwait(false)) heads.Enqueue(one, one.Time);
        }
    }

    private static async Task<Listing?> OpenAsync(RunStream stream, Func<DigitalHubException, bool> passOver, CancellationToken cancellationToken)
    {
        var listing = new Listing(stream.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken));
        try
        {
            if (await listing.FetchAsync().ConfigureAwait(false)) return listing;
        }
        catch (DigitalHubException exception) when (passOver(exception))
        {
            // It is left out, and whoever opened it said so.
        }
        catch
        {
            await listing.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await listing.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>One of the listings, and how far it was used.</summary>
    private sealed class Listing(IAsyncEnumerator<IReadOnlyList<PageItem>> batches) : IAsyncDisposable
    {
        private int _at;

        public PageItem Head => batches.Current[_at];

        public DateTimeOffset Time => Head.Created ?? DateTimeOffset.MinValue;

        /// <summary>Goes to the next run, if it is there.</summary>
        public bool Advance() => ++_at < batches.Current.Count;

        /// <summary>Waits for further runs; false at the end.</summary>
        public async Task<bool> FetchAsync()
        {
            _at = 0;
            do
            {
                if (!await batches.MoveNextAsync().ConfigureAwait(false)) return false;
            }
            while (batches.Current.Count == 0);
            return true;
        }

        /// <summary>All that was not used yet, where this is the only listing.</summary>
        public async IAsyncEnumerable<IReadOnlyList<PageItem>> RestAsync()
        {
            do yield return batches.Current;
            while (await batches.MoveNextAsync().ConfigureAwait(false));
        }

        public ValueTask DisposeAsync() => batches.DisposeAsync();
    }
}

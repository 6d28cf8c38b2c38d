namespace DigitalHub.Backends.Core.Listing;

/// <summary>
/// Reads a listing that is sorted by <c>created</c> and <c>id</c>, neither of which ever changes, while others add, remove
/// and change what is listed. Pages are offsets and shift (contract 6); what keeps the listing whole is this: a page follows
/// what was read before it without a gap if it begins at the top, or with an item that was read, or with one created before
/// (in the order of the listing) the last that was read. Pages overlap so that they do, and where one does not, the reading
/// steps back until one does. So everything that is there from start to end comes exactly once. Runs of the same
/// millisecond are ordered by the server's own comparison of ids, which is not known here and never guessed.
/// </summary>
/// <param name="source">Where the pages come from, sorted by <c>created</c> and <c>id</c>.</param>
/// <param name="sizes">How large they are.</param>
/// <param name="descending">The newest first.</param>
internal sealed class OrderedPages(PageSource source, PageSizes sizes, bool descending)
{
    // The server's clock comes to the second, and several servers have several clocks.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    // Our own clock, where the server tells no time, may be anything.
    private static readonly TimeSpan OwnClockTolerance = TimeSpan.FromHours(1);

    private readonly HashSet<UInt128> _seen = [];
    private DateTimeOffset? _last;
    private DateTimeOffset _end = DateTimeOffset.MaxValue;
    private long _position;
    private long _drift;
    private long? _total;
    private long _delivered;
    private bool _started;
    private bool _ended;

    /// <summary>The first items to leave out; they are never asked for, as far as pages allow.</summary>
    public long Skip { get; init; }

    /// <summary>Where the listing begins, in its order: what was created before that is passed over without reading it.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Whether the server had anything for the listing when it began.</summary>
    public bool FoundAny { get; private set; }

    /// <summary>The next items; null at the end.</summary>
    public async Task<IReadOnlyList<PageItem>?> NextAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            var fresh = _started
                ? await FurtherAsync(cancellationToken).ConfigureAwait(false)
                : await FirstAsync(cancellationToken).ConfigureAwait(false);
            if (sizes.Wanted is { } wanted && _delivered >= wanted) _ended = true;
            if (fresh.Count > 0) return fresh;
        }
        return null;
    }

    private async Task<IReadOnlyList<PageItem>> FirstAsync(CancellationToken cancellationToken)
    {
        var window = PageWindow.Holding(Skip, sizes.First, PageSource.MaxSize) ?? new PageWindow(Skip / PageSource.MaxSize, PageSource.MaxSize);
        var page = await source.GetAsync(window, cancellationToken).ConfigureAwait(false);
        _started = true;
        FoundAny = page.Items.Count > 0 || page.Total > 0;
        // Whoever adds runs all the time must not make this endless.
        if (!descending) _end = page.Date + ClockTolerance ?? source.Clock.GetUtcNow() + OwnClockTolerance;
        _last = Start;
        if (Start is not null && page.Items.Count == window.Size && IsBefore(page.Items[^1]))
        {
            _position = await FindStartAsync(page, cancellationToken).ConfigureAwait(false);
            _total = page.Total;
            return [];
        }
        return Take(page, window, Skip == 0 ? OldItems(page) : (int)Math.Min(Skip - window.Offset, page.Items.Count));
    }

    // What is passed over this way is out of range by when it was created: a search that others disturb finds a place too
    // far, and the page there is seen to leave a gap.
    private async Task<long> FindStartAsync(CorePage first, CancellationToken cancellationToken)
    {
        var (low, high) = ((long)first.Items.Count, first.Total ?? 0);
        while (high - low > PageSource.MaxSize / 2)
        {
            var middle = low + ((high - low) / 2);
            var probe = await source.GetAsync(new PageWindow(middle, 1), cancellationToken).ConfigureAwait(false);
            if (probe.Items.Count > 0 && IsBefore(probe.Items[0])) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private async Task<IReadOnlyList<PageItem>> FurtherAsync(CancellationToken cancellationToken)
    {
        var from = Math.Max(_position - _drift - PageSizes.Overlap, 0);
        for (long margin = PageSizes.Overlap; ; margin *= 4)
        {
            var size = sizes.Next(_delivered);
            var whole = sizes.Wanted is null ? null : PageWindow.Holding(from, size, PageSource.MaxSize);
            var window = whole ?? PageWindow.Over(from, from + PageSizes.Overlap, size);
            var page = await source.GetAsync(window, cancellationToken).ConfigureAwait(false);
            if (window.Offset == 0 || (page.Items.Count > 0 && IsOld(page.Items[0]))) return Take(page, window, OldItems(page));
            // At least so many were removed since the last page that fitted, most likely in front.
            var removed = Math.Max(_total - page.Total ?? 0, 0);
            from = Math.Max(Math.Min(window.Offset - 1, _position - removed - margin), 0);
        }
    }

    private IReadOnlyList<PageItem> Take(CorePage page, PageWindow window, int old)
    {
        sizes.Note(page);
        var fresh = page.Items.Skip(old).ToList();
        if (fresh.FindIndex(item => item.Created > _end) is >= 0 and var late)
        {
            fresh.RemoveRange(late, fresh.Count - late);
            _ended = true;
        }
        if (page.Items.Count < window.Size) _ended = true;
        foreach (var item in page.Items) _seen.Add(item.CompactId);
        // How far the pages have moved since the last one; the next one expects the same. Where that brought nothing new,
        // it was too much, or much was added in front.
        _drift = fresh.Count > 0 ? Math.Max(_position - (window.Offset + old), 0) : -Math.Max(page.Total - _total ?? 0, 0);
        _position = window.Offset + page.Items.Count;
        _total = page.Total;
        if (fresh.Count > 0) _last = fresh[^1].Created ?? _last;
        _delivered += fresh.Count;
        return fresh;
    }

    // What stands in front of an item that was read comes before it. If it is new, it was not there all the time.
    private int OldItems(CorePage page)
    {
        var old = page.Items.Count;
        while (old > 0 && !IsOld(page.Items[old - 1])) old--;
        return old;
    }

    private bool IsOld(PageItem item) => IsBefore(item) || _seen.Contains(item.CompactId);

    private bool IsBefore(PageItem item) => descending ? item.Created > _last : item.Created < _last;
}

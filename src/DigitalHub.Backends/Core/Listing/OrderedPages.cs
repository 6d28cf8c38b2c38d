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
    private bool _isSurprising;
    private PageWindow _earlyWindow;
    private Task<CoreAnswer>? _early;

    /// <summary>The first items to leave out; they are never asked for, as far as pages allow.</summary>
    public long Skip { get; init; }

    /// <summary>Where the listing begins, in its order: what was created before that is passed over without reading it.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Whether the server had anything for the listing when it began.</summary>
    public bool FoundAny { get; private set; }

    /// <summary>What was asked for early and is not used yet.</summary>
    public Task Early => _early ?? Task.CompletedTask;

    /// <summary>The next items; null at the end.</summary>
    /// <param name="ahead">Ask for the page after these before they are cut out of theirs, where it can be told which that is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<PageItem>?> NextAsync(bool ahead, CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            var fresh = _started
                ? await FurtherAsync(ahead, cancellationToken).ConfigureAwait(false)
                : await FirstAsync(ahead, cancellationToken).ConfigureAwait(false);
            if (sizes.Wanted is { } wanted && _delivered >= wanted) _ended = true;
            if (fresh.Count > 0) return fresh;
        }
        return null;
    }

    private async Task<IReadOnlyList<PageItem>> FirstAsync(bool ahead, CancellationToken cancellationToken)
    {
        var window = PageWindow.Holding(Skip, sizes.First, PageSource.MaxSize) ?? new PageWindow(Skip / PageSource.MaxSize, PageSource.MaxSize);
        var page = await GetAsync(window, ahead && Start is null, cancellationToken).ConfigureAwait(false);
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

    private async Task<IReadOnlyList<PageItem>> FurtherAsync(bool ahead, CancellationToken cancellationToken)
    {
        var from = Math.Max(_position - _drift - PageSizes.Overlap, 0);
        for (long margin = PageSizes.Overlap; ; margin *= 4)
        {
            var size = sizes.Next(_delivered);
            var whole = sizes.Wanted is null ? null : PageWindow.Holding(from, size, PageSource.MaxSize);
            var window = whole ?? PageWindow.Over(from, from + PageSizes.Overlap, size);
            var page = await GetAsync(window, ahead, cancellationToken).ConfigureAwait(false);
            if (window.Offset == 0 || (page.Items.Count > 0 && IsOld(page.Items[0]))) return Take(page, window, OldItems(page));
            // At least so many were removed since the last page that fitted, most likely in front.
            var removed = Math.Max(_total - page.Total ?? 0, 0);
            from = Math.Max(Math.Min(window.Offset - 1, _position - removed - margin), 0);
        }
    }

    private async Task<CorePage> GetAsync(PageWindow window, bool ahead, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(window, cancellationToken).ConfigureAwait(false);
        if (ahead) AskEarly(window, answer, cancellationToken);
        return source.Read(window, answer);
    }

    private async Task<CoreAnswer> AskAsync(PageWindow window, CancellationToken cancellationToken)
    {
        if (_early is { } early)
        {
            _early = null;
            if (_earlyWindow == window) return await early.ConfigureAwait(false);
            // One request at a time; and where pages move, none is foreseen any more.
            _isSurprising = true;
            await ((Task)early).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return await source.AskAsync(window, cancellationToken).ConfigureAwait(false);
    }

    // While a page is cut up, the next one is on its way: that which will follow if nothing moves. It is used only if it is
    // the one that is wanted then.
    private void AskEarly(PageWindow window, CoreAnswer answer, CancellationToken cancellationToken)
    {
        if (_isSurprising || _drift != 0 || window.End >= PageReader.Glimpse(answer) || sizes.Steady(answer.Body.Length) is not { } size) return;
        _earlyWindow = PageWindow.Over(window.End - PageSizes.Overlap, window.End, size);
        _early = source.AskAsync(_earlyWindow, cancellationToken);
    }

    private List<PageItem> Take(CorePage page, PageWindow window, int old)
    {
        sizes.Note(page);
        var fresh = old == 0 ? page.Items : page.Items.GetRange(old, page.Items.Count - old);
        var isWhole = page.Items.Count == window.Size;
        foreach (var item in page.Items) _seen.Add(item.CompactId);
        if (_end < DateTimeOffset.MaxValue && fresh.FindIndex(item => item.Created > _end) is >= 0 and var late)
        {
            fresh.RemoveRange(late, fresh.Count - late);
            _ended = true;
        }
        if (!isWhole) _ended = true;
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

    private bool IsOld(in PageItem item) => IsBefore(item) || _seen.Contains(item.CompactId);

    private bool IsBefore(in PageItem item) => descending ? item.Created > _last : item.Created < _last;
}

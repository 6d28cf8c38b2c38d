namespace DigitalHub.Backends.Core.Listing;

/// <summary>A stretch of a listing that can be asked for: the server knows offsets only as multiples of the page's size.</summary>
internal readonly record struct PageWindow(long Page, int Size)
{
    public long Offset => Page * Size;

    public long End => Offset + Size;

    /// <summary>
    /// The window of about a size that begins at a place or before it and reaches furthest beyond another: a size a little
    /// smaller lets it begin nearly where it should.
    /// </summary>
    /// <param name="from">Where it begins at the latest.</param>
    /// <param name="beyond">What it must reach beyond; less than a page's size behind <paramref name="from"/>.</param>
    /// <param name="size">How much is wanted; more than lies between the two.</param>
    public static PageWindow Over(long from, long beyond, int size)
    {
        var best = new PageWindow(Math.Max(from, 0) / size, size);
        for (var some = size - 1; some >= Math.Max(size / 2, 1); some--) best = Further(best, from, some);
        for (var some = size + 1; best.End <= beyond && some <= PageSource.MaxSize; some++) best = Further(best, from, some);
        return best;
    }

    /// <summary>The smallest window that holds a number of items from a place on; null if none does.</summary>
    public static PageWindow? Holding(long from, long count, int max)
    {
        for (var size = Math.Max(count, 1); size <= max; size++)
        {
            var window = new PageWindow(from / size, (int)size);
            if (window.End >= from + count) return window;
        }
        return null;
    }

    private static PageWindow Further(PageWindow best, long from, int size)
    {
        var window = new PageWindow(Math.Max(from, 0) / size, size);
        return window.End > best.End ? window : best;
    }
}

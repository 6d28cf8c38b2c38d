namespace DigitalHub.Backends.Core.Listing;

/// <summary>How large the pages of a listing are: no larger than what is wanted, and than 8 MB.</summary>
internal sealed class PageSizes
{
    /// <summary>How many items of the page before each page begins with.</summary>
    public const int Overlap = 8;

    private const int MinSize = 2 * Overlap;
    private const int MaxBytes = 8 * 1024 * 1024;

    private readonly int _largest;
    private int _max;
    private int _next;

    /// <param name="first">The size of the first page; it grows from there.</param>
    /// <param name="wanted">How many items are wanted of the server; null where that can't be told.</param>
    /// <param name="largest">The size of the largest page.</param>
    public PageSizes(int first, long? wanted, int largest = PageSource.MaxSize)
    {
        (_largest, _max) = (largest, largest);
        First = (int)Math.Clamp(wanted ?? first, 1, largest);
        Wanted = wanted;
        _next = first;
    }

    /// <summary>How many items are wanted of the server; null where that can't be told.</summary>
    public long? Wanted { get; }

    /// <summary>The size of the first page.</summary>
    public int First { get; }

    /// <summary>The size of all further pages, as far as can be told; null where it depends on what they bring.</summary>
    /// <param name="bytes">How large the last answer was.</param>
    public int? Steady(int bytes) => Wanted is null && _next == _largest && _max == _largest && bytes <= MaxBytes ? _largest : null;

    /// <summary>The size of a further page.</summary>
    /// <param name="delivered">How many items have been found so far.</param>
    public int Next(long delivered)
    {
        _next = Math.Min(_next * 3, _largest);
        var size = Wanted is { } all ? Math.Min(Math.Min(all - delivered, _max) + Overlap, _max) : Math.Min(_next, _max);
        return (int)Math.Clamp(size, MinSize, _largest);
    }

    /// <summary>Takes note of how large a page was.</summary>
    public void Note(CorePage page)
    {
        if (page.Items.Count == 0) return;
        var fitting = (long)page.Items.Count * MaxBytes / Math.Max(page.Bytes, 1);
        _max = (int)Math.Clamp(page.Bytes > MaxBytes ? fitting : Math.Max(_max, Math.Min(fitting, 2L * _max)), MinSize, _largest);
    }
}

namespace DigitalHub.Backends.Core.Listing;

/// <summary>One document of a page, with what a listing needs to know of it.</summary>
/// <param name="document">The document.</param>
/// <param name="compactId">The id to remember it by.</param>
/// <param name="created">When it was created; null where it does not say.</param>
/// <param name="isDeleting">Whether it is on its way out.</param>
internal readonly struct PageItem(StoredDocument document, UInt128 compactId, DateTimeOffset? created, bool isDeleting)
{
    // Thousands are moved about: a number is a third of what a time that may be missing takes.
    private readonly long _created = created?.UtcTicks ?? -1;

    public StoredDocument Document { get; } = document;

    /// <summary>The id to remember it by.</summary>
    public UInt128 CompactId { get; } = compactId;

    public DateTimeOffset? Created => _created < 0 ? null : new DateTimeOffset(_created, TimeSpan.Zero);

    /// <summary>Whether its state is DELETING.</summary>
    public bool IsDeleting { get; } = isDeleting;

    public string Id => Document.Head("id") ?? Document.Json;
}

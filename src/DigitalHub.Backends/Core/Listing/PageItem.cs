namespace DigitalHub.Backends.Core.Listing;

/// <summary>One document of a page, with what a listing needs to know of it.</summary>
/// <param name="json">Its text.</param>
/// <param name="id">Its id.</param>
/// <param name="created">When it was created; null where it does not say.</param>
/// <param name="state">Its state; null where it has none.</param>
internal sealed class PageItem(string json, string id, DateTimeOffset? created, string? state)
{
    private StoredDocument? _document;
    private UInt128? _compactId;

    public string Id => id;

    /// <summary>The id to remember it by.</summary>
    public UInt128 CompactId => _compactId ??= Listing.CompactId.Of(id);

    public DateTimeOffset? Created => created;

    public string? State => state;

    /// <summary>The document; its values are read when they are first asked for.</summary>
    public StoredDocument Document => _document ??= StoredDocument.Read(json);
}

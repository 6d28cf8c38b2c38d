namespace DigitalHub;

/// <summary>Filters that are worked out on documents; all must hold.</summary>
internal sealed class DocumentFilters
{
    private readonly List<Predicate<StoredDocument>> _parts = [];

    /// <summary>Whether there is nothing to look at.</summary>
    public bool TakesAll => _parts.Count == 0;

    public bool Match(StoredDocument document) => _parts.TrueForAll(part => part(document));

    public void Add(Predicate<StoredDocument> part) => _parts.Add(part);

    /// <summary>Any of several texts; none is no filter.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: a pattern is none, or too long.</exception>
    public void Text(IReadOnlyList<string> values, Func<StoredDocument, string?> read)
    {
        var set = new TextSet(values);
        if (!set.IsEmpty) Add(document => set.Has(read(document)));
    }

    /// <summary>Any of several functions or workflows: a full reference, <c>kind://project/name</c> for any version, or a bare name.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public void References(IReadOnlyList<string> values, string field)
    {
        var full = new TextSet(values.Where(IsFull));
        var names = new TextSet(values.Where(value => !IsFull(value)));
        if (full.IsEmpty && names.IsEmpty) return;
        Add(document =>
        {
            if (InSpec(document, field) is not { } text) return false;
            if (full.Has(text)) return true;
            return EntityReference.TryParse(text, out var reference)
                ? full.Has((reference with { Id = null }).ToString()) || names.Has(reference.Name)
                : names.Has(text);
        });
    }

    /// <summary>At least one of several labels.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public void AnyLabel(IReadOnlyList<string> labels)
    {
        var set = new TextSet(labels);
        if (!set.IsEmpty) Add(document => document.Map.Map("metadata")?["labels"] is Array own && own.OfType<string>().Any(set.Has));
    }

    public static string? InSpec(StoredDocument document, string name) => document.Map.Map("spec")?.Text(name);

    public static bool IsFull(string reference) => reference.Contains("://", StringComparison.Ordinal);
}

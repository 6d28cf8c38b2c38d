using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>
/// What a caller wants changed in a document: the document as he read it and as he left it, or single edits, or both.
/// The backend fetches the present document, applies the change to it and writes the result (design sections 2 and 5).
/// </summary>
internal sealed record EntityChange
{
    /// <summary>The document as it was read, as JSON; null when only single edits are given.</summary>
    public string? AsRead { get; init; }

    /// <summary>The document as the caller left it; goes with <see cref="AsRead"/>.</summary>
    public OrderedDictionary? Edited { get; init; }

    /// <summary>The new name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The new description; empty takes it away, null leaves it.</summary>
    public string? Description { get; init; }

    /// <summary>Labels to add.</summary>
    public IReadOnlyList<string> AddLabels { get; init; } = [];

    /// <summary>Labels to remove.</summary>
    public IReadOnlyList<string> RemoveLabels { get; init; } = [];

    /// <summary>Values to merge into the metadata at every depth; null removes.</summary>
    public OrderedDictionary? Metadata { get; init; }

    /// <summary>Values to merge into the spec.</summary>
    public OrderedDictionary? Spec { get; init; }

    /// <summary>Values to merge into the status.</summary>
    public OrderedDictionary? Status { get; init; }

    /// <summary>The state to move to, or null.</summary>
    public string? State { get; init; }

    /// <summary>Metadata, spec and status given here replace what is there instead of being merged into it.</summary>
    public bool Replace { get; init; }

    /// <summary>Where both sides changed the same value, take the caller's.</summary>
    public bool Force { get; init; }

    /// <summary>The present document with the change in it. Neither document is touched.</summary>
    /// <param name="current">The document as the backend has it now.</param>
    /// <param name="conflictId">The error id of a conflict, for example <c>RunChanged</c>.</param>
    /// <exception cref="ConflictException">Both sides changed the same value, and <see cref="Force"/> is not set.</exception>
    public OrderedDictionary ApplyTo(OrderedDictionary current, string conflictId)
    {
        var next = ValueMap.Clone(current);
        if (AsRead is not null && Edited is not null)
        {
            var read = StoredDocument.Read(AsRead).Map;
            next = (OrderedDictionary)new DocumentMerge(conflictId, Force).Merge(read, Edited, current)!;
        }
        if (Name is not null) next["name"] = Name;
        Put(next, "metadata", Metadata);
        if (Description is not null) DocumentMerge.Overlay(next.Section("metadata"), ValueMap.From([new("description", Description.Length == 0 ? null : Description)]));
        Put(next, "spec", Spec);
        Put(next, "status", Status);
        if (State is not null) next.Section("status")["state"] = State;
        if (AddLabels.Count + RemoveLabels.Count > 0)
        {
            var labels = next.Map("metadata")?["labels"] as Array ?? Array.Empty<object>();
            var after = labels.Cast<object?>()
                .Where(label => label is not string text || !RemoveLabels.Contains(text, StringComparer.Ordinal))
                .Union(AddLabels)
                .ToArray();
            // Labels that are as asked for already stay as they are written, be it as none at all.
            if (!ValueMap.Same(after, labels)) next.Section("metadata")["labels"] = after;
        }
        return next;
    }

    private void Put(OrderedDictionary document, string section, OrderedDictionary? values)
    {
        if (values is null) return;
        if (Replace) document[section] = ValueMap.Clone(values);
        else DocumentMerge.Overlay(document.Section(section), values);
    }
}

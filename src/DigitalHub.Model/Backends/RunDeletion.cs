namespace DigitalHub;

/// <summary>A backend's answer to the removal of a run: the run as it answered it, and whether it is gone already.</summary>
internal sealed record RunDeletion(StoredDocument Answer, bool Gone)
{
    /// <summary>The run with what came to it after it was read, as far as that could still be seen; null where nothing was seen, or nobody looked.</summary>
    public WholeRun? Late { get; init; }

    /// <summary>What may have got more after it was read and could not be looked at any more, in words; null where that is nothing.</summary>
    public string? Unseen { get; init; }
}

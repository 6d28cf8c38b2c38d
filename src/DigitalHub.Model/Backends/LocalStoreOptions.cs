namespace DigitalHub;

/// <summary>How a local store is to be opened.</summary>
/// <param name="Path">The full path of the file; with <see cref="InMemory"/> ignored.</param>
internal sealed record LocalStoreOptions(string Path)
{
    /// <summary>A private temporary store that is gone when it is closed.</summary>
    public bool InMemory { get; init; }

    /// <summary>The level of the core that the store refuses, drops and adds like; null for one that keeps what it is given.</summary>
    public int? LikeCore { get; init; }

    /// <summary>Who is written as creator.</summary>
    public string User { get; init; } = Environment.UserName;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

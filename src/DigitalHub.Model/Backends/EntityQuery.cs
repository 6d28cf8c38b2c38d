namespace DigitalHub;

/// <summary>
/// What a listing of functions, workflows or tasks asks for, newest first. Text filters are exact unless they hold a
/// wildcard. All given criteria must hold; of the versions of a name, unless all are asked for, it is the newest that must.
/// </summary>
internal sealed record EntityQuery(EntityType Type)
{
    /// <summary>The project; null lists over all projects that the user may read.</summary>
    public string? Project { get; init; }

    /// <summary>Any of these names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Any of these kinds.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Any of these creators.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>All of these labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Tasks of any of these functions: a full reference, <c>kind://project/name</c> (any version), or a bare name.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>Tasks of any of these workflows, in the same forms.</summary>
    public IReadOnlyList<string> Workflows { get; init; } = [];

    /// <summary>Tasks with any of these actions.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Every version of each name, not only the newest.</summary>
    public bool AllVersions { get; init; }

    /// <summary>How many to leave out at the start.</summary>
    public long Skip { get; init; }

    /// <summary>How many are wanted at most; null for all.</summary>
    public long? First { get; init; }

    /// <summary>How many in order hold all that are wanted, those that are left out among them; null for all.</summary>
    public long? Reach => First is { } first ? first + Math.Min(Skip, long.MaxValue - first) : null;
}

namespace DigitalHub;

/// <summary>
/// What a listing of runs asks for. Text filters are exact unless they hold a wildcard (<c>* ? [ ]</c>), which is the
/// caller's to escape with a backtick. All given criteria must hold.
/// </summary>
internal sealed record RunQuery
{
    /// <summary>The project; null lists over all projects that the user may read.</summary>
    public string? Project { get; init; }

    /// <summary>Any of these names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Any of these kinds.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Any of these states.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Failed, or not able to start, for any of these reasons (<see cref="RunReason"/>).</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Any of these creators.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Any of these functions: a full reference, <c>kind://project/name</c> (any version), or a bare name.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>Any of these workflows, in the same forms.</summary>
    public IReadOnlyList<string> Workflows { get; init; } = [];

    /// <summary>Any of these tasks: a full reference <c>kind://project/id</c>, or a bare id.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Any of these actions, for example <c>job</c>.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>All of these labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>At least one of these labels.</summary>
    public IReadOnlyList<string> AnyLabels { get; init; } = [];

    /// <summary>Created at this time or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Created at this time or earlier.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Changed at this time or later.</summary>
    public DateTimeOffset? UpdatedAfter { get; init; }

    /// <summary>Changed at this time or earlier.</summary>
    public DateTimeOffset? UpdatedBefore { get; init; }

    /// <summary>Text that id, name, function or workflow contain, in any case (contract 2.3, <c>q</c>), taken literally.</summary>
    public string? Text { get; init; }

    /// <summary>What to sort by.</summary>
    public RunSort Sort { get; init; } = RunSort.Created;

    /// <summary>Largest first.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>How many runs to leave out at the start.</summary>
    public long Skip { get; init; }

    /// <summary>How many runs are wanted at most; null for all.</summary>
    public long? First { get; init; }

    /// <summary>How many in order hold all that are wanted, those that are left out among them; null for all.</summary>
    public long? Reach => First is { } first ? first + Math.Min(Skip, long.MaxValue - first) : null;
}

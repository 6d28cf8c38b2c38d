namespace DigitalHub;

/// <summary>What a listing of projects asks for; sorted by name.</summary>
internal sealed record ProjectQuery
{
    /// <summary>Any of these names, exact or with wildcards.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>How many projects to leave out at the start.</summary>
    public long Skip { get; init; }

    /// <summary>How many projects are wanted at most; null for all.</summary>
    public long? First { get; init; }
}

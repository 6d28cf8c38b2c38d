namespace DigitalHub.Backends.Local;

/// <summary>A piece of SQL with the values of its question marks, in order.</summary>
internal sealed record Condition(string Sql, params IReadOnlyList<object?> Values)
{
    private const int MaxChain = 100;

    public static readonly Condition True = new("TRUE");

    public static Condition Or(IReadOnlyList<Condition> conditions) => Join(" OR ", conditions);

    public static Condition And(IReadOnlyList<Condition> conditions) => Join(" AND ", conditions);

    /// <summary>The column has one of the values.</summary>
    public static Condition OneOf(string column, IReadOnlyList<string> values) =>
        values.Count == 1
            ? new($"{column} = ?", values[0])
            : new($"{column} IN (SELECT value FROM json_each(?))", JsonText.Write(values.ToArray()));

    private static Condition Join(string by, IReadOnlyList<Condition> conditions) => conditions.Count switch
    {
        0 => True,
        1 => conditions[0],
        // SQLite nests a chain as deep as it is long, and allows a thousand levels.
        > MaxChain => Join(by, [.. conditions.Chunk((conditions.Count + 1) / 2).Select(half => Join(by, half))]),
        _ => new($"({string.Join(by, conditions.Select(condition => condition.Sql))})", [.. conditions.SelectMany(condition => condition.Values)]),
    };
}

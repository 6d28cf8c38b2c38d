namespace DigitalHub.Backends.Tests.Contract;

/// <summary>What a filter of texts is tried with.</summary>
internal static class FilterValues
{
    /// <summary>Each value, exact and as patterns; several at once; one that nothing has.</summary>
    /// <param name="values">What there is.</param>
    public static IEnumerable<string[]> Of(string[] values)
    {
        foreach (var value in values)
        {
            yield return [value];
            yield return [value.ToUpperInvariant() + "*"];
            yield return ["?" + value[1..]];
        }
        yield return [values[0], values[^1]];
        yield return [values[0], values[0], "*" + values[1][1..]];
        yield return ["none"];
    }
}

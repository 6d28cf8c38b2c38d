using System.Collections;
using System.Collections.Specialized;
using System.Numerics;

namespace DigitalHub;

/// <summary>
/// Operations on document values: <see cref="OrderedDictionary"/>, arrays, text, <see cref="long"/>, <see cref="BigInteger"/>,
/// <see cref="double"/>, <see cref="bool"/> and null (design section 2).
/// </summary>
internal static class ValueMap
{
    public static OrderedDictionary New() => new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A map from pairs in order; names that differ only in case make it case-sensitive.</summary>
    /// <exception cref="FormatException">The same name comes twice.</exception>
    public static OrderedDictionary From(List<KeyValuePair<string, object?>> pairs)
    {
        var map = new OrderedDictionary(pairs.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in pairs)
        {
            if (map.Contains(name)) return CaseSensitive(pairs);
            map.Add(name, value);
        }
        return map;
    }

    public static OrderedDictionary? Map(this OrderedDictionary map, string name) => map[name] as OrderedDictionary;

    public static string? Text(this OrderedDictionary map, string name) => map[name] as string;

    /// <summary>The map under this name, made if it is not there.</summary>
    public static OrderedDictionary Section(this OrderedDictionary map, string name)
    {
        if (map[name] is OrderedDictionary section) return section;
        section = New();
        map[name] = section;
        return section;
    }

    /// <summary>
    /// Sets a value under the name that the map already has for it: assigning to <c>N</c> would rename <c>n</c>, and what
    /// reads the document next minds case.
    /// </summary>
    public static void Put(this OrderedDictionary map, string name, object? value) => map[Spelled(map, name)] = value;

    public static object? Clone(object? value) => value switch
    {
        OrderedDictionary map => Clone(map),
        Array list => list.Cast<object?>().Select(Clone).ToArray(),
        _ => value,
    };

    public static OrderedDictionary Clone(OrderedDictionary map)
    {
        var pairs = new List<KeyValuePair<string, object?>>(map.Count);
        foreach (DictionaryEntry entry in map) pairs.Add(new((string)entry.Key, Clone(entry.Value)));
        return From(pairs);
    }

    /// <summary>Same names (in any order), same values, same types: 1 and 1.0 differ.</summary>
    public static bool Same(object? left, object? right)
    {
        switch (left, right)
        {
            case (null, null):
                return true;
            case (OrderedDictionary a, OrderedDictionary b):
                if (a.Count != b.Count) return false;
                foreach (DictionaryEntry entry in a)
                {
                    if (!b.Contains(entry.Key) || !Same(entry.Value, b[entry.Key])) return false;
                }
                return true;
            case (Array a, Array b):
                if (a.Length != b.Length) return false;
                for (var i = 0; i < a.Length; i++)
                {
                    if (!Same(a.GetValue(i), b.GetValue(i))) return false;
                }
                return true;
            case (double a, double b):
                return BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
            default:
                return Equals(left, right);
        }
    }

    private static string Spelled(OrderedDictionary map, string name)
    {
        if (!map.Contains(name)) return name;
        string? other = null;
        foreach (string key in map.Keys)
        {
            if (string.Equals(key, name, StringComparison.Ordinal)) return name;
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) other = key;
        }
        return other ?? name;
    }

    private static OrderedDictionary CaseSensitive(List<KeyValuePair<string, object?>> pairs)
    {
        var map = new OrderedDictionary(pairs.Count, StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            if (map.Contains(name)) throw new FormatException($"The name '{name}' comes twice.");
            map.Add(name, value);
        }
        return map;
    }
}

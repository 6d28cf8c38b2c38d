using System.Collections.Specialized;
using System.Globalization;

namespace DigitalHub;

/// <summary>One rule of a rehearsal as it was written, with errors that say where they are.</summary>
/// <param name="map">The values.</param>
/// <param name="number">The rule's number, from 1.</param>
/// <param name="prefix">What stands before the names of keys.</param>
internal sealed class RuleMap(OrderedDictionary map, int number, string prefix = "")
{
    public int Number => number;

    public int Count => map.Count;

    public bool Has(string key) => map.Contains(key);

    public object? Value(string key) => map[key];

    /// <summary>Refuses keys that there are none of.</summary>
    public void CheckKeys(IReadOnlyList<string> keys)
    {
        foreach (string key in map.Keys)
        {
            if (keys.Contains(key, StringComparer.OrdinalIgnoreCase)) continue;
            throw Error(Errors.Shorten(key), "is unknown.", $"{RehearsalReader.Near(key, keys)}The keys are {string.Join(", ", keys)}.");
        }
    }

    /// <summary>A text.</summary>
    public string Text(string key) => map[key] is string { Length: > 0 } text ? text : throw Error(key, $"is {Describe(map[key])}, not text.", "Give it as text.");

    /// <summary>A text or a list of texts; none where the key was left out.</summary>
    public IReadOnlyList<string> Texts(string key) => Texts(key, mayBeEmpty: false);

    /// <summary>A text or a list of texts; none where the key was left out.</summary>
    public IReadOnlyList<string> Texts(string key, bool mayBeEmpty)
    {
        if (!Has(key)) return [];
        var values = map[key] is Array list ? [.. list.Cast<object?>()] : new[] { map[key] };
        if (values.Length == 0) throw Error(key, "is an empty list.", $"Give text, or leave {key} out.");
        foreach (var value in values)
        {
            if (value is not string text || (text.Length == 0 && !mayBeEmpty)) throw Error(key, $"is {Describe(value)}, not text.", "Give it as text, or as a list of texts.");
        }
        return [.. values.Cast<string>()];
    }

    /// <summary>A dictionary; an empty one where the key was left out.</summary>
    public OrderedDictionary Map(string key, string example) =>
        !Has(key) ? ValueMap.New() : map.Map(key) ?? throw Error(key, $"is {Describe(map[key])}, not a dictionary.", $"Give a dictionary, for example {key} = {example}.");

    /// <summary>A time span, or a number of seconds, which may be texts.</summary>
    public TimeSpan Duration(string key, TimeSpan longest)
    {
        TimeSpan? duration = map[key] switch
        {
            long seconds => Seconds(seconds),
            double seconds => Seconds(seconds),
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) => Seconds(seconds),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => span,
            _ => null,
        };
        return duration is { } time && time >= TimeSpan.Zero && time <= longest
            ? time
            : throw Error(key, FormattableString.Invariant($"is {Describe(map[key])}, which is no duration of up to {longest.Days} days."), $"Give a number of seconds or a TimeSpan: {key} = 2.");
    }

    /// <summary>An error of a key.</summary>
    public InputException Error(string key, string what, string? action) =>
        Errors.Value($"Rule {number.ToString(CultureInfo.InvariantCulture)} of -Rehearsal: {prefix}{key} {what}", key, action);

    /// <summary>A value for a person.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        string text => text.Length == 0 ? "empty" : $"'{Errors.Shorten(text)}'",
        bool flag => flag ? "true" : "false",
        OrderedDictionary => "a dictionary",
        Array => "a list",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static TimeSpan? Seconds(double seconds) => double.IsFinite(seconds) && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
}

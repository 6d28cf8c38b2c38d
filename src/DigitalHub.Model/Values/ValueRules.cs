using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using System.Security;

namespace DigitalHub;

/// <summary>
/// Turns what a user puts into a document into document values, or refuses it (design section 2): int and its kin become
/// long, decimal without decimal places an integer, with them double as float is, dates ISO text with offset; script blocks, files, streams and the like are refused.
/// </summary>
internal sealed class ValueRules
{
    /// <summary>How deep a document may be nested.</summary>
    public const int MaxDepth = 100;

    /// <summary>How many values a document may hold: shared references can make a small graph endless.</summary>
    private const int MaxValues = 1_000_000;

    private readonly Func<object, object?>? _unwrap;
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);
    private int _values;

    private ValueRules(Func<object, object?>? unwrap) => _unwrap = unwrap;

    /// <summary>Normalises one value.</summary>
    /// <param name="value">What the user gave.</param>
    /// <param name="path">Where it stands, for the error, for example <c>spec</c>.</param>
    /// <param name="unwrap">Takes the shell's wrapping off an object; null where there is none.</param>
    /// <exception cref="InputException"><c>ValueInvalid</c>: the value can't stand in a document.</exception>
    public static object? Normalize(object? value, string path, Func<object, object?>? unwrap = null) =>
        new ValueRules(unwrap).Visit(value, path, 0);

    /// <summary>Normalises a map.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: no map, or a value in it can't stand in a document.</exception>
    public static OrderedDictionary NormalizeMap(object? value, string path, Func<object, object?>? unwrap = null) =>
        Normalize(value, path, unwrap) as OrderedDictionary
        ?? throw Errors.Value(
            $"{path} is {Describe(value)}, not a dictionary.",
            value,
            MapAdvice(path));

    /// <summary>How to give a map, with a sample that fits.</summary>
    public static string MapAdvice(string path) =>
        $"Give {path} as a dictionary, for example {(path.EndsWith("spec", StringComparison.OrdinalIgnoreCase) ? "@{ parameters = @{ n = 3 } }" : "@{ n = 3 }")}.";

    /// <summary>Refuses text that no file and no server could hold.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: half of a surrogate pair.</exception>
    public static string Text(string text, string path)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
                continue;
            }
            throw Errors.Value(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "The text in {0} has half of a surrogate pair (U+{1:X4}) at position {2}; it is no valid Unicode.",
                    path,
                    (int)text[i],
                    i),
                path,
                "Give well-formed text; binary data as base64.");
        }
        return text;
    }

    private object? Visit(object? value, string path, int depth)
    {
        if (value is not null && _unwrap is not null) value = _unwrap(value);
        if (depth > MaxDepth)
        {
            throw Errors.Value($"{Errors.Shorten(path)} is nested more than {MaxDepth} levels deep, or refers to itself.", Errors.Shorten(path), "Give plain values instead of live objects.");
        }
        if (++_values > MaxValues)
        {
            throw Errors.Value($"The document holds more than {MaxValues} values.", action: "Give fewer values, or the same value less often.");
        }
        return value switch
        {
            null => null,
            string text => Text(text, path),
            bool => value,
            long or int or short or sbyte or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ulong number => Integer(number),
            BigInteger number => Integer(number),
            double number => Finite(number, path),
            float number => Finite(float.IsFinite(number) ? double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : number, path),
            decimal { Scale: 0 } number => Integer(new BigInteger(number)),
            decimal number => (double)number,
            char letter => Text(letter.ToString(), path),
            Enum name => name.ToString(),
            DateTime time => (time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Local) : time).ToString("o", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
            TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
            Guid id => id.ToString("D"),
            Uri address => Text(address.OriginalString, path),
            SecureString => throw Refuse(value, path, "Secrets don't belong into a document: give the name of a project secret instead."),
            byte[] => throw Refuse(value, path, "Give it as base64 text: [Convert]::ToBase64String($bytes)."),
            IDictionary map => Nested(map, path, () => VisitMap(map, path, depth)),
            IEnumerable list when IsList(list) => Nested(list, path, () => VisitList(list, path, depth)),
            _ => throw Refuse(value, path, "Give text, numbers, booleans, null, dates, lists and dictionaries of these."),
        };
    }

    private static bool IsList(IEnumerable list) =>
        list is IList || list.GetType().Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true;

    private object? Nested(object container, string path, Func<object?> visit)
    {
        if (!_open.Add(container)) throw Errors.Value($"{Errors.Shorten(path)} refers to itself.", Errors.Shorten(path), "Take the reference out.");
        try
        {
            return visit();
        }
        finally
        {
            _open.Remove(container);
        }
    }

    private OrderedDictionary VisitMap(IDictionary map, string path, int depth)
    {
        var pairs = new List<KeyValuePair<string, object?>>(map.Count);
        foreach (DictionaryEntry entry in map)
        {
            var key = _unwrap is null ? entry.Key : _unwrap(entry.Key);
            var name = key switch
            {
                string text => Text(text, path),
                int or long => Convert.ToString(key, CultureInfo.InvariantCulture)!,
                _ => throw Errors.Value($"{path} has a name that is {Describe(key)}, not text.", path, "Give each name as text."),
            };
            pairs.Add(new(name, Visit(entry.Value, $"{path}.{name}", depth + 1)));
        }
        // A Hashtable has no order of its own and another one in each process.
        if (map is Hashtable) pairs.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        try
        {
            return ValueMap.From(pairs);
        }
        catch (FormatException exception)
        {
            throw Errors.Value($"{path}: {exception.Message}", path, "Give each name once.");
        }
    }

    private object?[] VisitList(IEnumerable list, string path, int depth)
    {
        var items = new List<object?>();
        foreach (var item in list)
        {
            items.Add(Visit(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]"), depth + 1));
        }
        return [.. items];
    }

    private static object Integer(BigInteger number)
    {
        if (number < long.MinValue || number > long.MaxValue) return number;
        return (long)number;
    }

    private static double Finite(double number, string path) =>
        double.IsFinite(number)
            ? number
            : throw Errors.Value($"{path} is {number.ToString(CultureInfo.InvariantCulture)}, which no document can hold.", path, "Give a finite number, null or text.");

    private static InputException Refuse(object value, string path, string action) =>
        Errors.Value($"{path} is {Describe(value)}, which can't stand in a document.", path, action);

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string => "text",
        bool => "a boolean",
        IDictionary => "a dictionary",
        Array => "a list",
        _ => $"an object of type {value.GetType()}",
    };
}

using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace DigitalHub;

/// <summary>
/// Compares a spec with the fields of its kind, as a core does when it binds the spec to the kind's class (contract 2.1,
/// step 9, and 4.5; transcripts <c>runs-create</c>, <c>runs-every-kind</c>): types hold at every depth, what is required,
/// patterns and limits only at the top. It takes what core takes: <c>"3"</c> for an integer, 3 for a text.
/// </summary>
internal sealed class SpecCheck
{
    private readonly EntityKind _kind;
    private readonly bool _whole;
    private readonly bool _kept;
    private readonly List<SpecFault> _faults = [];

    private SpecCheck(EntityKind kind, bool whole, bool kept) => (_kind, _whole, _kept) = (kind, whole, kept);

    /// <summary>What is wrong with a spec, in the order of its fields.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="whole">Whether all of it is there, so that what is required must be.</param>
    /// <param name="kept">Whether it goes to a store that keeps what a core drops, and takes what a core refuses for being incomplete.</param>
    public static IReadOnlyList<SpecFault> Of(EntityKind kind, OrderedDictionary spec, bool whole = true, bool kept = false)
    {
        var check = new SpecCheck(kind, whole, kept);
        check.Top(spec);
        return check._faults;
    }

    /// <summary>Whether core's mapper drops a value inside a map (contract 4.5).</summary>
    public static bool IsDropped(object? value) => value is null or "" or OrderedDictionary { Count: 0 } or Array { Length: 0 };

    /// <summary>Whether core takes a value for true.</summary>
    public static bool IsTrue(object? value) => value is true || (value is string text && bool.TryParse(text, out var flag) && flag);

    private void Top(OrderedDictionary spec)
    {
        foreach (DictionaryEntry entry in spec)
        {
            var name = (string)entry.Key;
            // What is empty at the top is as good as left out.
            if (IsDropped(entry.Value))
            {
                if (_kind.Field(name) is null && entry.Value is not null) Unknown("spec", name, _kind.Fields);
                continue;
            }
            if (_kind.Field(name) is not { } field)
            {
                Unknown("spec", name, _kind.Fields);
                continue;
            }
            var before = _faults.Count;
            Value($"spec.{name}", entry.Value, field.Shape);
            // The function's own rules were applied when it was made.
            if (_faults.Count == before && (field.Entity == _kind.Entity || field.Entity == "task")) Limits($"spec.{name}", entry.Value, field);
        }
        if (!_whole) return;
        foreach (var field in _kind.Fields.Where(field => field.Required && field.Entity == _kind.Entity && IsDropped(spec[field.Name]) && !IsReference(field.Name)))
        {
            Add(SpecFaultType.Missing, $"spec.{field.Name}", $"spec.{field.Name} is missing, and {(_kept ? "on a core " : string.Empty)}a {_kind.Entity} of kind {_kind.Name} must have it.");
        }
    }

    // What a run or task is of has errors of its own that say how to find it.
    private static bool IsReference(string name) => name is "task" or "function" or "workflow";

    private void Limits(string path, object? value, KindField field)
    {
        if (field.Minimum is { } minimum && Whole(value) is { } number && number < minimum)
        {
            Add(SpecFaultType.Invalid, path, string.Create(CultureInfo.InvariantCulture, $"{path} is {number}, and must be {minimum} or more."));
        }
        if (field.Pattern is { } pattern && value is string text && !Matches(text, pattern))
        {
            Add(SpecFaultType.Invalid, path, $"{path} is '{Errors.Shorten(text)}', and must match {pattern}.{(field.Description is { } what ? $" {what}" : string.Empty)}");
        }
    }

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            // A pattern that only Java reads is the server's to apply.
            return true;
        }
    }

    private void Value(string path, object? value, FieldShape shape)
    {
        switch (shape.Type)
        {
            case FieldType.Text when value is OrderedDictionary or Array:
                Wrong(path, value, "text");
                break;
            case FieldType.Text when shape.Values.Count > 0 && !shape.Values.Contains(TextOf(value), StringComparer.Ordinal):
                NoChoice(path, TextOf(value), shape.Values);
                break;
            case FieldType.Integer when Whole(value) is not { } number:
                Wrong(path, value, "a whole number");
                break;
            case FieldType.Integer when Whole(value) is { } number && (number > int.MaxValue || number < int.MinValue):
                Add(SpecFaultType.Invalid, path, $"{path} is {Describe(value)}, which is too large.");
                break;
            case FieldType.Number when !IsNumber(value):
                Wrong(path, value, "a number");
                break;
            case FieldType.Boolean when value is not (bool or string) || (value is string text && !bool.TryParse(text, out _)):
                Wrong(path, value, "true or false");
                break;
            case FieldType.Map or FieldType.Object when value is not OrderedDictionary:
                Wrong(path, value, "a map");
                break;
            case FieldType.Map:
                Inside(path, (OrderedDictionary)value!, _ => shape.Item!);
                break;
            case FieldType.Object:
                Inside(path, (OrderedDictionary)value!, name => shape.Fields.FirstOrDefault(field => field.Name == name)?.Shape, shape.Fields);
                break;
            case FieldType.List when value is not Array:
                Wrong(path, value, "a list");
                break;
            case FieldType.List:
                Items(path, (Array)value!, shape.Item!);
                break;
            case FieldType.Any when value is OrderedDictionary map:
                Inside(path, map, _ => FieldShape.Any);
                break;
            case FieldType.Any when value is Array list:
                Items(path, list, FieldShape.Any);
                break;
        }
    }

    private void Inside(string path, OrderedDictionary map, Func<string, FieldShape?> shape, IReadOnlyList<KindField>? fields = null)
    {
        foreach (DictionaryEntry entry in map)
        {
            var (name, inner) = ((string)entry.Key, $"{path}.{entry.Key}");
            if (shape(name) is not { } own) Unknown(path, name, fields!);
            else if (IsDropped(entry.Value)) Add(SpecFaultType.Dropped, inner, $"{inner} is {Describe(entry.Value)}, which {(_kept ? "the store keeps and a core would drop" : "a core drops")}.");
            else Value(inner, entry.Value, own);
        }
    }

    private void Items(string path, Array list, FieldShape shape)
    {
        for (var i = 0; i < list.Length; i++)
        {
            // In lists nothing is dropped.
            if (!IsDropped(list.GetValue(i))) Value(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), list.GetValue(i), shape);
        }
    }

    private void Unknown(string path, string name, IReadOnlyList<KindField> fields)
    {
        var near = NearestName.Of(name, fields.Select(field => field.Name), 1);
        var owner = path == "spec" ? $"The kind {_kind.Name}" : path;
        Add(SpecFaultType.Unknown, $"{path}.{name}", $"{owner} has no field '{Errors.Shorten(name)}'{(_kept ? ": the store keeps it, a core would drop it" : ", and a core drops it")}.{(near.Count > 0 ? $" The nearest is '{near[0]}'." : string.Empty)}");
    }

    private void NoChoice(string path, string text, IReadOnlyList<string> values)
    {
        var near = NearestName.Of(text, values, 1);
        Add(SpecFaultType.Invalid, path, $"{path} is '{Errors.Shorten(text)}', and must be one of {string.Join(", ", values)}.{(near.Count > 0 ? $" The nearest is {near[0]}." : string.Empty)}");
    }

    private void Wrong(string path, object? value, string wanted) => Add(SpecFaultType.Invalid, path, $"{path} is {Describe(value)}, and must be {wanted}.");

    private void Add(SpecFaultType type, string path, string sentence) => _faults.Add(new SpecFault(type, path, sentence));

    /// <summary>A value as a whole number; null where core takes it for none.</summary>
    internal static BigInteger? Whole(object? value) => value switch
    {
        long number => number,
        BigInteger number => number,
        double number when double.IsInteger(number) => new BigInteger(number),
        string text when BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static bool IsNumber(object? value) =>
        value is long or BigInteger or double || (value is string text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    /// <summary>A plain value as text, as core writes it.</summary>
    internal static string TextOf(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    /// <summary>A value as it is called in a sentence.</summary>
    internal static string Describe(object? value) => value switch
    {
        null => "null",
        "" => "empty text",
        string text => $"'{Errors.Shorten(text)}'",
        OrderedDictionary { Count: 0 } => "an empty map",
        OrderedDictionary => "a map",
        Array { Length: 0 } => "an empty list",
        Array => "a list",
        _ => TextOf(value),
    };
}

/// <summary>Something wrong with a spec.</summary>
/// <param name="Type">What.</param>
/// <param name="Path">Where, for example <c>spec.resources.cpu</c>.</param>
/// <param name="Sentence">What a person reads.</param>
internal sealed record SpecFault(SpecFaultType Type, string Path, string Sentence);

/// <summary>What can be wrong with a value in a spec.</summary>
internal enum SpecFaultType
{
    /// <summary>A core refuses it.</summary>
    Invalid,

    /// <summary>It must be there and is not: a core refuses it.</summary>
    Missing,

    /// <summary>The kind has no such field, and a core drops it.</summary>
    Unknown,

    /// <summary>It is empty, and a core drops it.</summary>
    Dropped,
}

using System.Collections;
using System.Collections.Specialized;
using System.Globalization;

namespace DigitalHub;

/// <summary>
/// Takes a spec through the class of its kind and back, as a core does when a run is created (contract 2.1, step 9, and 4.5;
/// transcripts <c>runs-create</c>, <c>runs-every-kind</c>, <c>core-0.13</c>, <c>core-0.14</c>): what is empty inside of maps goes,
/// unknown fields go, values become what the field is, and defaults come. The values must have passed <see cref="SpecCheck"/>.
/// </summary>
/// <param name="kind">The kind; null where its fields are not known, and all are kept.</param>
/// <param name="bundled">The kind as the module knows it: it has defaults that schemas do not tell; null where it does not.</param>
internal sealed class SpecBinder(EntityKind? kind, EntityKind? bundled)
{
    /// <summary>The spec as it is stored before it is built.</summary>
    public OrderedDictionary Bind(OrderedDictionary sent)
    {
        var spec = ValueMap.New();
        foreach (DictionaryEntry entry in sent)
        {
            var name = (string)entry.Key;
            if (SpecCheck.IsDropped(entry.Value)) continue;
            if (kind is null) spec[name] = Value(entry.Value, FieldShape.Any, null);
            else if (kind.Field(name) is { } field) spec[name] = Value(entry.Value, field.Shape, bundled?.Field(name)?.Shape);
        }
        foreach (var (name, value) in Defaults())
        {
            if (!spec.Contains(name)) spec[name] = ValueMap.Clone(value);
        }
        return spec;
    }

    /// <summary>What the kind's own class puts in where nothing is given. The defaults in the schemas of tasks and functions are the console's.</summary>
    private IEnumerable<(string Name, object Value)> Defaults() =>
        from field in (kind?.Fields ?? []).Concat(bundled?.Fields ?? []).DistinctBy(field => field.Name)
        let own = Array.Find([Own(kind, field.Name), Own(bundled, field.Name)], one => one?.Default is not null)
        where own is not null
        select (field.Name, own.Default!);

    private static KindField? Own(EntityKind? kind, string name) => kind?.Field(name) is { Entity: "run" } field ? field : null;

    private static object? Value(object? value, FieldShape shape, FieldShape? bundled)
    {
        switch (value)
        {
            case OrderedDictionary map:
                return Map(map, shape, bundled);
            case Array list:
                return list.Cast<object?>().Select(item => Value(item, shape.Item ?? FieldShape.Any, bundled?.Item)).ToArray();
            case null or "":
                // Elements of lists, where nothing is dropped.
                return value;
            default:
                return Plain(value, shape.Type);
        }
    }

    private static OrderedDictionary Map(OrderedDictionary map, FieldShape shape, FieldShape? bundled)
    {
        var known = shape.Type == FieldType.Object;
        var result = new List<KeyValuePair<string, object?>>();
        foreach (DictionaryEntry entry in map)
        {
            var name = (string)entry.Key;
            if (SpecCheck.IsDropped(entry.Value)) continue;
            if (!known) result.Add(new(name, Value(entry.Value, shape.Item ?? FieldShape.Any, bundled?.Item)));
            else if (Field(shape, name) is { } field) result.Add(new(name, Value(entry.Value, field.Shape, Field(bundled, name)?.Shape)));
        }
        if (known)
        {
            foreach (var field in shape.Fields.Where(field => !result.Exists(pair => pair.Key == field.Name)))
            {
                if ((field.Default ?? Field(bundled, field.Name)?.Default) is { } value) result.Add(new(field.Name, ValueMap.Clone(value)));
            }
        }
        return ValueMap.From(result);
    }

    private static KindField? Field(FieldShape? shape, string name) => shape?.Fields.FirstOrDefault(field => field.Name == name);

    private static object? Plain(object? value, FieldType type) => type switch
    {
        FieldType.Text when value is double number => JsonText.Number(number),
        FieldType.Text => SpecCheck.TextOf(value),
        FieldType.Integer when SpecCheck.Whole(value) is { } number => (long)number,
        FieldType.Number when value is string text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        FieldType.Boolean when value is string text => bool.Parse(text),
        _ => value,
    };
}

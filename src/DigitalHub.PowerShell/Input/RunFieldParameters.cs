using System.Collections;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using DigitalHub.PowerShell.Completion;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// The spec fields of a kind as parameters in PowerShell's spelling, for the fields that no parameter of the command's own
/// stands for. Made of what is known without asking anybody.
/// </summary>
internal sealed class RunFieldParameters
{
    // They are made at each call, and what is said of a field is long.
    private static readonly ConditionalWeakTable<KindField, Collection<Attribute>> KnownAttributes = [];

    private const int MaxNamed = 20;

    private readonly Dictionary<string, KindField> _fields = new(StringComparer.OrdinalIgnoreCase);

    private RunFieldParameters(IEnumerable<KindField> fields)
    {
        foreach (var field in fields)
        {
            _fields[field.Parameter] = field;
            Parameters.Add(field.Parameter, new RuntimeDefinedParameter(field.Parameter, TypeOf(field.Shape), KnownAttributes.GetValue(field, Attributes)));
        }
    }

    /// <summary>The parameters, for the binder.</summary>
    public RuntimeDefinedParameterDictionary Parameters { get; } = [];

    /// <summary>Whether any was given.</summary>
    public bool Any => Parameters.Values.Any(parameter => parameter.IsSet);

    /// <summary>The parameters of a kind; null where it has none that are not there already.</summary>
    /// <param name="kind">The kind; null where it is not known.</param>
    /// <param name="taken">The names of parameters and their aliases that are the command's own.</param>
    public static RunFieldParameters? Of(EntityKind? kind, IReadOnlySet<string> taken) => Of(kind?.Fields ?? [], taken);

    /// <summary>The parameters of fields; null where there are none that are not there already.</summary>
    /// <param name="fields">The fields; of several with one name the first counts.</param>
    /// <param name="taken">The names of parameters and their aliases that are the command's own.</param>
    public static RunFieldParameters? Of(IEnumerable<KindField> fields, IReadOnlySet<string> taken) =>
        fields.DistinctBy(field => field.Parameter).Where(field => !taken.Contains(field.Parameter)).ToList() is { Count: > 0 } free ? new RunFieldParameters(free) : null;

    /// <summary>Refuses what was given for fields that the kind lacks: which kind it is may be known only when the command runs.</summary>
    /// <param name="kind">The kind; null where its fields are not known.</param>
    /// <exception cref="InputException"><c>SpecFieldUnknown</c></exception>
    public void CheckOf(EntityKind? kind)
    {
        if (kind is null || kind.Fields.Length == 0) return;
        if (Parameters.Values.FirstOrDefault(parameter => parameter.IsSet && kind.Field(_fields[parameter.Name].Name) is null) is not { Name: var name }) return;
        var field = _fields[name].Name;
        var near = NearestName.Of(field, kind.Fields.Select(one => one.Name), 1);
        var names = kind.Fields.Where(one => !EntityRules.Owners.Contains(one.Name)).Select(one => $"-{one.Parameter}").ToList();
        throw new InputException("SpecFieldUnknown", $"-{name} is for the field '{field}', and a {kind.Entity} of kind {kind.Name} has none.{(near.Count > 0 ? $" The nearest is -{KindField.ParameterName(near[0])}." : string.Empty)}")
        {
            Target = $"spec.{field}",
            RecommendedAction = $"Leave it out. The fields of the kind are {string.Join(", ", names.Take(MaxNamed))}{(names.Count > MaxNamed ? " and others" : string.Empty)}; {(kind.Entity == "run" ? $"(Get-DhKind '{kind.Name}')" : $"(Get-DhKind '{kind.Name}' -Entity {kind.Entity})")}.Fields shows them.",
        };
    }

    /// <summary>Puts what was given into a spec.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>, <c>SpecFieldInvalid</c></exception>
    public void PutInto(OrderedDictionary spec)
    {
        foreach (var (name, parameter) in Parameters)
        {
            if (!parameter.IsSet) continue;
            var field = _fields[name];
            if (parameter.Value is NumberArgumentAttribute.NoInteger or double.NaN)
            {
                throw new InputException("SpecFieldInvalid", $"-{name} was given something that is no {(field.Shape.Type == FieldType.Integer ? "whole number" : "number")}.")
                {
                    Target = $"spec.{field.Name}",
                    RecommendedAction = field.Description is { } what ? $"Give a number: {char.ToLowerInvariant(what[0])}{what[1..]}" : "Give a number.",
                };
            }
            ParameterCheck.Value(name, parameter.Value);
            spec[field.Name] = ShellValues.Value(Spelt(parameter.Value, field.Values), $"spec.{field.Name}");
        }
    }

    // Values of an enumeration are taken in any case, as the shell does; core minds it.
    private static object? Spelt(object? given, string[] values) => given switch
    {
        string text => values.FirstOrDefault(one => one.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? text,
        string[] texts when values.Length > 0 => texts.Select(text => Spelt(text, values)).ToArray(),
        _ => given,
    };

    /// <summary>The type of the parameter of a field.</summary>
    public static Type TypeOf(FieldShape shape) => shape.Type switch
    {
        FieldType.Text => typeof(string),
        FieldType.Integer => typeof(long),
        FieldType.Number => typeof(double),
        FieldType.Boolean => typeof(SwitchParameter),
        FieldType.Map or FieldType.Object => typeof(IDictionary),
        FieldType.List when shape.Item!.Type == FieldType.Text => typeof(string[]),
        FieldType.List when shape.Item!.Type is FieldType.Map or FieldType.Object => typeof(IDictionary[]),
        FieldType.List => typeof(object[]),
        _ => typeof(object),
    };

    private static Collection<Attribute> Attributes(KindField field)
    {
        var attributes = new Collection<Attribute> { new ParameterAttribute { HelpMessage = Help(field), DontShow = field.Hidden } };
        var type = TypeOf(field.Shape);
        if (type == typeof(string) || type == typeof(string[])) attributes.Add(new TextArgumentAttribute());
        else if (type == typeof(long) || type == typeof(double)) attributes.Add(new NumberArgumentAttribute(type == typeof(long)));
        else if (type == typeof(IDictionary)) attributes.Add(new MapArgumentAttribute());
        else if (type == typeof(IDictionary[])) attributes.Add(new MapListArgumentAttribute());
        if (field.Shape.Leaf.Values.Count > 0) attributes.Add(new ArgumentCompleterAttribute(typeof(FieldValueCompleter)));
        return attributes;
    }

    private static string Help(KindField field)
    {
        var values = field.Shape.Leaf.Values;
        return $"{field.Description ?? $"The field {field.Name} of the spec."}{(values.Count > 0 ? $" One of {string.Join(", ", values)}." : string.Empty)}";
    }
}

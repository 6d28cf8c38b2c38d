using System.Collections;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Management.Automation;
using DigitalHub.PowerShell.Completion;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// The spec fields of a kind as parameters in PowerShell's spelling, for the fields that no parameter of the command's own
/// stands for. Made of what is known without asking anybody.
/// </summary>
internal sealed class RunFieldParameters
{
    private readonly Dictionary<string, KindField> _fields = new(StringComparer.OrdinalIgnoreCase);

    private RunFieldParameters(IEnumerable<KindField> fields)
    {
        foreach (var field in fields)
        {
            _fields[field.Parameter] = field;
            Parameters.Add(field.Parameter, new RuntimeDefinedParameter(field.Parameter, TypeOf(field.Shape), Attributes(field)));
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
        var attributes = new Collection<Attribute> { new ParameterAttribute { HelpMessage = Help(field) } };
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

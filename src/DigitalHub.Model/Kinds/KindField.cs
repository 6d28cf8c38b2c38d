using System.Globalization;

namespace DigitalHub;

/// <summary>A field of a spec (contract 7 and 8).</summary>
public sealed class KindField
{
    internal KindField(string entity, string name, FieldShape shape)
    {
        Entity = entity;
        Name = name;
        Shape = shape;
    }

    /// <summary>Whose field it is: <c>run</c>, <c>task</c>, <c>function</c> or <c>workflow</c>.</summary>
    public string Entity { get; }

    /// <summary>The name in the spec, for example <c>init_parameters</c>.</summary>
    public string Name { get; }

    /// <summary>The type: <c>text</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>any</c>, <c>map</c>, <c>map of text</c>, <c>object</c>, or a <c>list of</c> one of these.</summary>
    public string Type => Shape.ToString();

    /// <summary>Whether the entity that it belongs to must have it.</summary>
    public bool Required { get; internal init; }

    /// <summary>What the server takes where it is left out; null where it takes nothing.</summary>
    public object? Default { get; internal init; }

    /// <summary>The values that there are; empty where any will do.</summary>
    public string[] Values => [.. Shape.Leaf.Values];

    /// <summary>The fields of an object, or of the objects of a list; empty for other types.</summary>
    public KindField[] Fields => [.. Shape.Leaf.Fields];

    /// <summary>The smallest value of a number; null where there is none.</summary>
    public long? Minimum { get; internal init; }

    /// <summary>The regular expression that a text must match as a whole; null where there is none.</summary>
    public string? Pattern { get; internal init; }

    /// <summary>What it is for, in a sentence; null where that is not known.</summary>
    public string? Description { get; internal init; }

    /// <summary>The parameter of New-DhRun that sets it, in PowerShell's spelling, for example <c>InitParameters</c>.</summary>
    public string Parameter => ParameterName(Name);

    internal FieldShape Shape { get; }

    /// <summary>Whether its parameter is not offered, and taken only to be refused with a reason.</summary>
    internal bool Hidden { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>A field's name in PowerShell's spelling.</summary>
    internal static string ParameterName(string field) => field == "profile"
        ? "ResourceProfile"
        : string.Concat(field.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}

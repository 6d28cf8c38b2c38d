namespace DigitalHub;

/// <summary>What a value must look like, at every depth.</summary>
/// <param name="Type">The type.</param>
internal sealed record FieldShape(FieldType Type)
{
    public static readonly FieldShape Any = new(FieldType.Any);

    public static readonly FieldShape Text = new(FieldType.Text);

    /// <summary>What a list or a map is of.</summary>
    public FieldShape? Item { get; init; }

    /// <summary>The texts that there are; empty where any will do.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The fields of an object.</summary>
    public IReadOnlyList<KindField> Fields { get; init; } = [];

    /// <summary>What a list is of; the shape itself where it is no list.</summary>
    public FieldShape Leaf => Type == FieldType.List ? Item!.Leaf : this;

    public override string ToString() => Type switch
    {
        FieldType.List => $"list of {Item}",
        FieldType.Map => Item!.Type == FieldType.Any ? "map" : $"map of {Item}",
        _ => Type.ToString().ToLowerInvariant(),
    };
}

/// <summary>The types of values in a spec.</summary>
internal enum FieldType
{
    Any,
    Text,
    Integer,
    Number,
    Boolean,
    Object,
    Map,
    List,
}

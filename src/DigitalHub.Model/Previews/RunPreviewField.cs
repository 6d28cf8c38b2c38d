namespace DigitalHub;

/// <summary>A field of the spec that a run would have, or one that was given and would be lost.</summary>
public sealed class RunPreviewField
{
    internal RunPreviewField(string field, object? value, string source, string? note = null)
    {
        Field = field;
        Value = value;
        Source = source;
        Note = note;
    }

    /// <summary>The name in the spec, for example <c>service_type</c>; with its path where it stands inside of another, as <c>parameters.n</c>.</summary>
    public string Field { get; }

    /// <summary>The value that the run would have; for a field that would be dropped what was given, where it is known.</summary>
    public object? Value { get; }

    /// <summary>
    /// Where the value comes from: <c>run</c> for what was given, <c>task</c>, <c>function</c>, <c>workflow</c>, <c>default</c>
    /// for the kind's; <c>dropped</c> for what would not come into the spec.
    /// </summary>
    public string Source { get; }

    /// <summary>What becomes of other values for the field, or why it is dropped; null where there is nothing to say.</summary>
    public string? Note { get; }

    /// <summary>Field, value, source and note in one line.</summary>
    public override string ToString() =>
        $"{Field} = {Errors.Shorten(Text(Value))} ({Source}{(Note is null ? string.Empty : $"; {Note}")})";

    /// <summary>A value as a person reads it in a sentence.</summary>
    internal static string Text(object? value) => value as string is { Length: > 0 } text ? text : JsonText.Write(value);
}

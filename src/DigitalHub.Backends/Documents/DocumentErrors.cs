using System.Globalization;

namespace DigitalHub.Backends.Documents;

/// <summary>The errors that YAML and JSON have in common, each worded once.</summary>
internal static class DocumentErrors
{
    public static DocumentException KeyTwice(SourceText source, int index, string name) =>
        source.Error(index, $"The key '{Errors.Shorten(name)}' comes twice in the same dictionary.", "Keep one of the two.");

    public static DocumentException TooDeep(SourceText source, int index) =>
        source.Error(
            index,
            string.Create(CultureInfo.InvariantCulture, $"The document is nested more than {ValueRules.MaxDepth} levels deep here."),
            "Flatten it, or keep the inner part as text.");

    public static DocumentException TooLarge(SourceText source, int index) =>
        source.Error(
            index,
            string.Create(CultureInfo.InvariantCulture, $"The document holds more than {CopyBudget.MaxValues} values."),
            "Keep bulk data in a data item and refer to it.");

    public static DocumentException TooLong(SourceText source) =>
        source.Error(0, "The document that begins here is larger than 64 MB.", "Keep bulk data in a data item and refer to it.");

    public static DocumentException NoMap(SourceText source, int index, object? found) =>
        source.Error(
            index,
            $"This is {Describe(found)}, not a document: a document is a dictionary.",
            "Begin with the kind of the run, for example kind: python+job:run.");

    public static DocumentException Number(SourceText source, int index, FormatException exception) =>
        source.Error(index, exception.Message, "Give a number in range, null, or text in quotes.", exception);

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string => "text",
        bool => "a boolean",
        Array => "a list",
        _ => "a number",
    };
}

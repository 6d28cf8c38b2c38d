using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DigitalHub.Backends.Documents;

/// <summary>Honours the tags of YAML's core schema and refuses all others by name.</summary>
internal static class YamlTags
{
    private const string Core = "tag:yaml.org,2002:";

    /// <exception cref="DocumentException">The tag is none for a map or list of this kind.</exception>
    public static void CheckCollection(NodeEvent node, string kind, SourceText source, int index)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific || node.Tag.Value == Core + kind) return;
        throw Refused(node.Tag, source, index);
    }

    /// <summary>A scalar's value by its style and its tag.</summary>
    /// <exception cref="DocumentException">The tag is unknown or does not fit, or no document can hold the value.</exception>
    public static object? Value(Scalar scalar, SourceText source, int index)
    {
        try
        {
            if (scalar.Tag.IsEmpty) return scalar.Style == ScalarStyle.Plain ? CoreSchema.Resolve(scalar.Value) : scalar.Value;
            if (scalar.Tag.IsNonSpecific) return scalar.Value;
            return Tagged(scalar.Tag.Value, scalar.Value, out var value) switch
            {
                true => value,
                false => throw source.Error(index, $"'{Errors.Shorten(scalar.Value)}' does not fit its tag {Name(scalar.Tag)}.", "Take the tag out, or correct the value."),
                null => throw Refused(scalar.Tag, source, index),
            };
        }
        catch (FormatException exception)
        {
            throw DocumentErrors.Number(source, index, exception);
        }
    }

    /// <summary>A key's text; a tag may say that it is a scalar, no more.</summary>
    /// <exception cref="DocumentException">The tag is unknown.</exception>
    public static string Key(Scalar scalar, SourceText source, int index)
    {
        if (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific || Tagged(scalar.Tag.Value, string.Empty, out _) is not null) return scalar.Value;
        throw Refused(scalar.Tag, source, index);
    }

    // Null for an unknown tag, false where the text does not fit.
    private static bool? Tagged(string tag, string text, out object? value)
    {
        value = text;
        switch (tag)
        {
            case Core + "str":
                return true;
            case Core + "null":
                value = null;
                return CoreSchema.IsNull(text);
            case Core + "bool":
                var fits = CoreSchema.TryBoolean(text, out var flag);
                value = flag;
                return fits;
            case Core + "int":
                fits = CoreSchema.TryInteger(text, out var number);
                value = number;
                return fits;
            case Core + "float":
                fits = CoreSchema.TryFloat(text, out var real);
                value = real;
                return fits;
            default:
                return null;
        }
    }

    private static DocumentException Refused(TagName tag, SourceText source, int index) =>
        source.Error(index, $"The tag {Name(tag)} is not supported here.", "Take the tag out; write plain text, numbers, lists and dictionaries.");

    private static string Name(TagName tag) =>
        Errors.Shorten(tag.Value.StartsWith(Core, StringComparison.Ordinal) ? "!!" + tag.Value[Core.Length..] : tag.Value);
}

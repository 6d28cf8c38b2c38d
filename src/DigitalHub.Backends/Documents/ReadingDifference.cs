using System.Globalization;
using System.Numerics;

namespace DigitalHub.Backends.Documents;

/// <summary>Words the difference between what a plain scalar is here and what it is to the Python SDK.</summary>
internal static class ReadingDifference
{
    /// <summary>Both readings of a value, or null where they are the same.</summary>
    public static string? OfValue(string text, object? here)
    {
        var there = PyYaml.Resolve(text);
        return ValueMap.Same(here, there) ? null : $"{Errors.Shorten(text)} is {Describe(here)} here; the Python SDK {Reads(there)}.";
    }

    /// <summary>
    /// Both readings of a key, or null where they come to the same. Keys are text here; the SDK keeps their type, and
    /// what arrives at the server is the JSON of it.
    /// </summary>
    public static string? OfKey(string text)
    {
        // PyYAML makes the key '=' text again.
        if (text == "=") return null;
        var there = PyYaml.Resolve(text);
        if (there is string || (there != PyYaml.Unreadable && string.Equals(AsKey(there), text, StringComparison.Ordinal))) return null;
        return $"The key {Errors.Shorten(text)} is {Describe(text)} here; the Python SDK {Reads(there)}.";
    }

    private static string AsKey(object? value) => value switch
    {
        double number => double.IsFinite(number) ? JsonText.Number(number) : string.Empty,
        _ => JsonText.Write(value),
    };

    private static string Reads(object? there) => there == PyYaml.Unreadable ? "refuses to read it" : $"reads {Describe(there)}";

    private static string Describe(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "the boolean true" : "the boolean false",
        long or BigInteger => string.Create(CultureInfo.InvariantCulture, $"the number {Errors.Shorten(string.Create(CultureInfo.InvariantCulture, $"{value}"))}"),
        double number => $"the number {JsonText.Number(number)}",
        _ => $"the text '{Errors.Shorten((string)value)}'",
    };
}

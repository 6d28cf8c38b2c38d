using System.Collections.Specialized;
using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>Takes the shell's wrapping off values on their way into a document.</summary>
internal static class ShellValues
{
    /// <summary>A value without the shell's wrapping.</summary>
    public static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>The document values of a map that a user gave.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static OrderedDictionary Map(object? value, string path) => ValueRules.NormalizeMap(value, path, Unwrap);

    /// <summary>The document value of what a user gave.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c></exception>
    public static object? Value(object? value, string path) => ValueRules.Normalize(value, path, Unwrap);

    /// <summary>The properties of an object as a map, in order.</summary>
    public static OrderedDictionary ToMap(PSObject value)
    {
        var map = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var property in value.Properties)
        {
            if (property.IsGettable) map[property.Name] = property.Value;
        }
        return map;
    }

    private static object? Unwrap(object value) => value switch
    {
        UnusableMap map => map.Value,
        SwitchParameter flag => flag.IsPresent,
        PSObject { BaseObject: PSCustomObject } wrapped => ToMap(wrapped),
        PSObject wrapped => wrapped.BaseObject is SwitchParameter flag ? flag.IsPresent : wrapped.BaseObject,
        _ => value,
    };
}

using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes what is text, or a number as it was typed, for a text parameter. The engine would turn a hashtable into the text
/// <c>System.Collections.Hashtable</c> and a run into its key in silence. What is no text is let through marked, so that
/// the command refuses it with an error id of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly ConditionalWeakTable<string, object> Unusable = [];

    /// <summary>The type of object that stands for its name, reference or path here; null for none.</summary>
    public Type? Accepts { get; set; }

    /// <summary>Whether wildcards in the path of an accepted file must be escaped.</summary>
    public bool Wildcards { get; set; }

    /// <summary>The object that stands behind a marked text; null for honest text.</summary>
    public static object? Refused(string text) => Unusable.TryGetValue(text, out var value) ? value : null;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = ShellValues.Bare(inputData);
        return value is System.Collections.IList list ? list.Cast<object?>().Select(One).ToArray() : One(inputData);
    }

    private string? One(object? input)
    {
        var value = ShellValues.Bare(input);
        if (value is not null && Accepts?.IsInstanceOfType(value) == true) return TextOf(value);
        return Plain(input);
    }

    /// <summary>A value as text, marked if it is none.</summary>
    public static string? Plain(object? input)
    {
        // A number that was typed carries its text.
        var value = ShellValues.Bare(input);
        return value switch
        {
            null => null,
            string text => text,
            char or Guid or Uri or Enum => value.ToString(),
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or BigInteger =>
                input is PSObject typed ? typed.ToString() : Convert.ToString(value, CultureInfo.InvariantCulture),
            _ => Mark(value),
        };
    }

    private string? TextOf(object value) => value switch
    {
        Executable executable => executable.Reference,
        RunTask task => task.Reference,
        Project project => project.Id,
        FileSystemInfo file => Wildcards ? WildcardPattern.Escape(file.FullName) : file.FullName,
        _ => value.ToString(),
    };

    private static string Mark(object value)
    {
        var text = new string($"({value.GetType().Name})".AsSpan());
        Unusable.Add(text, value);
        return text;
    }
}

using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes what is text, or a number as it was typed, for a text parameter. The engine would turn a hashtable into the text
/// <c>System.Collections.Hashtable</c> in silence. What is no text is let through marked, so that the command refuses it
/// with an error id of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly ConditionalWeakTable<string, object> Unusable = [];

    /// <summary>The object that stands behind a marked text; null for honest text.</summary>
    public static object? Refused(string text) => Unusable.TryGetValue(text, out var value) ? value : null;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not Array and not System.Collections.IList) return One(inputData);
        return ((System.Collections.IEnumerable)value).Cast<object?>().Select(One).ToArray();
    }

    private static string? One(object? input)
    {
        // A number that was typed carries its text.
        var value = input is PSObject wrapped ? wrapped.BaseObject : input;
        return value switch
        {
            null => null,
            string text => text,
            char or Guid or Uri or Enum => value.ToString(),
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or BigInteger =>
                input is PSObject typed ? typed.ToString() : Convert.ToString(value, CultureInfo.InvariantCulture),
            Executable executable => executable.Reference,
            RunTask task => task.Reference,
            Entity entity => entity.Name,
            EntityKey key => key.ToString(),
            _ => Mark(value),
        };
    }

    private static string Mark(object value)
    {
        var text = new string($"({value.GetType().Name})".AsSpan());
        Unusable.Add(text, value);
        return text;
    }
}

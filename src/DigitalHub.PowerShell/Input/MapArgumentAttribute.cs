using System.Collections;
using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes a dictionary or an object with properties for a map parameter. What is neither is let through marked, so that the
/// command refuses it with an error id of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MapArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => ToMap(inputData);

    /// <summary>A value as a map, marked if it is none.</summary>
    public static IDictionary? ToMap(object? inputData)
    {
        var value = ShellValues.Bare(inputData);
        return value switch
        {
            null => null,
            IDictionary map => map,
            PSCustomObject => ShellValues.ToMap((PSObject)inputData!),
            _ => new UnusableMap(value),
        };
    }
}

/// <summary>Stands for a value that is no map until the command refuses it.</summary>
internal sealed class UnusableMap(object value) : Hashtable
{
    public object Value { get; } = value;
}

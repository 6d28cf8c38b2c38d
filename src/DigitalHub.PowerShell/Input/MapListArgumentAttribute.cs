using System.Collections;
using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>Takes a dictionary, or a list of them, as <see cref="MapArgumentAttribute"/> takes one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MapListArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => ShellValues.Bare(inputData) switch
    {
        null => null,
        IList list => list.Cast<object?>().Select(MapArgumentAttribute.ToMap).ToArray(),
        _ => new[] { MapArgumentAttribute.ToMap(inputData) },
    };
}

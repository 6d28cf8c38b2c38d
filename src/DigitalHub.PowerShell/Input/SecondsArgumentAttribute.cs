using System.Globalization;
using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes a whole number of seconds. What is none is let through as <see cref="Unusable"/>, so that the command refuses it with
/// an error id of its own: the engine's error would show the line of the script, and with it whatever secret stands there.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Stands for what is no number of seconds.</summary>
    public const int Unusable = int.MinValue;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ShellValues.Bare(inputData) is { } value && LanguagePrimitives.TryConvertTo<int>(value, CultureInfo.InvariantCulture, out var seconds) ? seconds : Unusable;
}

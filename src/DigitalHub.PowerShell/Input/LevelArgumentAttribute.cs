using System.Globalization;
using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes the level of a core, also as text. What is no number is let through as <see cref="Unusable"/>, so that the command
/// refuses it with an error id of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LevelArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Stands for what is no level.</summary>
    public const int Unusable = int.MinValue;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ShellValues.Bare(inputData) is { } value and not (bool or double or float or decimal) && LanguagePrimitives.TryConvertTo<string>(value, CultureInfo.InvariantCulture, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            ? level
            : Unusable;
}

using System.Globalization;
using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes a number as it is or as text in the invariant culture. What is none is let through as <see cref="NoInteger"/> or
/// <see cref="double.NaN"/>, so that the command refuses it with an error id of its own.
/// </summary>
/// <param name="whole">Whether it must be a whole number.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberArgumentAttribute(bool whole) : ArgumentTransformationAttribute
{
    /// <summary>Stands for what is no whole number.</summary>
    public const long NoInteger = long.MinValue;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = ShellValues.Bare(inputData);
        if (value is null) return null;
        var number = value is bool or DateTime ? double.NaN : Number(value);
        if (!whole) return number;
        return double.IsInteger(number) && Math.Abs(number) < 1e15 ? (long)number : NoInteger;
    }

    private static double Number(object value) =>
        value is IConvertible && double.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}

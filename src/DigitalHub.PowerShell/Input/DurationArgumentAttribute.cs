using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes a duration: a <see cref="TimeSpan"/> or a number of seconds, also as text, so that <c>-Timeout 300</c> is five
/// minutes. The engine would take it for 300 ticks and the text <c>300</c> for 300 days. What is no duration is let through
/// as <see cref="IsRefused">a marked one</see>, so that the command refuses it with an error id of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a duration stands for what is none.</summary>
    public static bool IsRefused(TimeSpan duration) => duration.Ticks < long.MinValue + RefusedValues.Count;

    /// <summary>What a marked duration stands for.</summary>
    public static string Refused(TimeSpan duration) => RefusedValues.Text(duration.Ticks - long.MinValue);

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => ToDuration(ShellValues.Bare(inputData));

    private static object? ToDuration(object? value) => value switch
    {
        null => null,
        TimeSpan duration => duration,
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => Seconds(value, Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        BigInteger number => Seconds(number, (double)number),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Seconds(text, number),
        string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) => duration,
        _ => Mark(value),
    };

    private static TimeSpan Seconds(object given, double number) =>
        double.IsNaN(number) || Math.Abs(number) >= TimeSpan.MaxValue.TotalSeconds ? Mark(given) : TimeSpan.FromSeconds(number);

    private static TimeSpan Mark(object value) => new(long.MinValue + RefusedValues.Keep(value));
}

using System.Globalization;
using System.Management.Automation;

namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Takes a date: a <see cref="DateTime"/>, a <see cref="DateTimeOffset"/>, or text of one. The engine would take a number for
/// ticks: <c>-CreatedAfter 30</c> would mean the first second of the year 1 and match everything. What is no date is let
/// through as <see cref="IsRefused">a marked one</see>, so that the command refuses it with an error id of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DateArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a date stands for what is none.</summary>
    public static bool IsRefused(DateTime date) => date.Ticks is > 0 and <= RefusedValues.Count;

    /// <summary>What a marked date stands for.</summary>
    public static string Refused(DateTime date) => RefusedValues.Text(date.Ticks - 1);

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = ShellValues.Bare(inputData);
        return value switch
        {
            null => null,
            DateTime date => date,
            DateTimeOffset date => date.LocalDateTime,
            // The engine reads it, as it does everywhere.
            string text when !IsNumber(text) && IsDate(text) => text,
            _ => new DateTime(1 + RefusedValues.Keep(value)),
        };
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsDate(string text) => LanguagePrimitives.TryConvertTo<DateTime>(text, CultureInfo.CurrentCulture, out _);
}

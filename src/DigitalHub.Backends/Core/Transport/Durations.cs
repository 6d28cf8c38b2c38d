using System.Globalization;

namespace DigitalHub.Backends.Core;

/// <summary>Durations for a sentence.</summary>
internal static class Durations
{
    public static string Say(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0##} seconds"),
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} seconds"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0} minutes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0} hours"),
    };
}

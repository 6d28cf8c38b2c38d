using System.Globalization;

namespace DigitalHub.PowerShell.Completion;

/// <summary>How old something is, in words for a tip.</summary>
internal static class Age
{
    private static readonly (double Seconds, string Unit)[] Units = [(86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];

    /// <summary>The words, such as <c>, 3 hours old</c>; empty where it is not known.</summary>
    /// <param name="created">When it was made.</param>
    /// <param name="now">The time now, of the same kind.</param>
    public static string Of(DateTime? created, DateTime now)
    {
        if (created is not { } then) return string.Empty;
        // Two machines have two clocks.
        var seconds = Math.Max((now - then).TotalSeconds, 0);
        var (size, unit) = Units.FirstOrDefault(one => seconds >= one.Seconds, Units[^1]);
        var count = (long)(seconds / size);
        return string.Create(CultureInfo.InvariantCulture, $", {count} {unit}{(count == 1 ? string.Empty : "s")} old");
    }
}

using System.Globalization;

namespace DigitalHub.FakeCore.Model;

/// <summary>Dates as core writes them (contract, section 4.3).</summary>
internal static class Timestamps
{
    /// <summary>Of <c>created</c> and <c>updated</c>: milliseconds, trailing zeros dropped.</summary>
    public static string Document(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Of transitions: as fine as the clock.</summary>
    public static string Transition(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Of Boot's errors and of tokens.</summary>
    public static string Boot(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture);

    public static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

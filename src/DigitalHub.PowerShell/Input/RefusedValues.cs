namespace DigitalHub.PowerShell.Input;

/// <summary>
/// Keeps what a parameter of a value type was given and can't take, under a number that fits into that type, until the
/// command refuses it. The latest are kept: nothing lies between the binding of a parameter and its check.
/// </summary>
internal static class RefusedValues
{
    /// <summary>Numbers are below this.</summary>
    public const int Count = 1024;

    private static readonly object?[] Kept = new object?[Count];

    private static uint _next;

    /// <summary>Keeps a value.</summary>
    /// <returns>Its number, from 0.</returns>
    public static int Keep(object value)
    {
        var number = (int)(Interlocked.Increment(ref _next) % Count);
        Volatile.Write(ref Kept[number], value);
        return number;
    }

    /// <summary>The value of a number, as text for a sentence.</summary>
    public static string Text(long number) =>
        number is >= 0 and < Count && Volatile.Read(ref Kept[number]) is { } value
            ? value is string text ? $"'{Errors.Shorten(text)}'" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value} ({value.GetType()})")
            : "something";
}

using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;

namespace DigitalHub;

/// <summary>Quantities as Kubernetes writes them: <c>250m</c>, <c>10Mi</c>, <c>1.5e3</c>, or a number with its format beside it.</summary>
internal static class Quantity
{
    private static readonly Dictionary<string, double> Units = new(StringComparer.Ordinal)
    {
        ["n"] = 1e-9, ["u"] = 1e-6, ["m"] = 1e-3, [""] = 1,
        ["k"] = 1e3, ["M"] = 1e6, ["G"] = 1e9, ["T"] = 1e12, ["P"] = 1e15, ["E"] = 1e18,
        ["Ki"] = 1L << 10, ["Mi"] = 1L << 20, ["Gi"] = 1L << 30, ["Ti"] = 1L << 40, ["Pi"] = 1L << 50, ["Ei"] = 1L << 60,
    };

    /// <summary>The number in the base unit; null for what is no quantity.</summary>
    public static double? Parse(object? value) => value switch
    {
        double number => number,
        long number => number,
        BigInteger number => (double)number,
        string text => Parse(text),
        OrderedDictionary map => Parse(map["number"]),
        _ => null,
    };

    private static double? Parse(string text)
    {
        // The exponent 1E3 ends in a digit, the unit 1E does not.
        var end = text.Length;
        while (end > 0 && char.IsAsciiLetter(text[end - 1])) end--;
        return Units.TryGetValue(text[end..], out var unit) && double.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number * unit : null;
    }
}
